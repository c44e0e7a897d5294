import type { FaqEntry } from "../../domain/faq.ts";
import type { Fact } from "../../domain/proof/answered-by-facts.ts";
import { words } from "../../domain/wording/russian.ts";
import { stemsOf } from "../../domain/wording/stem.ts";
import { lexicon } from "./lexicon.ts";

/** How many entries are handed to an LLM for one question. */
const MOST_NEAR = 3;

/**
 * The entry that settles a question: one of its forms says the same words as the question, whatever their forms and
 * order. Greetings and particles do not count, any other word does, on both sides: «Можно вернуть?» does not settle
 * «Можно вернуть без чека?», nor does the longer settle the shorter.
 */
export function faqEntryFor(question: string, faq: readonly FaqEntry[]): FaqEntry | null {
  const asked = tellingWords(question);
  if (asked.length === 0) return null;
  const isSame = (form: string): boolean => {
    const told = tellingWords(form);
    return told.every((word) => isAmong(word, asked)) && asked.every((word) => isAmong(word, told));
  };
  return faq.find(({ questions }) => questions.some(isSame)) ?? null;
}

/** The entry as a fact that an answer may cite: whole, because a part of it might leave out a condition. */
export function faqFact({ answer }: FaqEntry): Fact {
  return { key: "", value: answer, isWhole: true };
}

/** What may help an LLM with a question: the entry that settles it first, then those with most words in common. */
export function faqNear(question: string, faq: readonly FaqEntry[]): FaqEntry[] {
  const settling = faqEntryFor(question, faq);
  const asked = tellingWords(question).filter((word) => word.length > 2 && !isAsking(word));
  const likeness = ({ questions }: FaqEntry): number => {
    const told = questions.flatMap(tellingWords);
    return asked.filter((word) => isAmong(word, told)).length;
  };
  const near = faq
    .filter((entry) => entry !== settling)
    .map((entry) => ({ entry, shared: likeness(entry) }))
    .filter(({ shared }) => shared > 0)
    .toSorted((a, b) => b.shared - a.shared)
    .map(({ entry }) => entry);
  return [...(settling ? [settling] : []), ...near].slice(0, MOST_NEAR);
}

function tellingWords(text: string): string[] {
  const { courtesy } = lexicon().facts;
  return words(text).filter((word) => !courtesy.includes(word));
}

function isAsking(word: string): boolean {
  return lexicon().facts.asking.includes(word);
}

function isAmong(word: string, others: readonly string[]): boolean {
  const stems = stemsOf(word);
  return others.some((other) => stemsOf(other).some((stem) => stems.includes(stem)));
}
