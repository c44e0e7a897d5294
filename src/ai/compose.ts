import { firstName } from "../domain/first-name.ts";
import { mentions, plain } from "../domain/russian.ts";
import type { DraftRequest, Voice } from "./llm.ts";
import type { Phrases, Tone } from "./phrases.ts";
import { signed } from "./signature.ts";
import { FACT_INTROS, GREETINGS } from "./templates.ts";

type Part = "greeting" | "opening" | "photos" | "body" | "line" | "closing";

/** Which parts make an answer: the first is the rule, the others are for short limits. */
const SHAPES: Part[][] = [
  ["greeting", "opening", "photos", "body", "line", "closing"],
  ["greeting", "opening", "body", "line"],
  ["greeting", "opening", "body"],
  ["opening", "body"],
  ["opening"],
];

/** What an answer is made for. */
export interface Order {
  voice: Voice;
  phrases: Phrases;
  clientName: DraftRequest["subject"]["clientName"];
  /** Whether there are only stars. */
  bare: boolean;
  category: keyof Phrases["body"];
  hasPhotos: boolean;
  /** What is known of the thing a question asks for; takes the place of the body. */
  fact: string | null;
}

/**
 * Answers to one item, the best first: with all parts, then shorter ones, and where not even the signature fits, a bare «Спасибо!».
 * `turn` picks the wording: turns that follow each other share no combination of opening, body, line and closing for
 * as many turns as there are combinations, which is thousands.
 */
export function answers(order: Order, turn: number): string[] {
  const { voice, phrases } = order;
  const parts = choose(partsFor(order), turn);
  const texts = SHAPES.map((shape) => shape.map((part) => parts[part]).filter((text) => text !== ""));
  const answers = texts.map((shape) => signed(shape.join(" "), voice));
  const signatureFits = signed(parts.opening, voice).length <= voice.maxLength;
  return signatureFits ? answers : [...answers, parts.opening, ...allowed(phrases.shortest, voice)];
}

function partsFor({ voice, phrases, clientName, bare, category, hasPhotos, fact }: Order): Record<Part, string[]> {
  const tone = toneOf(voice);
  const name = voice.useName ? firstName(clientName) : null;
  const mustName = !mentionsBrand(voice);
  const intros = mustName ? FACT_INTROS.brandLine : FACT_INTROS.line;
  const lists: Record<Part, string[]> = {
    opening: (bare ? phrases.bare : phrases.opening)[tone],
    body: fact === null ? phrases.body[bare ? "other" : category] : intros.map((intro) => `${intro} ${fact}`),
    line: fact !== null ? [] : mustName ? phrases.brandLine : phrases.line,
    closing: phrases.closing[tone],
    // The next two change little of a text, so they come last: texts that differ in nothing else lie furthest apart.
    greeting: name === null ? GREETINGS[tone].plain : GREETINGS[tone].named,
    photos: hasPhotos ? phrases.photoThanks : [],
  };
  const brand = /[«»"“”]/u.test(voice.brandName) ? voice.brandName : `«${voice.brandName}»`;
  const fill = (text: string) =>
    text.replace(/\{(brand|name)\}/gu, (_, field) => (field === "brand" ? brand : (name ?? "")));
  return mapValues(lists, (list) => allowed(list, voice).map(fill));
}

/** One of each list. A mixed-radix number whose digits are the choices, walked in steps that are prime to its range. */
function choose(lists: Record<Part, string[]>, turn: number): Record<Part, string> {
  const range = Object.values(lists).reduce((product, list) => product * Math.max(1, list.length), 1);
  let rest = ((turn % range) * stepFor(range)) % range;
  return mapValues(lists, (list) => {
    const size = Math.max(1, list.length);
    const digit = rest % size;
    rest = Math.floor(rest / size);
    // Adding the higher digits keeps the choice one-to-one and lets every part change when only they do.
    return list[(digit + rest) % size] ?? "";
  });
}

/** The first number from the golden section of the range that has no divisor in common with it. */
function stepFor(range: number): number {
  let step = Math.max(1, Math.round(range * 0.618));
  while (commonDivisor(step, range) !== 1) step++;
  return step;
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}

/** The phrases that use nothing the brand forbids; all of them when none is free of it, and the check will tell. */
function allowed(list: string[], { forbidden }: Voice): string[] {
  const free = list.filter((text) => !forbidden.some((phrase) => mentions(text, phrase)));
  return free.length > 0 ? free : list;
}

function toneOf({ tone }: Voice): Tone {
  return /тепл|забот|дет|нежн|ласков|душевн/u.test(plain(tone ?? "")) ? "warm" : "plain";
}

function mentionsBrand({ signature, brandName }: Voice): boolean {
  return plain(signature ?? "").includes(plain(brandName));
}

function mapValues<T, U>(record: Record<Part, T>, change: (value: T) => U): Record<Part, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)])) as Record<Part, U>;
}
