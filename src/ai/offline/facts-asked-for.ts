import { mentions, plain, words } from "../../domain/wording/russian.ts";
import { lexicon } from "./lexicon.ts";

/** One line of what is known about a product: `Состав: хлопок 95 %, эластан 5 %`. */
interface Fact {
  key: string;
  value: string;
}

/**
 * The facts that a question asks for, as a sentence: «Состав: хлопок 95 %». Null when none is asked for. A fact counts
 * as asked for when the question has a word of its name, a synonym of it or, for longer words, a word of its value.
 */
export function factsAskedFor(question: string, facts: string | null): string | null {
  const asked = parse(facts ?? "").filter((fact) => isAsked(question, fact));
  return asked.length === 0 ? null : asked.slice(0, 3).map(sentence).join(" ");
}

function parse(facts: string): Fact[] {
  return facts.split("\n").flatMap((line) => {
    const [, key, value] = /^\s*([^:]{2,40}):\s*(\S.{0,200}?)\s*$/u.exec(line) ?? [];
    return key === undefined || value === undefined ? [] : [{ key: key.trim(), value }];
  });
}

function isAsked(question: string, { key, value }: Fact): boolean {
  const { synonyms, too_common } = lexicon().facts;
  const named = words(key).filter((word) => word.length >= 3 && !too_common.includes(word));
  const alike = synonyms
    .filter((group) => named.some((word) => group.some((synonym) => mentions(word, synonym))))
    .flat();
  const told = words(value).filter((word) => /^\p{L}{5,}$/u.test(word));
  return [...named, ...alike, ...told].some((word) => mentions(question, word));
}

function sentence({ key, value }: Fact): string {
  const text = `${key}: ${value}`;
  return /[.!?]$/u.test(plain(text)) ? text : `${text}.`;
}
