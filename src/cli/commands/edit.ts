import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text as readAll } from "node:stream/consumers";
import type { Core } from "../../app.ts";
import { messageOf, UsageError } from "../../base/errors.ts";
import { safeLine } from "../../domain/wording/safe-text.ts";
import { typeAnswer } from "../answer-editor.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { withCore } from "../core.ts";
import { argument, option } from "../parameters.ts";
import { id, text } from "../values.ts";

export const edit = command({
  name: "edit",
  summary: "Replaces the text of an answer; it goes on waiting for approval.",
  examples: ['reputation edit 17 --text "Спасибо за отзыв!"', "reputation edit 17 --file - < answer.txt"],
  takes: {
    id: argument("<id>", "the id", id),
    text: option("--text <text>", "the new text", text),
    file: option("--file <file>", "read it from a file; - is standard input (without --text or --file: $EDITOR)", text),
  },
  async run(context, { id, ...source }) {
    return withCore(context, async (core) => {
      const { text, seen } = await newText(context, core, id, source);
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
    });
  },
});

interface NewText {
  text: string;
  /** The answer that the editor was opened on. */
  seen?: string;
}

/** Where the text comes from. */
interface Source {
  text: string | undefined;
  file: string | undefined;
}

async function newText(context: Context, core: Core, id: number, { text, file }: Source): Promise<NewText> {
  const { io } = context;
  if (text !== undefined && file !== undefined) throw new UsageError("give --text or --file, not both");
  if (text !== undefined) return { text: text.trim() };
  if (file !== undefined) return { text: (file === "-" ? await readAll(io.stdin) : readFile(file)).trim() };
  if (!io.stdin.isTTY || !io.stdout.isTTY)
    throw new UsageError("there is no terminal to edit on", { hint: "Give --text or --file" });
  return typeAnswer(context, core, id);
}

function readFile(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(`the text cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

/** Keeps a person's text in a file when it cannot be stored. */
function keep(context: Context, id: number, text: string): void {
  const file = join(mkdtempSync(join(tmpdir(), "reputation-")), `answer-${id}.txt`);
  writeFileSync(file, `${text}\n`, { mode: 0o600 });
  context.hint(`Your text is kept in ${file}. Change it there, then: reputation edit ${id} --file ${file}`);
}
