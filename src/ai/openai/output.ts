/** What a model wrote, read as the thing that was asked for. */
import type { Analysis } from "../../domain/analysis.ts";
import { safeText } from "../../domain/wording/safe-text.ts";
import { readAnalysis } from "./analysis-form.ts";
import { isObject, isOneObject, objectsIn } from "./objects.ts";
import { afterThoughts, isThought } from "./thoughts.ts";

/** The result of reading an answer; `problem` is worded for the model that gave it. */
export type Parsed<T> = { ok: true; value: T } | { ok: false; problem: string };

/** Reads one object as the thing asked for; undefined when it is something else. */
export type Reading<T> = (object: Record<string, unknown>) => T | undefined;

/**
 * A model's answer: the last complete object behind its thoughts that fits. An object that was begun after it and cut off
 * makes all of it unusable, because the model was about to say something else.
 */
export function parseOutput<T>(content: string, read: Reading<T>): Parsed<T> {
  const { objects, isCut } = objectsIn(isOneObject(content) ? content : afterThoughts(content));
  if (isCut) return { ok: false, problem: "the JSON object is cut off" };
  if (objects.length === 0) return { ok: false, problem: "there is no JSON object in the answer" };
  const value = lastFitting(objects, read, 0);
  return value === undefined
    ? { ok: false, problem: "the JSON object has not the fields that were asked for" }
    : { ok: true, value };
}

/** Wrappers around an answer: `{"result": {"answer": "…"}}`. */
const DEEPEST_WRAPPER = 3;
/** Names under which a model puts what it does not say. */
const NOT_SAID =
  /think|thought|reason|reflect|scratch|draft|reject|example|schema|propert|размышл|мысл|чернов|пример/iu;

function lastFitting<T>(values: readonly unknown[], read: Reading<T>, depth: number): T | undefined {
  for (const value of values.toReversed()) {
    const found = isObject(value) ? read(value) : undefined;
    if (found !== undefined) return found;
    const inner = depth < DEEPEST_WRAPPER ? lastFitting(innerOf(value), read, depth + 1) : undefined;
    if (inner !== undefined) return inner;
  }
  return undefined;
}

function innerOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) => (NOT_SAID.test(name) ? [] : [inner]));
}

const CLEAR_NAMES = ["answer", "ответ", "текст ответа", "response", "reply"];
const ANSWER_NAMES = [...CLEAR_NAMES, "text", "текст"];

/** The text of an answer, without the space around it. */
function readAnswer(object: Record<string, unknown>, names: readonly string[]): string | undefined {
  const byName = new Map(Object.entries(object).map(([name, value]) => [name.trim().toLowerCase(), value]));
  const name = names.find((known) => byName.has(known));
  const value = name === undefined ? undefined : byName.get(name);
  if (typeof value !== "string" || value.trim() === "" || isThought(value)) return undefined;
  return value.trim();
}

/** A draft, and what its model says that it asserts. */
export interface DraftForm {
  text: string;
  claims: string[];
}

export function readDraft(object: Record<string, unknown>, names = ANSWER_NAMES): DraftForm | undefined {
  const text = readAnswer(object, names);
  return text === undefined ? undefined : { text, claims: claimsIn(object["claims"]) };
}

/** Claims as a list, or as one text; other forms say nothing. */
function claimsIn(value: unknown): string[] {
  const claims = Array.isArray(value) ? (value as unknown[]) : [value];
  const told = claims.filter((claim) => typeof claim === "string").map((claim) => claim.trim());
  return told.filter((claim) => claim !== "" && !NO_CLAIM.test(claim)).slice(0, MOST_CLAIMS);
}

const NO_CLAIM = /^(?:нет|ничего|none|no|nothing|[-–—])\.?$/iu;
const MOST_CLAIMS = 20;

/** Both in one object; null for the one that cannot be read. */
export interface BothForm {
  analysis: Analysis | null;
  draft: DraftForm | null;
}

/** @param rating the stars, which tell the sentiment where the model did not */
export function readBoth(object: Record<string, unknown>, rating: number | null): BothForm | undefined {
  const inner = Object.entries(object).find(([name]) => /^\s*(?:analysis|разбор)\s*$/iu.test(name))?.[1];
  // Some models leave out the inner object and write its fields beside the answer.
  const analysis = readAnalysis(isObject(inner) ? inner : object, rating) ?? null;
  // A `text` beside an analysis may be the buyer's, repeated.
  const draft = readDraft(object, CLEAR_NAMES) ?? null;
  return analysis === null && draft === null ? undefined : { analysis, draft };
}

/** An analysis within its bounds: the score between 0 and 1, five short tags and points at most. */
export function tidied(analysis: Analysis): Analysis {
  return {
    ...analysis,
    sentiment_score: Math.min(1, Math.max(0, analysis.sentiment_score)),
    tags: firstFive(analysis.tags).map((tag) => tag.toLowerCase()),
    key_points: firstFive(analysis.key_points),
    attention: [...new Set(analysis.attention)],
    ...(analysis.gist !== undefined && { gist: safeText(analysis.gist).slice(0, LONGEST_GIST) }),
  };
}

const LONGEST_GIST = 600;

function firstFive(texts: string[]): string[] {
  return texts
    .map((text) => text.trim())
    .filter((text) => text !== "")
    .slice(0, 5);
}
