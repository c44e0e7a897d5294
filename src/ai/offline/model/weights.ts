/** The trained model: `data/reading.ru.bin`, a line of JSON and the weights after it, which `npm run train` writes. */
import { z } from "zod";
import { readAsset } from "../../../base/assets.ts";
import {
  type Attention,
  ATTENTIONS,
  CATEGORIES,
  type Category,
  type Suspicion,
  SUSPECTS,
} from "../../../domain/analysis.ts";
import type { ByLexicon } from "../category.ts";
import { type Features, hash, type Meanings } from "./features.ts";

const FILE = "data/reading.ru.bin";

/** How much the few features by meaning count beside the many by word. */
const MEANINGS_WEIGH = 1.4;

const linear = z.strictObject({
  /** The number of weights of each output, a power of two. */
  size: z.int().min(2),
  /** For each output: what its bytes are multiplied with, and what is added. */
  outputs: z.array(z.strictObject({ scale: z.number(), bias: z.number() })).min(1),
});

/** The first line of the file. The weights of its first five parts follow in this order, a byte each. */
export const header = z.strictObject({
  alarm: linear,
  danger: linear,
  beyond: linear,
  topics: linear,
  categories: linear,
  thresholds: z.strictObject({
    /** The score of `alarm` above which a review of so many stars is suspected (1 to 5), and surely so. */
    suspected: z.array(z.number()).length(5),
    sure: z.number(),
    /** The score of `alarm` below which the words of the lists are taken to mean something else, for 1 to 5 stars. */
    harmless: z.array(z.number()).length(5),
    /** The score of `beyond` and `danger` up to which a complaint is ordinary, and that of `beyond` below which words may mislead. */
    beyond: z.strictObject({ ordinary: z.number(), denied: z.number() }),
    /** The score of `danger` above which it is certain together with the words, and without them. */
    danger: z.strictObject({ agreed: z.number(), alone: z.number() }),
  }),
  /** Words by what they are about, parted by spaces: the beginning of a word, or with `_` at its end the whole word. */
  meanings: z.record(z.string(), z.string()),
});
export type Header = z.infer<typeof header>;
type Linear = z.infer<typeof linear>;

/** `said`: the topics that the word lists find in the same text. */
export interface Model {
  meanings: Meanings;
  thresholds: Header["thresholds"];
  alarm: (features: Features, said: readonly Attention[]) => number;
  /** How much it is like matters of health and law (`isGrave`). */
  danger: (features: Features, said: readonly Attention[]) => number;
  /** How much it is like alarms beyond goods and money (`ORDINARY`). */
  beyond: (features: Features, said: readonly Attention[]) => number;
  /** Which of the topics it is most about, if it is an alarm. */
  topic: (features: Features, said: readonly Attention[], among: readonly Suspicion["topic"][]) => Suspicion["topic"];
  category: (features: Features, lexicon: ByLexicon) => Category;
}

let read: Model | undefined;

/** The model is read when it is first needed, because that takes some milliseconds. */
export function model(): Model {
  return (read ??= modelOf(readAsset(FILE)));
}

/** @throws Error when the file is not what `npm run train` writes */
export function modelOf(file: Buffer): Model {
  const end = file.indexOf("\n");
  const known = header.parse(JSON.parse(file.toString("utf8", 0, end)));
  let at = end + 1;
  const next = (one: Linear): Scores => {
    const bytes = new Int8Array(file.buffer, file.byteOffset + at, one.size * one.outputs.length);
    at += bytes.length;
    return (features, further = []) => scoresOf(one, bytes, features, further);
  };
  const [alarm, danger, beyond, topics, categories] = [
    next(known.alarm),
    next(known.danger),
    next(known.beyond),
    next(known.topics),
    next(known.categories),
  ];
  if (at !== file.length)
    throw new Error(`${FILE} has ${file.length} bytes and should have ${at}; npm run train writes it.`);
  return {
    meanings: meaningsOf(known.meanings),
    thresholds: known.thresholds,
    alarm: (features, said) => alarm(features, placesOfSaid(said))[0] ?? 0,
    danger: (features, said) => danger(features, placesOfSaid(said))[0] ?? 0,
    beyond: (features, said) => beyond(features, placesOfSaid(said))[0] ?? 0,
    topic: (features, said, among) => largest(SUSPECTS, topics(features, placesOfSaid(said)), among),
    category: (features, lexicon) => largest(CATEGORIES, categories(features, placesOfLexicon(lexicon)), CATEGORIES),
  };
}

