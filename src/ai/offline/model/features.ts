/** What the trained model sees of a review: hashes of word stems, of pairs and pieces of words, and of what words are about. */
import { plain } from "../../../domain/wording/russian.ts";
import { stemsOf } from "../../../domain/wording/stem.ts";

/** What words are about: the beginnings of words, and whole words, of each meaning. */
export interface Meanings {
  /** The meanings of a word, as `plain` has it. */
  of: (word: string) => readonly string[];
}

/** Hashes of 32 bits, each once. A text has many of the first kind and few of the second, so each kind has its own weight. */
export interface Features {
  words: Uint32Array;
  meanings: Uint32Array;
}

/** A word, a number, a sign that tells something, or the end of a sentence. */
const TOKEN = /\p{L}+|\p{N}+|\p{Extended_Pictographic}|[?!%№@]|[.;\n]/gu;
const END = /^[.;\n]$/;
const NEGATION = new Set(["не", "ни", "без", "нет", "никаких", "никакого", "никакой"]);
/** Later words are left out: nothing new stands there. */
const MOST = 400;
const PIECES = [3, 4, 5];
/** Of a longer word only the beginning is cut into pieces. */
const LONGEST = 40;
/** A sentence with more meanings than these says too many things at once for their pairs to tell something. */
const MOST_PAIRED = 24;

export function featuresOf(text: string, rating: number | null, meanings: Meanings): Features {
  const tokens = (plain(text).match(TOKEN) ?? []).slice(0, MOST);
  const found: Found = { words: new Set(), meanings: new Set([`*${rating}`]) };
  const mood = rating === null ? "0" : rating >= 4 ? "+" : "-";
  for (const sentence of sentencesOf(tokens)) addSentence(found, sentence, mood, meanings);
  found.meanings.add(`#${Math.min(5, Math.floor(Math.log2(tokens.length + 1)))}`);
  return { words: hashes(found.words), meanings: hashes(found.meanings) };
}

interface Found {
  words: Set<string>;
  meanings: Set<string>;
}

function sentencesOf(tokens: readonly string[]): string[][] {
  const sentences: string[][] = [[]];
  for (const token of tokens) {
    if (END.test(token)) sentences.push([]);
    else sentences.at(-1)?.push(token);
  }
  return sentences;
}

function addSentence(found: Found, tokens: readonly string[], mood: string, meanings: Meanings): void {
  const said = new Set<string>();
  let [stemBefore, meantBefore]: [string, readonly string[]] = ["^", []];
  for (const [at, token] of tokens.entries()) {
    const stem = stemOf(token);
    found.words.add(stem).add(`${stemBefore} ${stem}`);
    if (token.length > 3) addPieces(found.words, token);
    const meant = meanings.of(token);
    for (const before of meantBefore) {
      found.words.add(`@${before} ${stem}`);
      for (const meaning of meant) found.meanings.add(`@${before}>${meaning}`);
    }
    for (const meaning of meant) {
      found.words.add(`${stemBefore} @${meaning}`);
      const told = meaning !== "neg" && isDenied(tokens, at) ? `!${meaning}` : meaning;
      found.meanings.add(`@${told}`).add(`${mood}@${told}`);
      said.add(told);
    }
    stemBefore = stem;
    meantBefore = meant.filter((meaning) => meaning !== "neg");
  }
  addPairs(found.meanings, [...said].sort().slice(0, MOST_PAIRED));
}

function isDenied(tokens: readonly string[], at: number): boolean {
  const [before = "", twoBefore = "", after = ""] = [tokens[at - 1], tokens[at - 2], tokens[at + 1]];
  return NEGATION.has(before) || NEGATION.has(twoBefore) || after === "нет" || after === "нету" || after === "не";
}

function addPieces(words: Set<string>, word: string): void {
  const closed = `<${word.slice(0, LONGEST)}>`;
  for (const length of PIECES) {
    for (let at = 0; at + length <= closed.length; at++) words.add(`~${closed.slice(at, at + length)}`);
  }
}

function addPairs(meanings: Set<string>, said: readonly string[]): void {
  for (const [at, one] of said.entries()) {
    for (const other of said.slice(at + 1)) meanings.add(`${one}&${other}`);
  }
}

/** Numbers of as many digits count as the same. */
function stemOf(token: string): string {
  if (/^\p{N}/u.test(token)) return "#".repeat(Math.min(6, token.length));
  return stemsOf(token).at(-1) ?? token;
}

function hashes(texts: ReadonlySet<string>): Uint32Array {
  return new Uint32Array(new Set([...texts].map(hash)));
}

/** FNV-1a with its bits mixed once more, because the lower ones are used alone. */
export function hash(text: string): number {
  let sum = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193);
  sum = Math.imul(sum ^ (sum >>> 15), 0x2c1b3c6d);
  return (sum ^ (sum >>> 13)) >>> 0;
}
