/**
 * What the signals of products find of planted troubles, and what they tell without one, over made-up years of 300 products:
 * complaints come by chance, half of the products have a trouble for three weeks, and each sells three times as much in two
 * others. Then how often a rating is said to fall, of products whose buyers are as content as before and of others that lose 0.4.
 * Run: npm run bench:signals -- [--seed 1]
 */
import { parseArgs } from "node:util";
import { fallOf, signalsOfWeek, WEEKS_BEFORE } from "../src/domain/product-signal.ts";

const { values } = parseArgs({ options: { seed: { type: "string", default: "1" } } });
const [PRODUCTS, WEEKS, TROUBLE_WEEKS, SALE_WEEKS, SALE] = [300, 52, 3, 2, 3];
/** Of a hundred reviews ten are complaints, of which so many parts are about these. */
const PARTS = { quality: 4, sizing: 2.5, price: 1.5, delivery: 1, packaging: 1 } as const;
const CATEGORIES = Object.keys(PARTS) as (keyof typeof PARTS)[];
const COMPLAINTS = 0.1;

type Week = Record<keyof typeof PARTS, number> & { reviews: number };

let state = Number(values.seed) >>> 0;
function random(): number {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
}

function poisson(mean: number): number {
  let [count, left] = [0, Math.exp(-Math.min(mean, 500))];
  for (let product = random(); product > left; product *= random()) count++;
  return count;
}

/** One product's weeks, and when and in what it has a trouble. */
function history(perWeek: number): { weeks: Week[]; about: keyof Week | null; isTrouble: (week: number) => boolean } {
  const somewhere = (): number => WEEKS_BEFORE + Math.floor(random() * (WEEKS - WEEKS_BEFORE - TROUBLE_WEEKS));
  const [trouble, sale] = [somewhere(), somewhere()];
  const about = random() < 0.5 ? (CATEGORIES[Math.floor(random() * CATEGORIES.length)] ?? null) : null;
  const isTrouble = (week: number): boolean => about !== null && week >= trouble && week < trouble + TROUBLE_WEEKS;
  const more = Math.max(4, perWeek * COMPLAINTS);
  const weeks = Array.from({ length: WEEKS }, (_, week): Week => {
    const reviews = perWeek * (week >= sale && week < sale + SALE_WEEKS ? SALE : 1);
    const mean = (name: keyof typeof PARTS): number =>
      (reviews * COMPLAINTS * PARTS[name]) / 10 + (isTrouble(week) && name === about ? more : 0);
    const counts = Object.fromEntries(CATEGORIES.map((name) => [name, poisson(mean(name))])) as Week;
    const complaints = CATEGORIES.reduce((sum, name) => sum + counts[name], 0);
    return { ...counts, reviews: complaints + poisson(reviews * (1 - COMPLAINTS)) };
  });
  return { weeks, about, isTrouble };
}

function sum(weeks: readonly Week[]): Week {
  const total = (name: keyof Week): number => weeks.reduce((all, week) => all + week[name], 0);
  return Object.fromEntries([...CATEGORIES, "reviews" as const].map((name) => [name, total(name)])) as Week;
}

for (const perWeek of [2, 10, 50, 200]) {
  const seen = { troubles: 0, found: 0, told: 0, without: 0, weeks: 0 };
  for (let product = 0; product < PRODUCTS; product++) {
    const { weeks, about, isTrouble } = history(perWeek);
    let isFound = false;
    for (const [week, counts] of weeks.entries()) {
      if (week < WEEKS_BEFORE) continue;
      seen.weeks++;
      for (const signal of signalsOfWeek(counts, sum(weeks.slice(week - WEEKS_BEFORE, week)), WEEKS_BEFORE)) {
        seen.told++;
        const isRight = signal.kind === "complaint" && signal.category === about && isTrouble(week);
        if (isRight) isFound = true;
        else seen.without++;
      }
    }
    seen.troubles += about === null ? 0 : 1;
    seen.found += isFound ? 1 : 0;
  }
  const percent = (part: number, all: number): string => `${((100 * part) / all).toFixed(0)} %`;
  process.stdout.write(
    `${String(perWeek).padStart(4)} reviews a week: found ${seen.found} of ${seen.troubles} troubles (${percent(seen.found, seen.troubles)}); ` +
      `told ${seen.told}, with a cause ${percent(seen.told - seen.without, seen.told)}; ` +
      `without one ${((1000 * seen.without) / seen.weeks).toFixed(1)} in 1,000 weeks of a product\n`,
  );
}

/** Of a hundred buyers, how many give 1, 2, … 5 stars. */
const [CONTENT, LESS_CONTENT] = [
  [6, 2, 4, 10, 78],
  [13, 4, 5, 15, 63],
] as const;

function ratings(count: number, parts: readonly number[]): { count: number; sum: number } {
  const one = (): number => {
    let left = random() * 100;
    const at = parts.findIndex((part) => (left -= part) < 0);
    return (at < 0 ? parts.length - 1 : at) + 1;
  };
  return { count, sum: Array.from({ length: count }, one).reduce((all, stars) => all + stars, 0) };
}

const TRIES = 4000;
for (const perWeek of [3, 5, 10, 25, 50]) {
  const days = (count: number): number => Math.max(10, Math.round((perWeek * count) / 7));
  const falls = (now: readonly number[]): number =>
    Array.from({ length: TRIES }, () => fallOf(ratings(days(30), now), ratings(days(60), CONTENT))).filter(Boolean)
      .length;
  const percent = (part: number): string => `${((100 * part) / TRIES).toFixed(1)} %`;
  process.stdout.write(
    `${String(perWeek).padStart(4)} ratings a week: a fall of 0.4 is told of ${percent(falls(LESS_CONTENT))}, one that is none of ${percent(falls(CONTENT))}\n`,
  );
}
