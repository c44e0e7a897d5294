/** Whether an answer to a question says what the facts say, and nothing else. */
import { words } from "../wording/russian.ts";
import { answerWords, isAnswerWord, sharesStem } from "./answer-words.ts";
import { stemsOf } from "../wording/stem.ts";

/** One line of what is known about a product: `Состав: хлопок 95 %, эластан 5 %`. */
export interface Fact {
  key: string;
  value: string;
  /** Whether an answer tells all of the value or none of it. */
  isWhole?: boolean;
}

/**
 * Whether each word and number of an answer stands in the facts as they stand there, or is a word of courtesy, and at least
 * one of the facts is told.
 * @param names what may stand in the answer besides: the brand, the signature, the buyer's first name
 */
export function isAnsweredByFacts(answer: string, facts: readonly Fact[], names: readonly (string | null)[]): boolean {
  const pieces = facts.flatMap(piecesOf).toSorted((a, b) => b.length - a.length);
  const own = names.map((name) => words(name ?? "")).filter((name) => name.length > 0);
  const keys = new Set(facts.flatMap(({ key }) => words(key)).flatMap(stemsOf));
  const { rest, told } = without(words(answer), own, pieces);
  const courteous = answerWords().about_facts;
  return told && rest.every((word) => courteous.has(word) || sharesStem(word, keys) || isAnswerWord(word));
}

/** The pieces of a fact that may be told by themselves: «хлопок 95 %», «эластан 5 %», and both. */
function piecesOf({ value, isWhole = false }: Fact): string[][] {
  const parts = isWhole ? [] : value.split(/[,;]\s+|\.\s/u).map(words);
  return [words(value), ...parts].filter((piece) => piece.length > 0);
}

/** The words that are left of an answer without names and pieces of facts; `told`: it had one. */
function without(answer: readonly string[], names: readonly string[][], pieces: readonly string[][]) {
  const rest: string[] = [];
  let told = false;
  for (let at = 0; at < answer.length;) {
    const piece = pieces.find((candidate) => standsAt(answer, at, candidate));
    const found = piece ?? names.find((candidate) => standsAt(answer, at, candidate));
    told ||= piece !== undefined;
    if (found === undefined) rest.push(answer[at] ?? "");
    at += found?.length ?? 1;
  }
  return { rest, told };
}

function standsAt(answer: readonly string[], at: number, piece: readonly string[]): boolean {
  return piece.every((word, i) => answer[at + i] === word);
}
