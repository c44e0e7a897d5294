/** Runs of characters that encode something: a person cannot read them, a model can. */
import type { Sentence } from "../sentence.ts";
import type { ProofTexts } from "./proof-texts.ts";
import { short } from "./short.ts";

const ENCODINGS = [
  // Base 64 and 32: long runs without a space.
  /(?<![A-Za-z0-9+/_=-])[A-Za-z0-9+/_=-]*(?=[A-Za-z0-9+/]{0,24}\d)[A-Za-z0-9+/]{12,}={0,2}/u,
  /[A-Za-z]{18,}={0,2}|(?<!\S)\S*[A-Za-z0-9]={1,2}(?!\S)/u,
  // Escapes of URLs, HTML and programs.
  /(?:%[0-9a-f]{2}){2,}|(?:\\[ux][0-9a-f]{2,4}){2,}|(?:&#?\w+;){2,}/iu,
  // Zeros and ones, Morse.
  /(?:[01]{6,}\s*){2,}|[01]{16,}/u,
  /(?=[.·•\s/|]{0,40}[-–—_])(?=[-–—_\s/|]{0,40}[.·•])(?:[.·•\-–—_]{1,6}[\s/|]+){4,}/u,
  // Numbers of letters: «16 17 10 3 6 20».
  /(?<!\d)(?:\d{1,3}[\s,.;-]+){7,}\d/u,
  // Braces, tags and code fences, which nobody writes to a shop.
  /[{}<>\\`~^]{2,}|<\/?[a-zа-я][^>]{0,40}>|\{[^}]{0,80}\}|\[[a-z/][^\]]{0,40}\]/iu,
];
/** Pairs of hexadecimal digits; a run without a letter is a number. */
const PAIRS = /(?:[0-9a-f]{2}[\s:,-]?){6,}/giu;

/** The first run of characters in a text that encodes something; null when there is none. */
export function findEncoded(text: string): Sentence<ProofTexts> | null {
  for (const encoding of ENCODINGS) {
    const found = encoding.exec(text);
    if (found) return (texts) => texts.encoded(short(found[0]));
  }
  const [pairs] = [...text.matchAll(PAIRS)].flatMap(([run]) => (/[a-f]/iu.test(run) ? [run] : []));
  return pairs === undefined ? null : (texts) => texts.encoded(short(pairs));
}
