import { expect, test } from "vitest";
import { textsOf } from "../../src/texts/texts.ts";

test("both languages say everything, and nothing is left in the other one", () => {
  const flat = (locale: "ru" | "en"): [string, string][] =>
    Object.entries(textsOf(locale)).flatMap(([group, texts]) =>
      Object.entries(texts).map(([key, text]): [string, string] => [`${group}.${key}`, text]),
    );
  expect(flat("en").map(([key]) => key)).toEqual(flat("ru").map(([key]) => key));
  expect(flat("en").filter(([, text]) => text === "" || /[а-яё]/i.test(text))).toEqual([]);
  expect(flat("ru").filter(([, text]) => !/[а-яё0-9]/i.test(text))).toEqual([]);
});
