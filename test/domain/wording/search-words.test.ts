import { expect, test } from "vitest";
import { hasAll, searchable, wantedIn } from "../../../src/domain/wording/search-words.ts";
import { terms } from "../../../src/domain/wording/russian.ts";

const finds = (typed: string, text: string): boolean => hasAll(searchable(text), wantedIn(terms(typed)));

test.each([
  "платье платья платьев платью платьем платьях",
  "подарок подарка подарки подарков подарком",
  "скидка скидок скидки скидкой",
  "деньги денег деньгами",
  "вернуть верните вернули вернул",
  "сломался сломалась сломаться",
  "рукав рукава рукавом рукаве",
  "отзыв отзывы отзывов",
  "одеяло одеяла одеяле одеялом",
  "замена замену замены",
  "кровать кровати кроватью",
  "красный красная красного красных",
  "прочность прочный прочности",
  "доволен довольна довольны",
  "понравилось понравился понравилась",
  "тёплый теплая тёплого",
  "вещь вещи вещей вещью",
  "отец отца отцом",
  "крем крема кремом",
  "размер размеру размеров",
])("each of these forms finds each other: %s", (forms) => {
  const words = forms.split(" ");
  const missed = words.flatMap((typed) => words.filter((text) => !finds(typed, text)).map((text) => [typed, text]));
  expect(missed).toEqual([]);
});

test("a word is found by its beginning as it is typed, letter by letter", () => {
  for (const word of ["платье", "подарок", "крем", "12345678", "wildberries"])
    for (let length = 1; length <= word.length; length++)
      expect(finds(word.slice(0, length), word), word.slice(0, length)).toBe(true);
});

test("other words are not found", () => {
  expect(finds("суд", "посуда")).toBe(false);
  expect(finds("плат", "оплата")).toBe(false);
  expect(finds("куртка", "курица")).toBe(false);
  expect(finds("#12", "12 #123")).toBe(false);
});

test("a run of letters without end counts as words of a bounded length", () => {
  expect(searchable("x".repeat(100_000))).toEqual(["x".repeat(64), "x".repeat(32)]);
  expect(finds("x".repeat(100), "x".repeat(100))).toBe(true);
  expect(wantedIn(terms("а-".repeat(500)))).toHaveLength(20);
});
