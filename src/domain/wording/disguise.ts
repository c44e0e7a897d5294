import { rememberingLast } from "../../base/remembering-last.ts";
import { plain } from "./russian.ts";

const latinAsCyrillic = fold("abcehkmoptxyz0", "авсенкмортхузо");
const cyrillicAsLatin = fold("авсенкмортхуі0", "abcehkmoptxyio");

/** At least four letters separated by spaces or signs: «т е л е г р а м», «t.e.l.e.g.r.a.m». */
const SPACED = /(?<![\p{L}\p{N}])\p{L}(?:[\s.,_*~·•|/\\+-]{1,3}\p{L}(?![\p{L}\p{N}])){3,}/gu;
/** Signs inside a word: «теле*грам». */
const INNER_SIGNS = /(?<=\p{L})[*_~^|'`’·•-]+(?=\p{L})/gu;

/**
 * The ways to read a text in which somebody may have hidden a name: first as it is (see `plain`), with spaced-out letters
 * joined and signs inside words removed, and each of these with look-alike letters of the other alphabet replaced. They
 * are for searching only and are not meant to be shown.
 */
export const readings = rememberingLast((text: string): readonly string[] => {
  const shown = plain(text);
  const joined = shown.replace(SPACED, (letters) => letters.replace(/[^\p{L}]/gu, ""));
  // The first letter may be a separate word: «в т е л е г р а м».
  const parted = shown.replace(SPACED, (letters) => letters.replace(/[^\p{L}]/gu, "").replace(/^./u, "$& "));
  const bare = joined.replace(INNER_SIGNS, "");
  return [...new Set([shown, joined, parted, bare].flatMap((t) => [t, latinAsCyrillic(t), cyrillicAsLatin(t)]))];
});

function fold(from: string, to: string): (text: string) => string {
  const map = new Map(from.split("").map((letter, i) => [letter, to[i] ?? letter]));
  const letters = new RegExp(`[${from}]`, "gu");
  return (text) => text.replace(letters, (letter) => map.get(letter) ?? letter);
}
