import { text } from "node:stream/consumers";
import { UsageError } from "../base/errors.ts";
import type { Io } from "./terminal/io.ts";

/**
 * Ids of items or jobs from the command line; `-` reads them from standard input, separated by white space.
 * @throws UsageError when one is no id, or there is none
 */
export async function readIds(words: readonly string[], { stdin }: Io): Promise<number[]> {
  const all: string[] = [];
  for (const word of words) {
    if (word === "-") all.push(...(await text(stdin)).split(/\s+/).filter(Boolean));
    else all.push(word);
  }
  if (all.length === 0)
    throw new UsageError("no ids given", { hint: "List them with: reputation inbox    jobs: reputation jobs list" });
  return [...new Set(all.map(readId))];
}

/** @throws UsageError */
export function readId(word: string): number {
  if (/^#?\d{1,15}$/.test(word)) return Number(word.replace("#", ""));
  throw new UsageError(`"${word}" is no id`, {
    hint: "An id is a number. List them with: reputation inbox    jobs: reputation jobs list",
  });
}

/**
 * A whole number from an option.
 * @throws UsageError
 */
export function readCount(word: string | boolean | undefined, option: string): number {
  const n = Number(word);
  if (Number.isInteger(n) && n > 0) return n;
  throw new UsageError(`${option} must be a whole number above 0, got "${String(word)}"`);
}

/**
 * One of a few words from an option; undefined when it was not given.
 * @throws UsageError
 */
export function readOneOf<T extends string>(
  word: string | boolean | undefined,
  words: readonly T[],
  option: string,
): T | undefined {
  if (word === undefined) return undefined;
  const found = words.find((known) => known === word);
  if (found !== undefined) return found;
  throw new UsageError(`${option} must be one of ${words.join(", ")}, got "${String(word)}"`);
}
