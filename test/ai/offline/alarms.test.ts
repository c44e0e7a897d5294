import { expect, test } from "vitest";
import { alarms } from "../../../src/ai/offline/alarms.ts";

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
