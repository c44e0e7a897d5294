import { expect, test } from "vitest";
import { textsOf } from "../../src/texts/texts.ts";

type Said = [path: string, text: string, values: string[]];

type Sentence = (...values: (string | string[])[]) => string;

/** A sentence that lists names takes them as a list. */
function saidOf(sentence: Sentence, values: string[]): string {
  try {
    return sentence(...values);
  } catch {
    return sentence(...values.map((value) => [value]));
  }
}

/** Every text of a catalogue by its path; sentences are said with a mark for each value. */
function said(texts: unknown, path = ""): Said[] {
  if (typeof texts === "string") return [[path, texts, []]];
  if (typeof texts === "function") {
    const values = Array.from({ length: texts.length }, (_, at) => `‹${at}›`);
    return [[path, saidOf(texts as Sentence, values), values]];
  }
  return Object.entries(texts as object).flatMap(([key, inner]) => said(inner, `${path}.${key}`));
}

/** The language's own name and what marketplaces are called; they are no sentences. */
const NAMES = /^\.(web\.(lang|short|platforms)|policy\.values\.(wb|ozon|ym))\b/;

/** Words beside a number that stands in bold before them: the value only chooses their form, and English may need none. */
const FORMS = /^\.web\.(?:sent\.sums\.(?:count|rejected|unsent)|products\.reviews)$/;

const ru = said(textsOf("ru")).filter(([path]) => !NAMES.test(path));
const en = said(textsOf("en")).filter(([path]) => !NAMES.test(path));

test("both languages say the same things, with the same values", () => {
  const shapes = (texts: Said[]): string[] =>
    texts.map(([path, , values]) => `${path}(${FORMS.test(path) ? "" : values.join()})`);
  expect(shapes(en)).toEqual(shapes(ru));
  expect(shapes(ru)).toContain(".checks.link(‹0›)");
});

test.each([
  ["Russian", ru],
  ["English", en],
])("no text in %s is empty, and none keeps a value to itself", (_, texts) => {
  expect(texts.filter(([, text]) => text.trim() === "")).toEqual([]);
  expect(
    texts.filter(([path, text, values]) => !FORMS.test(path) && values.some((value) => !text.includes(value))),
  ).toEqual([]);
});

test("nothing Russian is left in the English texts but what buyers are to read", () => {
  expect(en.filter(([, text]) => /[а-яё]/i.test(text.replace(/«[^»]*»|\{(?:имя|товар)\}/g, "")))).toEqual([]);
  // Saved replies are in Russian, so what stands in them for the buyer and the product is, too.
  expect(en.filter(([, text]) => /[а-яё]/i.test(text)).map(([path]) => path)).toEqual([
    ".checks.apology",
    ".web.voice.repliesHow",
    ".web.voice.invalid.saved_replies",
  ]);
});

test("nothing English is left in the Russian texts but commands, keys and addresses", () => {
  const typed =
    /--[a-z]+\b|\breputation (?:[a-z]+ publish|jobs list|[a-z]+)|\b(?:Ctrl|Enter|Esc|PgDn|PgUp|Wildberries|Ozon|Telegram|MAX|CSV|XLSX|PDF|Excel|JSON Lines)\b|:wq\b|\bhttp\.public_url\b|\/(?:start|stop)\b|\b[a-z]+@example\.ru\b/g;
  expect(ru.filter(([, text]) => /[a-z]{2}/i.test(text.replace(typed, "")))).toEqual([]);
  expect(ru.filter(([, text]) => !/[а-яё0-9‹]/i.test(text)).map(([path]) => path)).toEqual([
    ".columns.job",
    ".times.point",
    ".web.health.channels.names.telegram",
    ".web.health.channels.names.max",
  ]);
});
