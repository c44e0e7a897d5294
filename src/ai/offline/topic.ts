import { everywhere } from "../../domain/wording/russian.ts";
import type { Topic } from "./lexicon.ts";
import { isDenied } from "./negation.ts";
import type { Clause } from "./sentiment.ts";

/** The largest number of topics that one answer mentions. */
const MOST = 2;

/** A buyer's text and how it was read. */
export interface Said {
  /** As `plain` has it. */
  text: string;
  clauses: readonly Clause[];
}

/**
 * The topics of a text that an answer should mention, the most serious first (the order of `topics`), at most two.
 * @param sign 1 for what pleased the buyer, -1 for what did not
 * @param doubtful true when the stars say the opposite, so that only clauses in the same tone count
 */
export function topicsIn(topics: readonly Topic[], { text, clauses }: Said, sign: 1 | -1, doubtful: boolean): Topic[] {
  const toned = clauses.filter(({ weight }) => weight * sign > (doubtful ? 0.9 : 0.3));
  const found = topics.filter(
    ({ said, about, attention, unless }) =>
      (unless === undefined || !unless.test(text)) &&
      ((said !== undefined &&
        (doubtful && attention === undefined
          ? toned.some((clause) => says(clause.text, said))
          : says(doubtful ? withoutRelief(text) : text, said))) ||
        (about !== undefined && toned.some((clause) => about.test(clause.text)))),
  );
  const [gravest] = found;
  if (gravest?.alone) return [gravest];
  const narrow = found.filter(({ wide }) => !wide);
  return ofDifferentKinds(narrow.length > 0 ? narrow : found).slice(0, MOST);
}

/** Keeps one topic per category, the more specific one. Only the category "quality" may have several. */
function ofDifferentKinds(topics: Topic[]): Topic[] {
  const [first] = topics;
  return topics.filter(
    (topic) => topic === first || topic.category === "quality" || topic.category !== first?.category,
  );
}

/** Whether a text, as `plain` has it, says something without denying it. */
export function says(text: string, what: RegExp): boolean {
  return firstSaid(text, what) !== null;
}

/** What was last found by each pattern: a text is read for its alarms, its topics and its doubts, which share most of them. */
const lately = new WeakMap<RegExp, { text: string; said: string | null }>();

/** The first piece of a text, as `plain` has it, that says something without denying it; null when there is none. */
export function firstSaid(text: string, what: RegExp): string | null {
  const known = lately.get(what);
  if (known?.text === text) return known.said;
  const said = search(text, what);
  lately.set(what, { text, said });
  return said;
}

function search(text: string, what: RegExp): string | null {
  // Most texts say none of it, and are not searched for every place where they might.
  if (!what.test(text)) return null;
  const hits = [...text.matchAll(everywhere(what))];
  return hits.find((hit) => !isDenied(text, hit.index, hit[0].length))?.[0] ?? null;
}

/** Removes problems that the product cures: «снимает раздражение» is praise. */
function withoutRelief(text: string): string {
  return text.replace(
    /(?:снима|снял|убира|убрал|успок|уменьш|лечит|избав|спаса|помог|против|от )\p{L}* (?:\p{L}+ ){0,2}\p{L}+/gu,
    "",
  );
}
