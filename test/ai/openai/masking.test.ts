/** What identifies a buyer never leaves for the LLM, in whatever field it stands. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { DraftRequest } from "../../../src/ai/llm.ts";
import { masked } from "../../../src/ai/openai/masking.ts";
import { withName } from "../../../src/ai/openai/name-mark.ts";
import { analysisMessages, answerMessages, draftMessages } from "../../../src/ai/openai/prompts.ts";
import { personalData } from "../../../src/domain/wording/personal-data.ts";

test.each([
  ["Позвоните мне: +7 916 123-45-67, жду", "Позвоните мне: [номер], жду"],
  ["мой номер 89161234567", "мой номер [номер]"],
  ["Пишите на anna.k@mail.ru", "Пишите на [почта]"],
  ["Заказ № 123456-0012 не пришёл", "Заказ № [номер] не пришёл"],
  ["Живу на улице Ленина, д. 5, кв. 12, привезите", "Живу на [адрес], привезите"],
  ["ул. Мира 17 к двери", "[адрес] к двери"],
  ["Карта 4276 1234 5678 9012, верните", "Карта [номер], верните"],
  ["Меня зовут Мария Ивановна Петрова, и я недовольна", "Меня зовут [имя], и я недовольна"],
])("%s", (text, hidden) => {
  expect(masked(text)).toBe(hidden);
});

test.each([
  "Размеры 80-86-92-98-104 маломерят, взяли 104 см",
  "Артикул 12345678 пришёл не тот",
  "Две штуки по 5, три по 10, пятая с браком",
  "Стирали при 40 градусах, 2 раза, за 1299 рублей",
  "Пришло 3 штуки из 4",
])("what identifies nobody stays: %s", (text) => {
  expect(masked(text)).toBe(text);
});

test("the buyer's own name is hidden in its cases", () => {
  expect(masked("Передайте Зульфие Курбановой, что обещали", "Зульфия К. Курбанова")).toBe(
    "Передайте [имя] [имя], что обещали",
  );
});

test("a number in words is hidden", () => {
  const text = "Ткань хорошая. Звоните восемь девятьсот шестнадцать 123 45 67. Спасибо.";
  expect(masked(text)).toBe("Ткань хорошая. Звоните [номер]. Спасибо.");
});

test("nothing that the finder of personal data knows is left, whatever the text", () => {
  const piece = fc.constantFrom(
    "+7 (916) 123-45-67",
    "8.9.1.6.1.2.3.4.5.6.7",
    "a@b.ru",
    "заказ 555-666-777",
    "ул. Мира, д. 5",
    " ",
    ".",
    "Анна",
    "на проспекте Мира 17",
    "4276123456789012",
    "\n",
    "цвет",
    "№",
    "по",
    "—",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      expect(personalData(masked(pieces.join(" ")))).toEqual([]);
      expect(personalData(masked(pieces.join("")))).toEqual([]);
    }),
  );
});

const request: DraftRequest = {
  subject: {
    id: 1,
    platform: "wb",
    itemType: "review",
    rating: 1,
    text: "Звоните Анне: +7 916 123-45-67",
    pros: "anna@mail.ru",
    cons: "заказ 123456789",
    clientName: "Анна Кузнецова",
    productName: "Платье",
    photoCount: 0,
  },
  analysis: { sentiment: "negative", sentiment_score: 0, tags: [], category: "other", key_points: [], attention: [] },
  voice: {
    brandId: "b",
    brandName: "Бренд",
    tone: null,
    signature: "Команда Бренд",
    forbidden: [],
    maxLength: 500,
    useName: true,
    emoji: false,
    phrasesFile: null,
  },
  facts: null,
  instructions: "Скажи Кузнецовой, что перезвоним на +7 916 123-45-67",
  problems: ["Ответ повторяет «+7 916 123-45-67»."],
  previous: "Анна, здравствуйте! Позвоним на +7 916 123-45-67.\nКоманда Бренд",
  openings: ["Анна, здравствуйте!"],
  variant: 1,
};

test("no field of any prompt holds personal data, and the previous draft is there to be changed", () => {
  for (const messages of [analysisMessages(request.subject), draftMessages(request), answerMessages(request)]) {
    const all = messages.map(({ content }) => content).join("\n");
    expect(all).not.toMatch(/916|anna@|123456789|Кузнецов|Анн[аеы]/u);
  }
  const [, user] = draftMessages(request).map(({ content }) => content);
  expect(user).toContain('"previous_answer":"ИМЯ_ПОКУПАТЕЛЯ, здравствуйте! Позвоним на [номер]."');
  expect(user).toContain('"other_openings":["[имя], здравствуйте!"]');
  expect(user).toContain("в поле previous_answer");
});

test.each([
  ["Здравствуйте, ИМЯ_ПОКУПАТЕЛЯ! Спасибо.", "Анна", "Здравствуйте, Анна! Спасибо."],
  ["ИМЯ_ПОКУПАТЕЛЯ, добрый день!", "АННА", "Анна, добрый день!"],
  ["Здравствуйте, ИМЯ_ПОКУПАТЕЛЯ! Спасибо.", "wb user 12", "Здравствуйте! Спасибо."],
  ["ИМЯ_ПОКУПАТЕЛЯ, добрый день!", null, "Добрый день!"],
  ["Здравствуйте!", "Анна", "Здравствуйте!"],
])("the program puts the first name into %s (%s)", (text, clientName, told) => {
  expect(withName(text, { ...request, subject: { ...request.subject, clientName } })).toBe(told);
});
