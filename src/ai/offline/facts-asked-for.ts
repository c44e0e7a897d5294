import type { Fact } from "../../domain/proof/answered-by-facts.ts";
import { plain, words } from "../../domain/wording/russian.ts";
import { stemsOf } from "../../domain/wording/stem.ts";
import { lexicon } from "./lexicon.ts";

/** Topics of questions that no fact about a product settles. */
const NEVER_SETTLED = ["safety", "return", "delivery", "stock", "price", "fits"];

/** The facts that a question asks for, as a sentence: «Состав: хлопок 95 %»; null when no fact settles it. */
export function factsAskedFor(question: string, facts: string | null): string | null {
  const asked = factsFor(question, facts);
  return asked.length === 0 ? null : asked.map(sentence).join(" ");
}

/**
 * The facts that settle a question, at most two. One word in common proves nothing: a question about returns names the
 * size, too. So every word of the question must stand in the fact, be another word for its name, or be one that asks; any other
 * one, a number above all, asks for something that the fact does not tell.
 */
export function factsFor(question: string, facts: string | null): Fact[] {
  const asked = words(question);
  const { asking } = lexicon().facts;
  const known = new Set(asking.flatMap(stemsOf));
  const telling = asked.filter((word) => !sharesAny(word, known));
  if (telling.length === 0 || isNeverSettled(question)) return [];
  const named = parse(facts ?? "").filter((fact) => telling.every((word) => sharesAny(word, stemsOfFact(fact))));
  return named.length > MOST ? [] : named;
}

const MOST = 2;

function isNeverSettled(question: string): boolean {
  const shown = plain(question);
  return lexicon().questions.some(({ name, asks }) => NEVER_SETTLED.includes(name) && asks.test(shown));
}

/** The stems of the words in a fact, and of the other words for its name. */
function stemsOfFact({ key, value }: Fact): Set<string> {
  const { synonyms, too_common } = lexicon().facts;
  const named = words(key).filter((word) => word.length >= 3 && !too_common.includes(word));
  const stems = new Set(named.flatMap(stemsOf));
  const alike = synonyms.filter((group) => group.some((word) => sharesAny(word, stems))).flat();
  return new Set([...stems, ...[...alike, ...words(value)].flatMap(stemsOf)]);
}

function sharesAny(word: string, stems: ReadonlySet<string>): boolean {
  return stemsOf(word).some((stem) => stems.has(stem));
}

function parse(facts: string): Fact[] {
  return facts.split("\n").flatMap((line) => {
    const [, key, value] = /^\s*([^:]{2,40}):\s*(\S.{0,200}?)\s*$/u.exec(line) ?? [];
    return key === undefined || value === undefined ? [] : [{ key: key.trim(), value }];
  });
}

function sentence({ key, value }: Fact): string {
  const text = `${key}: ${value}`;
  return /[.!?]$/u.test(plain(text)) ? text : `${text}.`;
}
