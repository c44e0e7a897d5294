/** When a product needs somebody's eye: the one place that says so. */
import { CATEGORIES, type Category } from "./analysis.ts";

/** What is counted of a product; `usual` is how many a week there were in the four weeks before. */
export type Signal =
  | { kind: "complaint"; category: Category; count: number; usual: number }
  | { kind: "wave"; count: number; usual: number }
  /** The mean rating of the last 30 days and of the 60 before. */
  | { kind: "fell"; from: number; to: number };

/** Reviews with one star, and complaints by category. */
type Counts = Readonly<Partial<Record<Category | "r1", number>>>;

/** The same complaint so many times in a week is no accident, nor are so many of one star. */
const [COMPLAINTS, ONES] = [3, 5];
/** Against what is usual: a product that thousands buy is complained of every week. */
const TIMES = 2;
/** How much the mean falls, and of how many ratings each of the two means is at least. */
const [FALL, RATINGS] = [0.3, 10];
const WEEKS_BEFORE = 4;

/** What stands out in the last week against the four before, the most complaints first. */
export function signalsOfWeek(week: Counts, before: Counts): Signal[] {
  const usualOf = (name: Category | "r1"): number => (before[name] ?? 0) / WEEKS_BEFORE;
  const stands = (name: Category | "r1", least: number): boolean =>
    (week[name] ?? 0) >= Math.max(least, TIMES * usualOf(name));
  const complaints = CATEGORIES.filter((category) => stands(category, COMPLAINTS)).map((category): Signal => {
    return { kind: "complaint", category, count: week[category] ?? 0, usual: usualOf(category) };
  });
  const wave: Signal[] = stands("r1", ONES) ? [{ kind: "wave", count: week.r1 ?? 0, usual: usualOf("r1") }] : [];
  return [...wave, ...complaints];
}

interface Rated {
  count: number;
  sum: number;
}

/** Whether the rating fell from the 60 days before to the last 30. */
export function fallOf(recent: Rated, before: Rated): Signal | undefined {
  if (recent.count < RATINGS || before.count < RATINGS) return undefined;
  const [from, to] = [before.sum / before.count, recent.sum / recent.count];
  // The smallest error of the division must not hide a fall of exactly so much.
  return from - to >= FALL - 1e-9 ? { kind: "fell", from, to } : undefined;
}
