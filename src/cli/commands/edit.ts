import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text as readAll } from "node:stream/consumers";
import { openDesk, type Desk } from "../../app.ts";
import { RefusedDecision } from "../../domain/refused-decision.ts";
import { safeText } from "../../domain/safe-text.ts";
import { messageOf, UsageError } from "../../errors.ts";
import { requireItem } from "../../store/items.ts";
import { answerText, responseOf } from "../../store/responses.ts";
import { textsOf } from "../../texts/texts.ts";
import type { Context, Options } from "../context.ts";
import { readId } from "../ids.ts";

export async function edit(context: Context, options: Options, args: string[]): Promise<number> {
  const id = readId(args[0] ?? "");
  const desk = openDesk(await context.deskConfig());
  try {
    const text = (await newText(context, desk, options, id)).trim();
    if (text === "") {
      context.hint("Empty text: nothing was changed.");
      return 1;
    }
    const isTyped = options["text"] === undefined && options["file"] === undefined;
    const { status, changed } = await desk.review.edit(id, text, context.actor).catch((error: unknown) => {
      if (isTyped) keep(context, id, text);
      throw error;
    });
    context.print(
      { id, status, changed, text },
      () => `${context.paint("green", "✓")} #${id} ${changed ? "changed" : "is as it was"}`,
    );
    context.hint(`Publish it with: reputation approve ${id}`);
    return 0;
  } finally {
    desk.close();
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
  desk: Desk,
  id: number,
  refused: Map<number, string>,
): Promise<boolean> {
  const answer = answerText(responseOf(desk.db, id) ?? noAnswer(id));
  const text = inEditor(desk, id, refused.get(id) ?? answer, io.env).trim();
  refused.delete(id);
  if (text === "") return false;
  refused.set(id, text);
  const { changed } = await desk.review.edit(id, text, actor);
  refused.delete(id);
  return changed;
}

async function newText({ io }: Context, desk: Desk, { text, file }: Options, id: number): Promise<string> {
  if (text !== undefined && file !== undefined) throw new UsageError("give --text or --file, not both");
  if (text !== undefined) return String(text);
  if (file === "-") return readAll(io.stdin);
  if (file !== undefined) return readFile(String(file));
  if (!io.stdin.isTTY || !io.stdout.isTTY)
    throw new UsageError("there is no terminal to edit on", { hint: "Give --text or --file" });
  return inEditor(desk, id, answerText(responseOf(desk.db, id) ?? noAnswer(id)), io.env);
}

function readFile(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(`the text cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

function noAnswer(id: number): never {
  throw new RefusedDecision(`item ${id} has no answer to edit yet`, {
    code: "item.no_answer",
    hint: `See: reputation show ${id}`,
    say: ({ decisions }) => decisions["item.no_answer"],
  });
}

/** As git does with a commit message: the buyer's words are quoted in lines that do not count. */
function inEditor(desk: Desk, id: number, answer: string, env: Record<string, string | undefined>): string {
  const item = requireItem(desk.db, id);
  const folder = mkdtempSync(join(tmpdir(), "reputation-"));
  const file = join(folder, `answer-${item.id}.txt`);
  const said = [item.client_text, item.pros && `+ ${item.pros}`, item.cons && `− ${item.cons}`];
  const quote = safeText(said.filter(Boolean).join("\n")).split("\n");
  const notes = [textsOf(desk.config.locale).messages.editNotes, ...quote];
  try {
    writeFileSync(file, `${answer}\n\n${notes.map((line) => `# ${line}`).join("\n")}\n`, { mode: 0o600 });
    const editor = env["VISUAL"] || env["EDITOR"] || "vi";
    // The editor's name may carry options ("code --wait"), so a shell takes it apart.
    const { status, error } = spawnSync("/bin/sh", ["-c", `${editor} "$1"`, "sh", file], { stdio: "inherit" });
    if (error || status !== 0)
      throw new UsageError(`the editor "${editor}" failed`, {
        code: "editor.failed",
        hint: "Set $EDITOR, or give --text",
      });
    const lines = readFileSync(file, "utf8").split("\n");
    return lines.filter((line) => !line.startsWith("#")).join("\n");
  } finally {
    rmSync(folder, { recursive: true });
  }
}
