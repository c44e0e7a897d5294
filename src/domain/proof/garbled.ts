/** Words that are no Russian words although their letters are: reversed, enciphered, typed at random. */
import { readAsset } from "../../base/assets.ts";
import { plain } from "../wording/russian.ts";
import type { Sentence } from "../sentence.ts";
import type { ProofTexts } from "./proof-texts.ts";
import { short } from "./short.ts";

/** Russian texts of ours, from which we learn which letter follows which. */
const LEARNED_FROM = ["offline.ru.yaml", "samples.wb.jsonl", "samples.ozon.jsonl", "samples.ym.jsonl"];
const LETTERS = 33;
/** Added to every count, so that a pair that we have not seen is unlikely and not impossible. */
const UNSEEN = 0.3;

/** So many words in a row are judged together; fewer letters than that prove nothing. */
const ROW = 4;
const FEWEST_LETTERS = 14;
/**
 * The mean logarithm of the likelihood of a letter after the one before it. Of 2,750 real reviews two in a thousand
 * have a row below it; enciphered sentences lie below −4.
 */
const LEAST_LIKELY = -3.4;
/** A row that is so much more likely when its words are read backwards is written backwards; two in a thousand real ones. */
const BACKWARDS = 0.2;

/** The first row of words that is no Russian; null when there is none. */
export function findGarbled(text: string): Sentence<ProofTexts> | null {
  const shown = plain(text).replaceAll(/(\p{L})\1{2,}/gu, "$1");
  const words = (shown.match(/[а-я]+/g) ?? []).filter((word) => word.length >= 3);
  for (let at = 0; at === 0 || at + ROW <= words.length; at++) {
    const row = words.slice(at, at + ROW);
    if (row.join("").length >= FEWEST_LETTERS && isNoRussian(row))
      return (texts) => texts.garbled(short(row.join(" ")));
  }
  return null;
}

function isNoRussian(row: readonly string[]): boolean {
  const forwards = likelihood(row);
  return forwards < LEAST_LIKELY || likelihood(row.map(reversed)) - forwards > BACKWARDS;
}

function reversed(word: string): string {
  return word.split("").toReversed().join("");
}

function likelihood(row: readonly string[]): number {
  const { pairs, firsts } = (learned ??= learn());
  const found = row.flatMap(pairsOf);
  const sum = found.reduce((total, pair) => {
    const seen = (pairs.get(pair) ?? 0) + UNSEEN;
    return total + Math.log(seen / ((firsts.get(pair.slice(0, 1)) ?? 0) + UNSEEN * LETTERS));
  }, 0);
  return sum / found.length;
}

interface Learned {
  pairs: Map<string, number>;
  firsts: Map<string, number>;
}

let learned: Learned | undefined;

function learn(): Learned {
  const texts = LEARNED_FROM.map((file) => plain(readAsset(`data/${file}`).toString("utf8"))).join("\n");
  const pairs = [...new Set(texts.match(/[а-я]+/g) ?? [])].flatMap(pairsOf);
  return { pairs: counted(pairs), firsts: counted(pairs.map((pair) => pair.slice(0, 1))) };
}

/** The pairs of letters of a word, its ends included. */
function pairsOf(word: string): string[] {
  const framed = ` ${word} `;
  return Array.from({ length: framed.length - 1 }, (_, at) => framed.slice(at, at + 2));
}

function counted(list: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const one of list) counts.set(one, (counts.get(one) ?? 0) + 1);
  return counts;
}
