import { createInterface } from "node:readline/promises";
import { UsageError } from "../errors.ts";
import type { Io } from "./io.ts";

/**
 * Asks once, on the terminal; anything but yes is no.
 * @throws UsageError when nobody can be asked: it names the option that answers
 */
export async function confirm(question: string, option: string, { stdin, stderr }: Io): Promise<boolean> {
  if (!stdin.isTTY) {
    throw new UsageError(`"${question}" cannot be asked here`, { hint: `Answer it with ${option}` });
  }
  const terminal = createInterface({ input: stdin, output: stderr });
  try {
    return /^(y|yes|д|да)$/i.test((await terminal.question(`${question} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}
