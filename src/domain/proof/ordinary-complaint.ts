/** Whether a review of few stars is an ordinary complaint about goods, which a ready apology answers. */
import { parse } from "yaml";
import { z } from "zod";
import { readAsset } from "../../base/assets.ts";
import { words } from "../wording/russian.ts";
import { stemsOf } from "../wording/stem.ts";
import type { Sentence } from "../sentence.ts";
import type { Answer } from "./answer.ts";
import { sharesStem } from "./answer-words.ts";
import type { ProofTexts } from "./proof-texts.ts";
import { short } from "./short.ts";

const FILE = "data/complaint-words.ru.yaml";

const PICTURE = /\p{Extended_Pictographic}/gu;
/** Sizes of clothes and heights. */
const SIZE = /^(?:x{0,4}[sml]|x{1,4}l|х{0,4}[смл]|х{1,4}л|[3-7]\d|[89]\d|1[0-9]\d)$/u;

const exact = z.string().transform((list) => new Set(words(list)));
const stems = z.string().transform((list) => new Set(words(list).flatMap(stemsOf)));

/** The file says what each list is for. */
const form = z.strictObject({
  exact,
  inflected: z
    .record(z.string(), stems)
    .transform((groups) => new Set(Object.values(groups).flatMap((one) => [...one]))),
  apart: z.array(z.tuple([stems, stems])),
  never_named: z.string().transform(words),
  emoji: z.string().transform((list) => new Set(list.match(PICTURE))),
});

let read: z.infer<typeof form> | undefined;

/** The lists are read when they are first needed. */
function complaintWords(): z.infer<typeof form> {
  return (read ??= form.parse(parse(readAsset(FILE).toString("utf8"))));
}

/** The first word that ordinary complaints about goods do not have; null when there is none, or no text. */
export function notOrdinary({
  buyerText: text,
  productName,
}: Pick<Answer, "buyerText" | "productName">): Sentence<ProofTexts> | null {
  const said = words(text);
  const odd =
    [...text.matchAll(PICTURE)].map(([picture]) => picture).find((picture) => !complaintWords().emoji.has(picture)) ??
    said.find((word) => !isKnown(word) && !isNamed(word, productName)) ??
    togetherIn(said);
  return odd === undefined ? null : (texts) => texts.not_ordinary(short(odd));
}

function isKnown(word: string): boolean {
  const { exact: known, inflected } = complaintWords();
  return known.has(word) || SIZE.test(word) || sharesStem(word, inflected);
}

/** A word of the product's own name is no news, except one that names a body, a child or an animal. */
function isNamed(word: string, productName: string | null): boolean {
  if (!/^[а-я]{3,}$/.test(word) || complaintWords().never_named.some((part) => word.startsWith(part))) return false;
  return sharesStem(word, new Set(words(productName ?? "").flatMap(stemsOf)));
}

/** Two words that mean more together than apart: «запах» and «ужасный». */
function togetherIn(said: readonly string[]): string | undefined {
  for (const [left, right] of complaintWords().apart) {
    const first = said.find((word) => sharesStem(word, left));
    const second = said.find((word) => sharesStem(word, right));
    if (first !== undefined && second !== undefined) return `${first} … ${second}`;
  }
  return undefined;
}
