/**
 * What readers say of reviews, by their ids: `pass-one.jsonl` and, where they were read twice, `pass-two.jsonl`. The texts
 * stay outside.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { CATEGORIES, SENTIMENTS, SUSPECTS, type Analysis } from "../../src/domain/analysis.ts";
import type { Judged } from "./judge.ts";

const label = z.strictObject({
  id: z.string(),
  /** Missing here and below: two readings would do, or nobody was asked. */
  category: z.enum(CATEGORIES).optional(),
  sentiment: z.enum(SENTIMENTS).optional(),
  /** Why a person must see it; empty when nobody has to. */
  attention: z.array(z.enum(SUSPECTS)).optional(),
});
type Label = z.infer<typeof label>;

interface Labels {
  one: ReadonlyMap<string, Label>;
  two: ReadonlyMap<string, Label>;
}

export function readLabels(folder: string): Labels {
  const pass = (name: string): Map<string, Label> => {
    const lines = readFileSync(join(folder, `${name}.jsonl`), "utf8")
      .trim()
      .split("\n");
    return new Map(lines.map((line) => label.parse(JSON.parse(line))).map((one) => [one.id, one]));
  };
  const one = pass("pass-one");
  return { one, two: existsSync(join(folder, "pass-two.jsonl")) ? pass("pass-two") : one };
}

/** How far the two passes agree: the share, and Cohen's kappa, which takes off what chance would give. */
export function agreementOf({ one, two }: Labels) {
  const pairs = [...one].flatMap(([id, first]) => {
    const second = two.get(id);
    return second ? [[first, second] as const] : [];
  });
  const of = (say: (label: Label) => string) => {
    const same = pairs.filter(([first, second]) => say(first) === say(second)).length / Math.max(1, pairs.length);
    const [firsts, seconds] = [
      tally(pairs.map(([first]) => say(first))),
      tally(pairs.map(([, second]) => say(second))),
    ];
    const chance = [...firsts].reduce((sum, [name, n]) => sum + n * (seconds.get(name) ?? 0), 0) / pairs.length ** 2;
    return `${percent(same)} % kappa ${((same - chance) / (1 - chance)).toFixed(2)}`;
  };
  return {
    reviews: pairs.length,
    category: of(({ category }) => category ?? "open"),
    sentiment: of(({ sentiment }) => sentiment ?? "open"),
    needs_person: of(needsPerson),
  };
}

/** A provider against the reviews on whose label both passes agree. */
export function againstLabels(judged: readonly Judged[], { one, two }: Labels) {
  const known = judged.flatMap((found) => {
    const first = one.get(found.item.key ?? "");
    const second = two.get(found.item.key ?? "");
    return first && second ? [{ found, first, second }] : [];
  });
  const agreed = (say: (label: Label) => string | undefined) =>
    known.filter(({ first, second }) => say(first) !== undefined && say(first) === say(second));
  const right = (name: "category" | "sentiment", of: (found: Judged) => Analysis) => {
    const rows = agreed((label) => label[name]);
    return interval(rows.filter(({ found, first }) => of(found)[name] === first[name]).length, rows.length);
  };
  const needs = agreed((label) => (label.attention ? needsPerson(label) : undefined));
  const due = needs.filter(({ first }) => needsPerson(first) === "yes");
  const raised = needs.filter(({ found }) => found.alarms.length > 0);
  const caught = due.filter(({ found }) => found.alarms.length > 0);
  const harmless5 = needs.filter(({ found, first }) => needsPerson(first) === "no" && found.item.subject.rating === 5);
  return {
    reviews: known.length,
    category: right("category", ({ analysis }) => analysis),
    sentiment: right("sentiment", ({ analysis }) => analysis),
    sentiment_without_stars: right("sentiment", ({ textOnly }) => textOnly),
    alarms_recall: interval(caught.length, due.length),
    alarms_precision: interval(caught.length, raised.length),
    alarms_on_harmless_5: interval(harmless5.filter(({ found }) => found.alarms.length > 0).length, harmless5.length),
    category_misses: misses(agreed(({ category }) => category)),
  };
}

function needsPerson({ attention }: Label): string {
  return attention === undefined ? "open" : attention.length > 0 ? "yes" : "no";
}

/** `expected>found` with how often, the most frequent first. */
function misses(rows: readonly { found: Judged; first: Label }[]): string {
  const wrong = rows.filter(({ found, first }) => found.analysis.category !== first.category);
  const pairs = tally(wrong.map(({ found, first }) => `${first.category}>${found.analysis.category}`));
  return [...pairs]
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, 8)
    .map(([pair, n]) => `${pair} ${n}`)
    .join(", ");
}

const Z = 1.96;

/** `84 of 100, 84 % (76–90)`: the share with Wilson's interval of 95 %. */
export function interval(hits: number, all: number): string {
  if (all === 0) return "none";
  const share = hits / all;
  const centre = share + Z ** 2 / (2 * all);
  const spread = Z * Math.sqrt((share * (1 - share)) / all + Z ** 2 / (4 * all ** 2));
  const [low, high] = [centre - spread, centre + spread].map((edge) => percent(edge / (1 + Z ** 2 / all)));
  return `${hits} of ${all}, ${percent(share)} % (${low}–${high})`;
}

function percent(share: number): number {
  return Math.round(share * 1000) / 10;
}

function tally(names: readonly string[]): Map<string, number> {
  return new Map([...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length]));
}
