/** Which of a brand's own answers settles a question. */
import { describe, expect, test } from "vitest";
import { faqEntryFor, faqNear } from "../../../src/ai/offline/faq-asked-for.ts";

const RETURNS = {
  questions: ["Можно ли вернуть без бирки?", "Примете обратно вещь без бирки?"],
  answer: "Нет, вернуть можно только с биркой.",
};
const SIZES = { questions: ["Как выбрать размер?"], answer: "Замеры каждого размера есть в таблице на карточке." };
const WASH = { questions: ["Можно стирать в машинке?"], answer: "Да, при 30 градусах." };
const FAQ = [RETURNS, SIZES, WASH];

describe("the same question in other words forms, order and courtesy is settled", () => {
  test.each([
    ["Здравствуйте, подскажите, пожалуйста, можно вернуть без бирок?", RETURNS],
    ["Без бирки вернуть можно ли", RETURNS],
    ["КАК ВЫБРАТЬ РАЗМЕРЫ", SIZES],
    ["Добрый день! А в машинке можно стирать?", WASH],
  ])("«%s»", (question, entry) => {
    expect(faqEntryFor(question, FAQ)).toBe(entry);
  });
});

describe("a word more, a word less or another number makes it another question", () => {
  test.each([
    "Можно вернуть?",
    "Можно вернуть без бирки и без чека?",
    "Можно не стирать в машинке?",
    "Какой размер?",
    "Как выбрать размер на рост 170?",
    "Стирать можно? Как выбрать размер?",
    "Здравствуйте, подскажите, пожалуйста",
    "",
  ])("«%s»", (question) => {
    expect(faqEntryFor(question, FAQ)).toBeNull();
  });
});

test("an LLM is handed what settles the question first, then what is alike, and nothing else", () => {
  expect(faqNear("Можно вернуть , если стирать в машинке?", FAQ)).toEqual([WASH, RETURNS]);
  expect(faqNear("Можно стирать в машинке?", FAQ)[0]).toBe(WASH);
  expect(faqNear("Откуда везёте?", FAQ)).toEqual([]);
});
