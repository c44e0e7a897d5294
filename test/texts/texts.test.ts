import { expect, test } from "vitest";
import { textsOf } from "../../src/texts/texts.ts";

test("both languages say everything, and nothing is left in the other one", () => {
  const flatten = (path: string, texts: string | object): [string, string][] =>
    typeof texts === "string"
      ? [[path, texts]]
      : Object.entries(texts).flatMap(([key, inner]: [string, string | object]) => flatten(`${path}.${key}`, inner));
  const flat = (locale: "ru" | "en"): [string, string][] =>
    flatten(locale, textsOf(locale)).map(([path, text]) => [path.slice(3), text]);
  expect(flat("en").map(([key]) => key)).toEqual(flat("ru").map(([key]) => key));
  expect(flat("en").filter(([, text]) => text === "" || /[а-яё]/i.test(text))).toEqual([]);
  expect(flat("ru").filter(([, text]) => !/[а-яё0-9]/i.test(text))).toEqual([]);
});
