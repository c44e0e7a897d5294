/** How a word from the command line becomes a value. Each reader is told the name to use in its message. */
import { UsageError } from "../base/errors.ts";
import { isDate } from "../domain/calendar.ts";
import { parseDuration } from "../domain/duration.ts";

/** @throws UsageError that says what the word must be */
export type Read<T> = (word: string, name: string) => T;

/** Any text. */
export const text: Read<string> = (word) => word;

/** A whole number above 0. */
export const count: Read<number> = (word, name) => {
  const n = Number(word);
  if (Number.isInteger(n) && n > 0) return n;
  throw new UsageError(`${name} must be a whole number above 0, got "${word}"`);
};

/** One of a few words. */
export function oneOf<const T extends string>(words: readonly T[]): Read<T> {
  return (word, name) => {
    const found = words.find((known) => known === word);
    if (found !== undefined) return found;
    throw new UsageError(`${name} must be one of ${words.join(", ")}, got "${word}"`);
  };
}

/** A day of the calendar, like 2026-11-24. */
export const day: Read<string> = (word, name) => {
  if (isDate(word)) return word;
  throw new UsageError(`${name} must be a day like 2026-11-24, got "${word}"`);
};

/** `30d`, `12h`, in milliseconds. */
export const duration: Read<number> = (word, name) => {
  const ms = parseDuration(word);
  if (ms !== undefined) return ms;
  throw new UsageError(`${name} must be a duration like 30d or 12h, got "${word}"`);
};

/** The id of an item or a job: `17`, `#17`. */
export const id: Read<number> = (word, name) => {
  if (/^#?\d{1,15}$/.test(word)) return Number(word.replace("#", ""));
  throw new UsageError(`${name} must be a number, got "${word}"`, {
    hint: "List the ids with: reputation inbox    jobs: reputation jobs list",
  });
};
