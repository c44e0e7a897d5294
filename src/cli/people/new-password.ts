import { UsageError } from "../../base/errors.ts";
import { PASSWORD_MAX, PASSWORD_MIN } from "../../domain/password-rules.ts";
import type { Io } from "../terminal/io.ts";
import { ask } from "../terminal/prompt.ts";

/**
 * Asks for a password twice, on the terminal only: as an argument it would stand in the shell's history.
 * @param instead the command that does without
 * @throws UsageError without a terminal, or when the two differ
 */
export async function askNewPassword(login: string, instead: string, io: Io): Promise<string> {
  const hidden = { hidden: true, exact: true };
  const question = `New password of ${login}, ${PASSWORD_MIN} to ${PASSWORD_MAX} characters: `;
  const password = await ask(question, instead, io, hidden);
  if ((await ask("Once more: ", instead, io, hidden)) === password) return password;
  throw new UsageError("the two passwords differ; nothing was changed");
}
