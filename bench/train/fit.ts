/** Trains the parts of the model, and writes them as `src/ai/offline/model/weights.ts` reads them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { alarmsByWords } from "../../src/ai/offline/alarms.ts";
import { byLexicon, understand } from "../../src/ai/offline/category.ts";
import { featuresOf } from "../../src/ai/offline/model/features.ts";
import { type Header, meaningsOf, placesOfLexicon, placesOfSaid } from "../../src/ai/offline/model/weights.ts";
import { type Attention, CATEGORIES, isGrave, ORDINARY, SUSPECTS } from "../../src/domain/analysis.ts";
import { chanceOf } from "./chance.ts";
import type { Example } from "./examples.ts";
import { mean, type Sample, train, type Trained } from "./logistic.ts";
import { varied, type Weighed } from "./vary.ts";

export interface Parts {
  alarm: Trained;
  danger: Trained;
  beyond: Trained;
  topics: Trained;
  categories: Trained;
}

const words = z
  .record(z.string(), z.string())
  .parse(parse(readFileSync(join(import.meta.dirname, "word-classes.ru.yaml"), "utf8")));
const meanings = meaningsOf(words);

const ALARM = { size: 2 ** 16, outputs: 1, rounds: 10, step: 0.15, decay: 1e-5 };
const DANGER = { ...ALARM, size: 2 ** 15 };
const BEYOND = DANGER;
const TOPICS = { size: 2 ** 14, outputs: SUSPECTS.length, rounds: 10, step: 0.1, decay: 1e-4 };
const CATEGORY = { ...TOPICS, outputs: CATEGORIES.length, decay: 1e-3 };

/** @param seeds a model is trained with each, and the mean of them is taken */
export function fit(examples: readonly Example[], seeds: readonly number[]): Parts {
  const parts = seeds.map((seed): Parts => {
    const chance = chanceOf(seed);
    const made = varied(examples, chance);
    const seen = made.map((one) => ({
      one,
      features: featuresOf(one.text, one.rating, meanings),
      further: placesOfSaid(saidIn(one.text)),
    }));
    const alarming = seen.filter(({ one }) => topicOf(one) >= 0);
    const sorted = examples.flatMap(({ category, ...one }) => (category === undefined ? [] : [{ ...one, category }]));
    return {
      alarm: train(
        samplesOf(seen, (topics) => topics.length > 0),
        ALARM,
        chance,
      ),
      topics: train(
        alarming.map(({ one, ...seenAs }) => ({ ...seenAs, right: topicOf(one), weight: one.weight })),
        TOPICS,
        chance,
      ),
      categories: train(sorted.map(sampleOfCategory), CATEGORY, chance),
      danger: train(samplesOf(seen, isGrave), DANGER, chance),
      beyond: train(samplesOf(seen, isBeyond), BEYOND, chance),
    };
  });
  const of = (part: keyof Parts) => mean(parts.map((one) => one[part]));
  return {
    alarm: of("alarm"),
    danger: of("danger"),
    beyond: of("beyond"),
    topics: of("topics"),
    categories: of("categories"),
  };
}

interface Seen extends Omit<Sample, "right" | "weight"> {
  one: Weighed;
}

function samplesOf(seen: readonly Seen[], isRight: (topics: readonly Attention[]) => boolean): Sample[] {
  return seen.map(({ one, ...seenAs }) => ({
    ...seenAs,
    right: isRight(one.topics ?? []) ? 1 : 0,
    weight: one.weight,
  }));
}

function isBeyond(topics: readonly Attention[]): boolean {
  return topics.some((topic) => !ORDINARY.some((ordinary) => ordinary === topic));
}

const known = new Map<string, readonly Attention[]>();

/** The topics that the word lists find; each text is asked about once, because that takes long. */
function saidIn(text: string): readonly Attention[] {
  const said = known.get(text) ?? alarmsByWords(text);
  known.set(text, said);
  return said;
}

/** The gravest topic, by the order of `SUSPECTS`; -1: none. */
function topicOf({ topics = [] }: Weighed): number {
  return Math.min(...topics.map((topic) => SUSPECTS.indexOf(topic)), Infinity) === Infinity
    ? -1
    : Math.min(...topics.map((topic) => SUSPECTS.indexOf(topic)));
}

/** Most real reviews are about quality, so the invented ones, which are about everything, count more. */
const INVENTED = 2;

function sampleOfCategory({
  kind,
  text,
  rating,
  category,
}: Pick<Example, "kind" | "text" | "rating"> & { category: (typeof CATEGORIES)[number] }): Sample {
  const lexicon = placesOfLexicon(byLexicon(understand({ text, pros: null, cons: null }, rating)));
  return {
    features: featuresOf(text, rating, meanings),
    further: lexicon,
    right: CATEGORIES.indexOf(category),
    weight: kind === "review" ? 1 : INVENTED,
  };
}

/** The file of the model: weights as bytes, each output with a scale of its own. */
export function fileOf(parts: Parts, thresholds: Header["thresholds"]): Buffer {
  const order = [parts.alarm, parts.danger, parts.beyond, parts.topics, parts.categories];
  const [alarm, danger, beyond, topics, categories] = order.map(({ size, outputs }) => ({
    size,
    outputs: outputs.map(({ weights, bias }) => ({ scale: scaleOf(weights), bias: rounded(bias) })),
  }));
  const line = JSON.stringify({ alarm, danger, beyond, topics, categories, thresholds, meanings: words });
  const bytes = order.flatMap(({ outputs }) => outputs.map(({ weights }) => bytesOf(weights)));
  return Buffer.concat([Buffer.from(`${line}\n`), ...bytes]);
}

const LARGEST = 127;

function scaleOf(weights: Float32Array): number {
  const largest = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
  return rounded(largest / LARGEST) || 1;
}

function bytesOf(weights: Float32Array): Buffer {
  const scale = scaleOf(weights);
  return Buffer.from(
    Int8Array.from(weights, (weight) => Math.max(-LARGEST, Math.min(LARGEST, Math.round(weight / scale)))).buffer,
  );
}

function rounded(number: number): number {
  return Number(number.toPrecision(6));
}
