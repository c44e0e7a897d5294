import { Writable } from "node:stream";
import { UsageError } from "../../base/errors.ts";
import { PromptCancelled, type Io } from "./io.ts";

export interface PromptOptions {
  /** Hides the typed text, as for keys. */
  hidden?: boolean;
  /** Keeps the space around what is typed, as for passwords. */
  exact?: boolean;
}

/**
 * Asks one line on the terminal; the question goes to stderr.
 * @param option what answers the question where nobody can be asked: `--yes`
 * @throws UsageError without a terminal, PromptCancelled
 */
export async function ask(question: string, option: string, io: Io, options: PromptOptions = {}): Promise<string> {
  const { stdin, stderr } = io;
  if (!stdin.isTTY) {
    throw new UsageError(`"${question.trim()}" cannot be asked here`, { hint: `Answer it with ${option}` });
  }
  const { createInterface } = await import("node:readline/promises");
  // A visible question is printed by readline, which also redraws it when the line is edited.
  if (options.hidden) stderr.write(question);
  const terminal = createInterface({ input: stdin, output: options.hidden ? silent() : stderr, terminal: true });
  const gone = new AbortController();
  const cancel = (): void => gone.abort();
  terminal.on("SIGINT", cancel).on("close", cancel);
  try {
    const typed = await terminal.question(options.hidden ? "" : question, { signal: gone.signal });
    return options.exact ? typed : typed.trim();
  } catch (error) {
    if (!gone.signal.aborted) throw error;
    if (!options.hidden) stderr.write("\n");
    throw new PromptCancelled();
  } finally {
    terminal.close();
    if (options.hidden) stderr.write("\n");
  }
}

function silent(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}
