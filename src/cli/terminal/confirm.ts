import type { Io } from "./io.ts";
import { ask } from "./prompt.ts";

/**
 * Asks once on the terminal. Any answer other than yes means no.
 * @throws UsageError when nobody can be asked: it names the option that answers
 */
export async function confirm(question: string, option: string, io: Io): Promise<boolean> {
  return /^(y|yes|д|да)$/i.test(await ask(`${question} [y/N] `, option, io));
}