/** Topics of complaints share so many places behind those of the categories. */
const TOPIC_PLACES = 1000;

/** Where the weights of what the lexicon says are: its category, apart where it is sure of it, and the topics of complaints. */
export function placesOfLexicon({ category, decisive, topics }: ByLexicon): number[] {
  const place = CATEGORIES.indexOf(category) + (decisive ? CATEGORIES.length : 0);
  return [place, ...topics.map((name) => 2 * CATEGORIES.length + (hash(name) % TOPIC_PLACES))];
}

/** Where the weights of the topics are that the word lists find; the last place is for none. */
export function placesOfSaid(said: readonly Attention[]): number[] {
  return said.length === 0 ? [ATTENTIONS.length] : said.map((topic) => ATTENTIONS.indexOf(topic));
}

type Scores = (features: Features, further?: readonly number[]) => number[];

function scoresOf(
  { size, outputs }: Linear,
  weights: Int8Array,
  features: Features,
  further: readonly number[],
): number[] {
  const places = placesOf(features, size, further);
  return outputs.map(({ scale, bias }, output) => {
    let sum = 0;
    for (const [place, value] of places) sum += (weights[output * size + place] ?? 0) * value;
    return bias + scale * sum;
  });
}

/**
 * The places of a text's weights and what each counts.
 * @param further places at the end, which only they are meant to use, counting 1 each
 */
export function placesOf(features: Features, size: number, further: readonly number[] = []): [number, number][] {
  const { words, meanings } = features;
  const word = 1 / Math.sqrt(words.length + 5);
  const meaning = MEANINGS_WEIGH / Math.sqrt(meanings.length + 5);
  const places = new Map<number, number>();
  for (const hash of words) places.set(hash & (size - 1), word);
  for (const hash of meanings) places.set(hash & (size - 1), meaning);
  for (const place of further) places.set(size - 1 - place, 1);
  return [...places];
}

export function meaningsOf(known: Readonly<Record<string, string>>): Meanings {
  const [begins, whole] = [new Map<string, string[]>(), new Map<string, string[]>()];
  for (const [meaning, words] of Object.entries(known)) {
    for (const word of words.trim().split(/\s+/)) {
      const [list, key] = word.endsWith("_") ? [whole, word.slice(0, -1)] : [begins, word];
      list.set(key, [...(list.get(key) ?? []), meaning]);
    }
  }
  return { of: (word) => meaningsOfWord(word, begins, whole) };
}

const LONGEST_BEGINNING = 12;

function meaningsOfWord(
  word: string,
  begins: ReadonlyMap<string, string[]>,
  whole: ReadonlyMap<string, string[]>,
): string[] {
  const found = new Set(whole.get(word));
  for (let length = 2; length <= Math.min(word.length, LONGEST_BEGINNING); length++) {
    for (const meaning of begins.get(word.slice(0, length)) ?? []) found.add(meaning);
  }
  return [...found];
}

function largest<T>(names: readonly T[], scores: readonly number[], among: readonly T[]): T {
  const [first, ...others] = names
    .map((name, at) => ({ name, score: scores[at] ?? -Infinity }))
    .filter(({ name }) => among.includes(name));
  if (first === undefined) throw new Error("no output to choose from");
  return others.reduce((best, one) => (one.score > best.score ? one : best), first).name;
}
