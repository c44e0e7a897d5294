/** When a product needs somebody's eye: the one place that says so. */
import { z } from "zod";
import { CATEGORIES, type Category } from "./analysis.ts";

/** `usual` is how many a week there were in the weeks before. */
const counted = { count: z.int(), usual: z.number() };

/** What is counted of a product. */
export const productSignal = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("complaint"), category: z.enum(CATEGORIES), ...counted }),
  z.strictObject({ kind: z.literal("wave"), ...counted }),
  /** The mean rating of the last 30 days and of the 60 before. */
  z.strictObject({ kind: z.literal("fell"), from: z.number(), to: z.number() }),
]);
export type Signal = z.infer<typeof productSignal>;

/** `complaint:sizing`, `wave`, `fell`: what tells the signals of one product apart. */
export function signalName(signal: Signal): string {
  return signal.kind === "complaint" ? `complaint:${signal.category}` : signal.kind;
}

/** Reviews, those with one star, and complaints by category. */
type Counts = Readonly<Partial<Record<Category | "r1", number>> & { reviews: number }>;

/** With how many weeks the last one is compared: fewer say too little of what is usual. */
export const WEEKS_BEFORE = 12;
/** The same complaint so many times in a week is no accident, nor are so many of one star. */
const [COMPLAINTS, ONES] = [3, 5];
/**
 * How rarely chance alone may bring as many: a product that thousands buy is complained of every week, and twice as often
 * in one week in five. `npm run bench:signals` counts what is found and what is told without a cause.
 */
const CHANCE = 0.005;
/** How much the mean falls, and of how many ratings each of the two means is at least. */
const [FALL, RATINGS] = [0.3, 10];
/**
 * How many standard errors the mean falls at least. With 10 ratings a week it tells 45 of 100 true falls of 0.4, and 3 of 100
 * that are none (`npm run bench:signals`); without it these were 66 and 7, and with 2.6, as rare as `CHANCE`, 12 and 0.2.
 */
const ERRORS = 1.645;

/**
 * What stands out in the last week against the weeks before, the most complaints first.
 * @param weeks how many weeks before are known of the product, 1–12
 */
export function signalsOfWeek(week: Counts, before: Counts, weeks: number): Signal[] {
  // More reviews bring more complaints of every kind, which says nothing of the product.
  const share = Math.max(1 / (1 + weeks), week.reviews / (week.reviews + before.reviews));
  const stands = (name: Category | "r1", least: number): boolean => {
    const [count, earlier] = [week[name] ?? 0, before[name] ?? 0];
    return count >= least && (earlier === 0 || chanceOf(count, count + earlier, share) <= CHANCE);
  };
  const told = (name: Category | "r1") => ({ count: week[name] ?? 0, usual: (before[name] ?? 0) / weeks });
  const complaints = CATEGORIES.filter((category) => stands(category, COMPLAINTS)).map((category): Signal => {
    return { kind: "complaint", category, ...told(category) };
  });
  const wave: Signal[] = stands("r1", ONES) ? [{ kind: "wave", ...told("r1") }] : [];
  return [...wave, ...complaints];
}

/** How probable it is that at least `least` of `all` fall into a time into which each falls with this probability. */
function chanceOf(least: number, all: number, probability: number): number {
  const odds = Math.log(probability / (1 - probability));
  let [logOfTerm, below] = [all * Math.log(1 - probability), 0];
  for (let n = 0; n < least; n++) {
    below += Math.exp(logOfTerm);
    logOfTerm += Math.log((all - n) / (n + 1)) + odds;
  }
  return 1 - below;
}

interface Rated {
  count: number;
  sum: number;
}

/** Whether the rating fell from the 60 days before to the last 30, and by more than chance makes of so few ratings. */
export function fallOf(recent: Rated, before: Rated): Signal | undefined {
  if (recent.count < RATINGS || before.count < RATINGS) return undefined;
  const [from, to] = [before.sum / before.count, recent.sum / recent.count];
  const least = Math.max(FALL, ERRORS * errorOf(recent, before));
  // The smallest error of the division must not hide a fall of exactly so much.
  return from - to >= least - 1e-9 ? { kind: "fell", from, to } : undefined;
}

/** The standard error of the difference of the two means: as if all had given one star or five, which varies the most. */
function errorOf(a: Rated, b: Rated): number {
  const mean = (a.sum + b.sum) / (a.count + b.count);
  return Math.sqrt((mean - 1) * (5 - mean) * (1 / a.count + 1 / b.count));
}
