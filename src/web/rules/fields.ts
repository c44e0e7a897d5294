/** A rule as the fields of a form, and back. A condition that nobody touched stays what it was, to the letter. */
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import type { Config } from "../../config/schema.ts";
import { ATTENTIONS, CATEGORIES, SENTIMENTS } from "../../domain/analysis.ts";
import { ITEM_TYPES, PLATFORMS } from "../../domain/platform.ts";
import { ACTIONS, type When } from "../../domain/policy.ts";

export type Rule = Config["approval"]["rules"][number];

const several = <T extends string>(of: readonly T[]) =>
  z.array(z.enum(of as [T, ...T[]])).transform((given) => of.filter((one) => given.includes(one)));
const names = z.array(z.string().min(1).max(100)).max(1000);
const lines = z
  .string()
  .max(20_000)
  .transform((text) => text.replace(/\r\n?/g, "\n"));
const choice = z.enum(["", "yes", "no"]);

const form = z.object({
  name: z.string().trim().max(100),
  mp: several(PLATFORMS),
  type: several(ITEM_TYPES),
  stars: z.array(z.coerce.number().int().min(1).max(5)).max(5),
  sentiment: several(SENTIMENTS),
  category: several(CATEGORIES),
  attention: z.enum(["", "no", "any", "some"]),
  topics: several(ATTENTIONS),
  text: choice,
  photo: choice,
  cancelled: choice,
  words: lines,
  brand: names,
  account: names,
  sku: lines,
  // oxlint-disable-next-line unicorn/no-thenable -- that is what the configuration calls it
  then: z.enum(ACTIONS),
  /** The conditions that go although no field shows them. */
  drop: names,
});

/** What stands in the form of a rule. */
export type RuleFields = z.infer<typeof form>;

const LISTS = ["mp", "type", "stars", "sentiment", "category", "topics", "brand", "account", "drop"];

/** @throws ZodError when the form is none of ours */
export function readFields(sent: URLSearchParams): RuleFields {
  const value = (name: string) => (LISTS.includes(name) ? sent.getAll(name) : (sent.get(name) ?? ""));
  return form.parse(Object.fromEntries(Object.keys(form.shape).map((name) => [name, value(name)])));
}

export function fieldsOf({ name, when, then }: Rule): RuleFields {
  const { attention } = when;
  const topics = Array.isArray(attention) ? attention : [];
  return {
    name,
    mp: [...(when.platform ?? [])],
    type: [...(when.type ?? [])],
    stars: starsOf(when.rating),
    sentiment: [...(when.sentiment ?? [])],
    category: [...(when.category ?? [])],
    attention: topics.length > 0 ? "some" : attention === true ? "any" : attention === false ? "no" : "",
    topics: [...topics],
    text: choiceOf(when.has_text),
    photo: choiceOf(when.has_photo),
    cancelled: choiceOf(when.order_cancelled),
    words: (when.words ?? []).join("\n"),
    brand: [...(when.brand ?? [])],
    account: [...(when.account ?? [])],
    sku: (when.sku ?? []).join("\n"),
    // oxlint-disable-next-line unicorn/no-thenable -- that is what the configuration calls it
    then,
    drop: [],
  };
}

/** The stars that a range takes; none when it takes none, or when there is no range. */
export function starsOf(rating: When["rating"]): number[] {
  if (!rating) return [];
  return [1, 2, 3, 4, 5].filter((stars) => stars >= (rating.min ?? 1) && stars <= (rating.max ?? 5));
}

function choiceOf(value: boolean | undefined): "" | "yes" | "no" {
  return value === undefined ? "" : value ? "yes" : "no";
}

/** The fields of each condition. */
const FIELDS = {
  platform: ["mp"],
  account: ["account"],
  type: ["type"],
  brand: ["brand"],
  rating: ["stars"],
  sentiment: ["sentiment"],
  category: ["category"],
  attention: ["attention", "topics"],
  has_text: ["text"],
  has_photo: ["photo"],
  order_cancelled: ["cancelled"],
  words: ["words"],
  sku: ["sku"],
} as const satisfies Record<keyof Required<When>, readonly (keyof RuleFields)[]>;

export type ConditionName = keyof typeof FIELDS;
const CONDITIONS = Object.keys(FIELDS) as ConditionName[];

/** The conditions that the form cannot show, because nothing fits them: an empty list, a range without stars. */
export function unshown(rule: Rule): ConditionName[] {
  const fields = fieldsOf(rule);
  return CONDITIONS.filter(
    (name) => rule.when[name] !== undefined && FIELDS[name].every((field) => fields[field].length === 0),
  );
}

/** What is wrong with the fields, by the name of its sentence. */
export type FieldProblem = "name" | "taken" | "gap" | "topics" | "many";

/**
 * The rule that the fields describe.
 * @param others the names of the other rules
 * @param was the rule as it is stored; undefined for a new one
 */
export function ruleOf(
  fields: RuleFields,
  others: readonly string[],
  was: Rule | undefined,
): Rule | { problem: FieldProblem } {
  const problem = problemIn(fields, others);
  if (problem !== undefined) return { problem };
  const before = was && fieldsOf(was);
  const given = conditionsIn(fields);
  const when = Object.fromEntries(
    CONDITIONS.flatMap((name): [string, unknown][] => {
      const isSame =
        before && FIELDS[name].every((field) => isDeepStrictEqual(sorted(fields[field]), sorted(before[field])));
      const isKept = isSame && !fields.drop.includes(name);
      const value = isKept ? was?.when[name] : given[name];
      return value === undefined ? [] : [[name, value]];
    }),
  ) as Rule["when"];
  // oxlint-disable-next-line unicorn/no-thenable -- that is what the configuration calls it
  return { name: fields.name, enabled: was?.enabled ?? true, when, then: fields.then };
}

function sorted(value: unknown): unknown {
  return Array.isArray(value) ? value.map(String).toSorted() : value;
}

const MOST_WORDS = 500;

function problemIn(fields: RuleFields, others: readonly string[]): FieldProblem | undefined {
  const { name, stars, attention, topics, words, sku } = fields;
  if (name === "") return "name";
  if (others.includes(name)) return "taken";
  if (stars.length > 0 && Math.max(...stars) - Math.min(...stars) >= stars.length) return "gap";
  if ((attention === "some") !== topics.length > 0 && attention !== "") return "topics";
  return Math.max(linesIn(words).length, linesIn(sku).length) > MOST_WORDS ? "many" : undefined;
}

function conditionsIn(fields: RuleFields): Partial<Record<ConditionName, unknown>> {
  const { stars, attention, topics } = fields;
  const list = (values: readonly unknown[]) => (values.length === 0 ? undefined : values);
  const is = (value: "" | "yes" | "no") => (value === "" ? undefined : value === "yes");
  const [min, max] = [Math.min(...stars), Math.max(...stars)];
  return {
    platform: list(fields.mp),
    account: list(fields.account),
    type: list(fields.type),
    brand: list(fields.brand),
    rating: stars.length === 0 ? undefined : { min, ...(max < 5 && { max }) },
    sentiment: list(fields.sentiment),
    category: list(fields.category),
    attention: attention === "any" ? true : attention === "no" ? false : list(topics),
    has_text: is(fields.text),
    has_photo: is(fields.photo),
    order_cancelled: is(fields.cancelled),
    words: list(linesIn(fields.words)),
    sku: list(linesIn(fields.sku)),
  };
}

function linesIn(text: string): string[] {
  return [...new Set(text.split("\n").map((line) => line.trim()))].filter((line) => line !== "");
}
