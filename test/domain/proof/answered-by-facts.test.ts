/** An answer to a question may tell the facts that settle it as they stand there, and nothing else. */
import { describe, expect, test } from "vitest";
import { isAnsweredByFacts } from "../../../src/domain/proof/answered-by-facts.ts";

const FACTS = [{ key: "Состав", value: "хлопок 95 %, эластан 5 %" }];
const NAMES = ["Команда Дом & Сад", "Дом & Сад", "Анна"];

const isProven = (answer: string): boolean => isAnsweredByFacts(answer, FACTS, NAMES);

describe("facts as they stand there", () => {
  test.each([
    "Анна, здравствуйте! Спасибо за вопрос! Состав: хлопок 95 %, эластан 5 %.\nКоманда Дом & Сад",
    "Добрый день! В составе хлопок 95% и эластан 5%. Будем рады видеть вас снова!",
  ])("«%s» is proven", (answer) => {
    expect(isProven(answer)).toBe(true);
  });

  test.each([
    ["another number", "Здравствуйте! В составе хлопок 90 %, эластан 5 %."],
    ["numbers that have changed places", "Здравствуйте! Хлопок 5 %, эластан 95 %."],
    ["another material", "Здравствуйте! Хлопок 95 %, полиэстер 5 %."],
    ["something besides", "Здравствуйте! Хлопок 95 %, эластан 5 %, ткань безопасна для детей."],
    ["a promise besides", "Здравствуйте! Хлопок 95 %. Вернуть можно за 30 дней."],
    ["a yes", "Здравствуйте! Да, хлопок 95 %."],
    ["a denial", "Здравствуйте! Это не хлопок 95 %."],
    ["no fact at all", "Здравствуйте! Спасибо за вопрос!"],
  ])("%s is not proven", (_, answer) => {
    expect(isProven(answer)).toBe(false);
  });
});
