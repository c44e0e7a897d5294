import { mentions, plain } from "../../domain/wording/russian.ts";
import type { Voice } from "../llm.ts";
import { signed } from "../signature.ts";
import { lexicon } from "./lexicon.ts";

/** One place of an answer: what may stand there, and how dear it is. */
export interface AnswerPart {
  texts: readonly string[];
  /** 1 stands in the shortest answer too; the higher, the sooner it is left out. */
  rank: 1 | 2 | 3 | 4;
}

/** What an answer is made of, in its order. */
export interface AnswerPlan {
  parts: readonly AnswerPart[];
  /** When nothing longer fits. */
  shortest: readonly string[];
}

const RANKS = [4, 3, 2, 1] as const;
/** How many wordings of a length are tried. */
const TRIES = 6;
/** Each turn has so many wordings of its own before those of the next one begin; prime to the lengths of the lists. */
const STRIDE = 13;

/**
 * Answers to one item, the best first: with all parts, then shorter ones, and where not even the signature fits, a bare
 * «Спасибо!». Those that say a thing twice come after the others of their length.
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

/** One answer: a text from each of the parts that are dear enough. */
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
  // The first part changes little of a text (the greeting), so it gets the last digit: texts that differ in nothing else
  // lie furthest apart.
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

/** The phrases that use nothing the brand forbids; all of them when none is free of it, and the check will tell. */
function allowed(list: readonly string[], { forbidden }: Voice): readonly string[] {
  const free = list.filter((text) => !forbidden.some((phrase) => mentions(text, phrase)));
  return free.length > 0 ? free : list;
}

/** Whether an answer says a thing twice that is said once: «Спасибо за отзыв! … Спасибо, что написали.» */
function repeatsItself(text: string): boolean {
  const shown = plain(text);
  return lexicon().said_once.some((stems) => occurrences(shown, stems) > 1);
}

function occurrences(text: string, stems: readonly string[]): number {
  return stems.reduce((count, stem) => count + text.split(stem).length - 1, 0);
}
