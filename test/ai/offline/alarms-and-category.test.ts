import { expect, test } from "vitest";
import { createOffline } from "../../../src/ai/offline/provider.ts";
import { alarms } from "../../../src/ai/offline/alarms.ts";

test.each([
  ["Термометр показывает неверную температуру", "quality"],
  ["Слабоватый крем с резким запахом даже за эти деньги", "quality"],
  ["Привезли фен, который гудит и слабо держит заряд", "quality"],
  ["Курьер опоздал на два дня", "delivery"],
  ["Огонь!", "other"],
])("what a text says of the goods decides its category: %s", async (text, category) => {
  const details = { rating: 2, pros: null, cons: null, clientName: null, productName: null, photoCount: 0 };
  const subject = { id: 1, platform: "wb", itemType: "review", text, ...details } as const;
  const { analysis } = await createOffline().analyze(subject, new AbortController().signal);
  expect(analysis.category).toBe(category);
});

test.each([
  "Ноутбук за вечер совсем не нагревается, тихий",
  "Адаптер мощный и не греется",
  "Не шумит и не греется, доволен",
  "Кошка на нём не болеет, шерсть блестит",
  "Сын всю зиму не болел",
  "Детали крупные, малыш не подавится",
  "Рис не слипается, рассыпчатый",
])("harm that is denied raises nothing: %s", (text) => {
  expect(alarms(text)).toEqual([]);
});

test.each([
  ["Обогреватель не греется", "defect"],
  ["Ноутбук греется, а кнопка не работает", "defect"],
  ["Сын чуть не подавился деталью", "safety"],
  ["Раньше кот не болел, а теперь понос", "safety"],
  ["Крупа рассыпалась по всему пакету", "defect"],
])("harm beside a denial is still seen: %s", (text, attention) => {
  expect(alarms(text)).toContain(attention);
});

test.each(["Заказ отменили без причины", "Продавец отменил заказ в последний день", "Отменён заказ, жаль"])(
  "a cancelled order may be about money and is no defect: %s",
  (text) => {
    expect(alarms(text)).toEqual(["money"]);
  },
);
