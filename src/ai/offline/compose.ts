import { mentions, plain } from "../../domain/wording/russian.ts";
import type { Voice } from "../llm.ts";
import { signed } from "../signature.ts";
import { lexicon } from "./lexicon.ts";

/** One part of an answer: its possible wordings, and how important it is. */
export interface AnswerPart {
  texts: readonly string[];
  /** 1 is kept even in the shortest answer; the higher the number, the sooner the part is left out. */
  rank: 1 | 2 | 3 | 4;
}

/** What an answer is made of, in its order. */
export interface AnswerPlan {
  parts: readonly AnswerPart[];
  /** The texts to use when nothing longer fits. */
  shortest: readonly string[];
}

const RANKS = [4, 3, 2, 1] as const;
/** How many wordings of a length are tried. */
const TRIES = 6;
/** The number of wordings reserved for each turn. It is coprime to the lengths of the lists. */
const STRIDE = 13;

/**
 * Answers to one item, the best first: those with all parts, then shorter ones, and a bare «Спасибо!» when not even
 * the signature fits. Answers that repeat themselves come after the others of their length.
 * `turn` picks the wording: turns that follow each other share no combination of parts for as many turns as there are
 * combinations, which is thousands.
 */
export function* answers({ parts, shortest }: AnswerPlan, voice: Voice, turn: number): Generator<string> {
  const lists = parts.map((part) => ({ ...part, texts: allowed(part.texts, voice) }));
  for (const rank of RANKS) {
    const texts = Array.from({ length: TRIES }, (_, i) => wording(lists, rank, turn * STRIDE + i));
    const [clean, echoing] = [texts.filter((text) => !repeatsItself(text)), texts.filter(repeatsItself)];
    for (const text of [...clean, ...echoing]) yield signed(text, voice);
  }
  // A signature that breaks the rules stays in sight of the person who checks; one that does not fit is left out.
  if (signed(wording(lists, 1, turn * STRIDE), voice).length <= voice.maxLength) return;
  for (const text of [wording(lists, 1, turn * STRIDE), ...allowed(shortest, voice)]) yield text;
}

/** Builds one answer from a wording of each part that is important enough. */
function wording(parts: readonly AnswerPart[], rank: number, turn: number): string {
  const chosen = choose(
    parts.map((part) => part.texts),
    turn,
  );
  return chosen.filter((text, at) => text !== "" && (parts[at]?.rank ?? 4) <= rank).join(" ");
}

/** One of each list. A mixed-radix number whose digits are the choices, walked in steps that are prime to its range. */
function choose(lists: (readonly string[])[], turn: number): string[] {
  const range = lists.reduce((product, list) => product * Math.max(1, list.length), 1);
  let rest = ((turn % range) * stepFor(range)) % range;
  // The first part, the greeting, changes a text only a little. It gets the last digit, so that texts that differ only
  // in their greeting are furthest apart.
  const chosen = lists.toReversed().map((list) => {
    const size = Math.max(1, list.length);
    const digit = rest % size;
    rest = Math.floor(rest / size);
    // Adding the higher digits keeps the choice one-to-one and lets every part change when only they do.
    return list[(digit + rest) % size] ?? "";
  });
  return chosen.toReversed();
}

/** The first number from the golden section of the range that has no divisor in common with it. */
function stepFor(range: number): number {
  let step = Math.max(1, Math.round(range * 0.618));
  while (commonDivisor(step, range) !== 1) step++;
  return step;
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}

/** The phrases without forbidden words; all of them when none is free of such words, which the check then reports. */
function allowed(list: readonly string[], { forbidden }: Voice): readonly string[] {
  const free = list.filter((text) => !forbidden.some((phrase) => mentions(text, phrase)));
  return free.length > 0 ? free : list;
}

/** Whether an answer repeats itself: «Спасибо за отзыв! … Спасибо, что написали.» */
function repeatsItself(text: string): boolean {
  const shown = plain(text);
  return lexicon().said_once.some((stems) => occurrences(shown, stems) > 1);
}

function occurrences(text: string, stems: readonly string[]): number {
  return stems.reduce((count, stem) => count + text.split(stem).length - 1, 0);
}
