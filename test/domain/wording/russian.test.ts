import { describe, expect, test } from "vitest";
import { firstName } from "../../../src/domain/wording/first-name.ts";
import { mentions, plain, words, wordPattern } from "../../../src/domain/wording/russian.ts";
import { NEAR_COPY, nearCopyOf, similarity } from "../../../src/domain/wording/similarity.ts";

describe("word forms", () => {
  test.each([
    ["ожог", "ожоги ожогом ожогов ожогах"],
    ["суд", "суда суду судом суде суды"],
    ["врач", "врачи врачом врачей"],
    ["аллергия", "аллергии аллергию аллергией"],
    ["деньги", "денег деньгам деньгами"],
    ["скидка", "скидки скидку скидок скидкой"],
    ["подарок", "подарка подарки подарков"],
    ["плесень", "плесени плесенью"],
    ["бракованный", "бракованная бракованное бракованных"],
    ["опасный", "опасно опасна опасная"],
    ["сломать", "сломал сломали сломает"],
    ["сломался", "сломалась сломалось сломаться"],
    ["вернуть", "верните вернула вернёт"],
    ["ребёнок", "ребенка ребенку"],
  ])("the word %s is found in each of its forms: %s", (word, forms) => {
    expect(forms.split(" ").filter((form) => !mentions(`вот ${form}, да`, word))).toEqual([]);
  });

  test.each([
    ["суд", "посуда сосуд судить судья судьба судно"],
    ["брак", "бракованный браконьер"],
    ["вк", "вкус"],
    ["мёд", "медведь"],
  ])("the word %s is not found in the words %s", (word, others) => {
    expect(others.split(" ").filter((other) => mentions(other, word))).toEqual([]);
  });

  test("the words of a phrase must be adjacent", () => {
    expect(mentions("верните мои деньги", "вернуть деньги")).toBe(false);
    expect(mentions("Верните, деньги!", "вернуть деньги")).toBe(true);
    expect(mentions("что угодно", "")).toBe(false);
  });
});

test("the fast path to plain text gives the same result as the full one", () => {
  const long = (text: string): string =>
    text
      .normalize("NFKC")
      .toLowerCase()
      .replace(/[\p{Cf}\p{Mn}\p{Me}]/gu, "")
      .replaceAll("ё", "е");
  for (let code = 0; code < 0x2100; code++) {
    const text = `Я${String.fromCodePoint(code)}!`;
    expect(plain(text), code.toString(16)).toBe(long(text));
  }
});

test("plain text has no capitals, ё, accents or invisible characters", () => {
  expect(plain("ЁЖ до\u0301ма\u200b й")).toBe("еж дома й");
  expect(words("Wi-Fi: 5 ГГц")).toEqual(["wi", "fi", "5", "ггц"]);
});

test.each([
  ["Анна", "Анна"],
  ["анна", "Анна"],
  ["Петрова Анна Ивановна", "Анна"],
  ["АЛЁНА", "Алёна"],
  ["Фёдор", "Фёдор"],
  ["Федор", "Федор"],
  ["Елена К.", "Елена"],
  ["Maria", "Maria"],
  ["Айгуль", "Айгуль"],
  ["Покупатель", null],
  ["Пользователь OZON", null],
  ["Покупатель Анна", null],
  ["wb user 123", null],
  ["Лапочка", null],
  ["Вера, Надежда, Любовь, Роза", null],
  ["Анна <script>", null],
  ["", null],
  [null, null],
])("the first name in %j is %j", (shown, name) => {
  expect(firstName(shown)).toBe(name);
});

test("similarity ranges from 0 to 1", () => {
  expect(similarity("Спасибо за отзыв", "спасибо  за отзыв")).toBe(1);
  expect(similarity("абвгд", "ежзик")).toBe(0);
  expect(similarity("", "")).toBe(1);
  expect(similarity("а", "б")).toBe(0);
  expect(similarity("абвг", "абвд")).toBeCloseTo(1 / 3);
});

test("a near-copy is what is at least so similar, wherever the two differ", () => {
  const text = Array.from({ length: 29 }, (_, i) => String.fromCodePoint(0x430 + i)).join("");
  expect(similarity(text, text.slice(3))).toBeLessThan(NEAR_COPY);
  expect(nearCopyOf(text)(text.slice(3))).toBe(false);
  // 27 of 30 trigrams are in both, so that the similarity is the limit itself.
  for (const other of [`${text}123`, `12${text}3`]) expect(nearCopyOf(text)(other), other).toBe(true);
  for (const other of [`${text}1234`, `12${text}34`, ""]) expect(nearCopyOf(text)(other), other).toBe(false);
  expect(nearCopyOf("")(" ")).toBe(true);
});

test("a boundary beside a letter that is written out is where any boundary is, and nowhere else", () => {
  const letter = "[0-9A-Za-z\\u00C0-\\u024F\\u0400-\\u052F]";
  const whole = `(?:(?<=${letter})(?!${letter})|(?<!${letter})(?=${letter}))`;
  const sources = ["_суд_", "_суда?_", "_с?уд_", "с?_уд_", "_с*уд", "_с{0}уд", "_\\d_", "\\d_", "\\u0434_", "_\\u0434"];
  sources.push("_(?:в|на) _уд?", "(?<!_не )уд_", "у_?д", "_?уд", "у_д", "ё_|_Ё", "_suд_|_5_");
  sources.push("_с? ", "_с* ", "_с{0} ", "\\s_", "_\\s", "\\u0020_");
  const parts = ["суд", "уд", "д", "с", "а", "не ", "в ", " ", "5", "é", "Ё"];
  const texts = parts.flatMap((a) => parts.map((b) => a + b));
  for (const source of sources) {
    const asked = new RegExp(source.replaceAll("_", whole), "gu");
    const halved = new RegExp(wordPattern(source), "gu");
    const places = (pattern: RegExp) =>
      texts.map((text) => [...text.matchAll(pattern)].map((hit) => `${hit.index} ${hit[0]}`));
    expect(places(halved), source).toEqual(places(asked));
  }
});
