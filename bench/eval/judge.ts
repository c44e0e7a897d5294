/** What is counted of a provider's work. */
import { checkAnswer } from "../../src/domain/wording/answer-rules.ts";
import { type Analysis, CATEGORIES, sentimentOfStars, SENTIMENTS } from "../../src/domain/analysis.ts";
import { NEAR_COPY, similarity } from "../../src/domain/wording/similarity.ts";
import { contextOf, type Case } from "./corpus.ts";

/** What came of one case. */
export interface Judged {
  item: Case;
  analysis: Analysis;
  /** The same without the stars. */
  textOnly: Analysis;
  /** Why a person must see it: by the analysis, and by the built-in alarms, which always count. */
  alarms: string[];
  answer: string;
  /** Rules that the first draft broke, and those that the last one did. */
  firstProblems: string[];
  lastProblems: string[];
  /** Whether a person has to look, whatever the rules of approval say. */
  waits: boolean;
  tokens: Tokens;
}

/** What an item costs, in and out together; the second analysis, without the stars, is the eval's own and not counted. */
interface Tokens {
  analysis: number;
  draft: number;
  /** A second draft that is told what was wrong with the first. */
  corrections: number;
}

const WINDOW = 50;

/** Everything that the table shows, as it is written to the JSON file. */
export function summary(judged: Judged[], failures: number) {
  const drafted = judged.length;
  const share = (count: number): number => Math.round((count / Math.max(1, drafted)) * 1000) / 10;
  const complaints = judged.filter(({ item }) => (item.subject.rating ?? 5) <= 3);
  const near = nearCopies(judged);
  return {
    reviews: drafted + failures,
    failures,
    sentiment_with_stars: agreement(judged, "analysis"),
    sentiment_text_only: agreement(judged, "textOnly"),
    categories: Object.fromEntries(
      CATEGORIES.map((category) => [category, share(count(judged, ({ analysis }) => analysis.category === category))]),
    ),
    pass_first: share(count(judged, ({ firstProblems }) => firstProblems.length === 0)),
    pass_last: share(count(judged, ({ lastProblems }) => lastProblems.length === 0)),
    broken_rules: tally(judged.flatMap(({ lastProblems }) => lastProblems)),
    complaints: complaints.length,
    complaints_thanked_for_praise: count(complaints, thanksForPraise),
    complaints_without_apology: count(complaints, ({ item, answer }) => broke({ ...item }, answer, "apology", 1)),
    attention: share(count(judged, ({ analysis }) => analysis.attention.length > 0)),
    attention_topics: tally(judged.flatMap(({ analysis }) => analysis.attention)),
    distinct_answers: new Set(judged.map(({ answer }) => answer)).size,
    near_copies_in_50: share(near.count),
    longest_run_of_near_copies: near.longest,
    mean_length: Math.round(judged.reduce((sum, { answer }) => sum + answer.length, 0) / Math.max(1, drafted)),
    tokens_per_item: perItem(judged),
  };
}

/** The means. */
function perItem(judged: Judged[]): Tokens & { all: number } {
  const mean = (of: (tokens: Tokens) => number): number =>
    Math.round(judged.reduce((sum, { tokens }) => sum + of(tokens), 0) / Math.max(1, judged.length));
  return {
    analysis: mean(({ analysis }) => analysis),
    draft: mean(({ draft }) => draft),
    corrections: mean(({ corrections }) => corrections),
    all: mean(({ analysis, draft, corrections }) => analysis + draft + corrections),
  };
}

/** How often the sentiment is what the stars say, and for each of the three how often it is found. */
function agreement(judged: Judged[], which: "analysis" | "textOnly") {
  const percent = (of: Judged[]): number => {
    const right = count(of, (one) => one[which].sentiment === sentimentOfStars(one.item.subject.rating));
    return Math.round((right / Math.max(1, of.length)) * 1000) / 10;
  };
  const by = SENTIMENTS.map((sentiment) => [
    sentiment,
    percent(judged.filter(({ item }) => sentimentOfStars(item.subject.rating) === sentiment)),
  ]);
  return { all: percent(judged), ...(Object.fromEntries(by) as Record<string, number>) };
}

function thanksForPraise({ item, answer }: Judged): boolean {
  return broke(item, answer, "praise", item.subject.rating);
}

function broke(item: Case, answer: string, rule: string, rating: number | null): boolean {
  const context = { ...contextOf(item, []), rating, analysis: null };
  return checkAnswer(answer, context).some((problem) => problem.rule === rule);
}

/** Answers that are nearly one of the 49 before them of the same brand, and the longest row of such answers. */
function nearCopies(judged: Judged[]): { count: number; longest: number } {
  let [total, longest] = [0, 0];
  for (const group of Map.groupBy(judged, ({ item }) => item.voice.brandId).values()) {
    let run = 0;
    for (const [at, { answer }] of group.entries()) {
      const before = group.slice(Math.max(0, at - WINDOW + 1), at);
      const near = before.some((other) => similarity(answer, other.answer) >= NEAR_COPY);
      run = near ? run + 1 : 0;
      total += near ? 1 : 0;
      longest = Math.max(longest, run);
    }
  }
  return { count: total, longest };
}

function count<T>(of: T[], is: (one: T) => boolean): number {
  return of.filter(is).length;
}

function tally(names: string[]): Record<string, number> {
  return Object.fromEntries([...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length]));
}
