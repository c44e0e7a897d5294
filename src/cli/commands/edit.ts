import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Core } from "../../app.ts";
import { messageOf, UsageError } from "../../base/errors.ts";
import { readUtf8, requireUtf8, requireWhole } from "../../base/files/text.ts";
import { safeLine } from "../../domain/wording/safe-text.ts";
import { requireItem } from "../../store/tables/items.ts";
import { answerText, responseOf } from "../../store/tables/responses.ts";
import { typeAnswer } from "../answer-editor.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { withCore } from "../core.ts";
import { argument, option } from "../parameters.ts";
import { count, id, text } from "../values.ts";

export const edit = command({
  name: "edit",
  summary: "Replaces the text of an answer, or writes the first one; it waits for approval.",
  examples: ['reputation edit 17 --text "Спасибо за отзыв!"', "reputation edit 17 --file - < answer.txt"],
  takes: {
    id: argument("<id>", "the id", id),
    text: option("--text <text>", "the new text", text),
    seen: option("--seen <version>", "the version that you have read (show tells it); another one is kept", count),
    file: option("--file <file>", "read it from a file; - is standard input (without --text or --file: $EDITOR)", text),
  },
  async run(context, { id, ...source }) {
    return withCore(context, async (core) => {
      const typed = await newText(context, core, id, source);
      const { text, version } = typed ?? standing(core, id);
      if (text === "") {
        context.hint("Empty text: nothing was changed.");
        return 1;
      }
      const {
        status,
        changed,
        problems,
        version: edited,
      } = await core.decisions.edit(id, text, context.actor, version).catch((error: unknown) => {
        if (version !== undefined) keep(context, id, text);
        throw error;
      });
      const { paint } = context;
      context.print({ id, status, changed, text, problems, version: edited }, () =>
        [
          `${paint("green", "✓")} #${id} ${changed ? "changed" : "is as it was"}`,
          ...problems.map(({ message }) => paint("yellow", `! ${safeLine(message)}`)),
        ].join("\n"),
      );
      context.hint(`Publish it with: reputation approve ${id}`);
      return 0;
    });
  },
});

interface NewText {
  text: string;
  /** The version of the answer that the person has read. */
  version?: number | undefined;
}

/** Where the text comes from. */
interface Source {
  text: string | undefined;
  file: string | undefined;
  seen: number | undefined;
}

/** Undefined when a person has left the text as it was. */
async function newText(
  context: Context,
  core: Core,
  id: number,
  { text, file, seen }: Source,
): Promise<NewText | undefined> {
  const { io } = context;
  if (text !== undefined && file !== undefined) throw new UsageError("give --text or --file, not both");
  if (text !== undefined) return { text: text.trim(), version: seen };
  if (file !== undefined) {
    const typed = file === "-" ? await readStandardInput(io.stdin) : readFile(resolve(io.cwd, file));
    return { text: typed.trim(), version: seen };
  }
  if (!io.stdin.isTTY || !io.stdout.isTTY)
    throw new UsageError("there is no terminal to edit on", { hint: "Give --text or --file" });
  return typeAnswer(context, core, id);
}

function standing({ db }: Core, id: number): NewText {
  const response = responseOf(db, requireItem(db, id).id);
  return { text: response ? answerText(response) : "", version: response?.version };
}

/** Many times the longest answer a marketplace takes. */
const MOST_BYTES = 1024 * 1024;

function notReadable(cause: unknown): UsageError {
  return new UsageError(`the text cannot be read: ${messageOf(cause)}`, { cause });
}

async function readStandardInput(input: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of input) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > MOST_BYTES) throw new UsageError(`the text is longer than ${MOST_BYTES} bytes`);
    chunks.push(bytes);
  }
  try {
    return requireWhole(requireUtf8(Buffer.concat(chunks)));
  } catch (error) {
    throw notReadable(error);
  }
}

function readFile(file: string): string {
  try {
    return requireWhole(readUtf8(file, MOST_BYTES));
  } catch (error) {
    throw notReadable(error);
  }
}

/** Keeps a person's text in a file when it cannot be stored. */
function keep(context: Context, id: number, text: string): void {
  const file = join(mkdtempSync(join(tmpdir(), "reputation-")), `answer-${id}.txt`);
  writeFileSync(file, `${text}\n`, { mode: 0o600 });
  context.hint(`Your text is kept in ${file}. Change it there, then: reputation edit ${id} --file ${file}`);
}
