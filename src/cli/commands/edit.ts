import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text as readAll } from "node:stream/consumers";
import { openCore, type Core } from "../../app.ts";
import { RefusedDecision } from "../../domain/refused-decision.ts";
import { safeLine } from "../../domain/wording/safe-text.ts";
import { messageOf, UsageError } from "../../base/errors.ts";
import { requireItem } from "../../store/tables/items.ts";
import { answerText, responseOf } from "../../store/tables/responses.ts";
import { textsOf } from "../../texts/texts.ts";
import type { Context, Options } from "../context.ts";
import { editText } from "../terminal/editor.ts";
import { readId } from "../arguments.ts";

export async function edit(context: Context, options: Options, args: string[]): Promise<number> {
  const id = readId(args[0] ?? "");
  const core = openCore(await context.deskConfig());
  try {
    const { text, seen } = await newText(context, core, options, id);
    if (text === "") {
      context.hint("Empty text: nothing was changed.");
      return 1;
    }
    const { status, changed, problems } = await core.decisions
      .edit(id, text, context.actor, seen)
      .catch((error: unknown) => {
        if (seen !== undefined) keep(context, id, text);
        throw error;
      });
    const { paint } = context;
    context.print({ id, status, changed, text, problems }, () =>
      [
        `${paint("green", "✓")} #${id} ${changed ? "changed" : "is as it was"}`,
        ...problems.map(({ message }) => paint("yellow", `! ${safeLine(message)}`)),
      ].join("\n"),
    );
    context.hint(`Publish it with: reputation approve ${id}`);
    return 0;
  } finally {
    core.close();
  }
}

/** What a person has typed is not lost when it cannot be stored. */
function keep(context: Context, id: number, text: string): void {
  const file = join(mkdtempSync(join(tmpdir(), "reputation-")), `answer-${id}.txt`);
  writeFileSync(file, `${text}\n`, { mode: 0o600 });
  context.hint(`Your text is kept in ${file}. Change it there, then: reputation edit ${id} --file ${file}`);
}

/**
 * Opens a person's editor on the answer and stores what comes back.
 * @param refused texts that could not be stored, by item: the editor goes on with them
 * @returns false when the text was left empty or unchanged
 */
export async function editInEditor(
  { io, actor }: Context,
  core: Core,
  id: number,
  refused: Map<number, string>,
): Promise<boolean> {
  const answer = requireText(core, id);
  const opened = { item: requireItem(core.db, id), answer, kept: refused.get(id) };
  const text = editText(opened, textsOf(core.config.locale), io.env);
  // Left without saving: a kept text stays kept, it is no answer to what has been stored meanwhile.
  if (text === undefined) return false;
  refused.delete(id);
  if (text === "") return false;
  refused.set(id, text);
  const { changed } = await core.decisions.edit(id, text, actor, answer);
  refused.delete(id);
  return changed;
}

interface NewText {
  text: string;
  /** The answer that the editor was opened on. */
  seen?: string;
}

async function newText({ io }: Context, core: Core, { text, file }: Options, id: number): Promise<NewText> {
  if (text !== undefined && file !== undefined) throw new UsageError("give --text or --file, not both");
  if (text !== undefined) return { text: String(text).trim() };
  if (file === "-") return { text: (await readAll(io.stdin)).trim() };
  if (file !== undefined) return { text: readFile(String(file)).trim() };
  if (!io.stdin.isTTY || !io.stdout.isTTY)
    throw new UsageError("there is no terminal to edit on", { hint: "Give --text or --file" });
  const answer = requireText(core, id);
  const typed = editText({ item: requireItem(core.db, id), answer }, textsOf(core.config.locale), io.env);
  return { text: typed ?? answer, seen: answer };
}

function readFile(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(`the text cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

function requireText(core: Core, id: number): string {
  const response = responseOf(core.db, id);
  if (response) return answerText(response);
  throw new RefusedDecision(`item ${id} has no answer to edit yet`, {
    code: "item.no_answer",
    hint: `See: reputation show ${id}`,
    say: ({ decisions }) => decisions["item.no_answer"],
  });
}
