/** A draft goes out alone only when it is made of harmless words and written as the shop writes. */
import { describe, expect, test } from "vitest";
import type { Answer } from "../../../src/domain/proof/answer.ts";
import { wordToHold } from "../../../src/domain/proof/harmless-words.ts";
import { ownMannersMisses } from "../../../src/domain/proof/manners.ts";
import { textsOf } from "../../../src/texts/texts.ts";

const SIGNATURE = "Команда Дом & Сад";

function answer(text: string, over: Partial<Answer> = {}): Answer {
  return {
    text,
    rating: 5,
    buyerText: "Отличная кофта, размер подошёл",
    productName: "Кофта женская с сертификатом",
    clientName: "анна",
    brandName: "Дом & Сад",
    signature: SIGNATURE,
    ...over,
  };
}

/** What holds the draft, in English. */
function misses(text: string, over: Partial<Answer> = {}): string {
  const { proof } = textsOf("en").policy;
  const given = answer(text, over);
  return [wordToHold(given), ...ownMannersMisses(given)].map((miss) => miss?.(proof) ?? "").join("");
}

describe("ordinary thanks go out", () => {
  test.each([
    `Анна, здравствуйте! Спасибо за тёплый отзыв! Рады, что размер подошёл и кофта вам понравилась. Носите с удовольствием!\n${SIGNATURE}`,
    "Добрый день! Благодарим вас за высокую оценку. Приятно, что покупка вас не разочаровала. Будем рады видеть Вас снова!",
    "Здравствуйте! Спасибо за пять звёзд! Ваша оценка помогает нам становиться лучше. С уважением, команда «Дом & Сад»",
  ])("%s", (text) => {
    expect(misses(text)).toBe("");
  });

  test("a thing that the buyer named is named again, and one that the buyer did not name is not", () => {
    const text = "Здравствуйте! Спасибо за отзыв! Рады, что плед стал любимым. Уютных вам вечеров!";
    expect(misses(text, { buyerText: "Пледом довольны" })).toBe("");
    expect(misses(text, { buyerText: "Всё хорошо" })).toContain("“плед”");
  });

  test("a son and a daughter are not the same", () => {
    const text = "Здравствуйте! Спасибо за отзыв! Рады, что дочке понравилось.";
    expect(misses(text, { buyerText: "Дочка довольна" })).toBe("");
    expect(misses(text, { buyerText: "Сын доволен" })).toContain("“дочке”");
  });

  test("an apology under few stars", () => {
    const text = "Здравствуйте! Просим прощения, что покупка не оправдала ваших ожиданий. Спасибо, что написали.";
    expect(misses(text, { rating: 2, buyerText: "Плохо" })).toBe("");
  });
});

describe("anything new holds a draft", () => {
  const cases: [what: string, text: string, why: string, over?: Partial<Answer>][] = [
    ["a place", "Ждём вас в Люберцах.", "a name (“Люберцах”)"],
    ["another brand", "Спасибо! Ждём у «Тёплый Дом».", "a name (“Теплый”)"],
    ["a brand in Latin", "Рады, что понравилось. Best quality.", "harmless ones"],
    ["a deed", "Спасибо за отзыв. Упаковщика уволили.", "“упаковщика”"],
    ["a number", "Спасибо за 100 отзывов!", "“100”"],
    ["a gift", "Спасибо! Подарок уже ждёт.", "“подарок”"],
    ["a request", "Спасибо! Оставьте ещё отзыв.", "“оставьте”"],
    ["a question", "Спасибо за отзыв! Вам понравилось?", "“?”"],
    ["a denial", "Мы вам не рады.", "a negation (“не рады”)"],
    ["a denial of a harmless word", "Не носите с удовольствием.", "a negation"],
    ["a blame", "Рады, что покупка вас разочаровала.", "“разочаровала”"],
    ["other stars", "Спасибо за четыре звезды!", "“четыре”"],
    ["an apology's word under five stars", "Жаль, что так вышло.", "“жаль”"],
    ["what the buyer did not mention", "Рады, что цвет вам понравился.", "did not write about (“цвет”)"],
    ["a word that only the product's name has", "Рады, что женская кофта понравилась.", "“женская”"],
    [
      "a word of the product's name that never is harmless",
      "Ждём с сертификатом.",
      "“сертификатом”",
      { buyerText: "С сертификатом" },
    ],
    ["somebody else's name", "Спасибо за отзыв, Сергей!", "a name (“Сергей”)"],
    ["a familiar form", "Спасибо, что поделилась! Приятно, что ты осталась довольна.", "too familiar (“ты”)"],
    ["markup", "**Здравствуйте!** Спасибо за отзыв!", "markup"],
    ["a list", "Здравствуйте!\n- Рады\n- Ждём снова", "markup"],
    ["lines that break sentences", "Спасибо вам\nза отзыв\nи оценку\nот нас.", "broken oddly"],
    ["first letters that spell", "Лучшего дня вам! Очень рады. Хорошего настроения!", "broken oddly"],
    ["one sentence twice", "Рады, что понравилось. Спасибо! Рады, что понравилось.", "repeats"],
    ["an apology under five stars", "Извините нас. Спасибо за отзыв!", "apologises"],
    ["no apology under three stars", "Спасибо за отзыв! Всего доброго.", "no apology", { rating: 3 }],
  ];
  test.each(cases)("%s", (_, text, why, over) => {
    expect(misses(text, over)).toContain(why);
  });
});
