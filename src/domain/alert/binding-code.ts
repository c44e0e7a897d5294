/** The code by which a person binds a chat or a mailbox: short enough to type, and worthless after ten minutes. */
import { MINUTE_MS } from "../../base/clock.ts";

/** Without letters and digits that look alike. */
export const CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
export const CODE_LENGTH = 8;
export const CODE_LIFETIME_MS = 10 * MINUTE_MS;
/** So many wrong codes are looked at; then whoever tries them waits for as long as a code lives. */
export const CODE_TRIES = 5;

/** The code as it was made: people type it in lower case, or in groups. */
export function plainCode(typed: string): string {
  return typed.toUpperCase().replace(/[\s-]/g, "");
}
