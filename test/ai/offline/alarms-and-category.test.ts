import { expect, test } from "vitest";
import { createOffline } from "../../../src/ai/offline/provider.ts";
import { alarms, alarmsByWords } from "../../../src/ai/offline/alarms.ts";

test.each([
  ["Термометр показывает неверную температуру", "quality"],
  ["Слабоватый крем с резким запахом даже за эти деньги", "quality"],
  ["Привезли фен, который гудит и слабо держит заряд", "quality"],
  ["Курьер опоздал на два дня", "delivery"],
  ["Ждал 16 дней", "delivery"],
  ["Огонь!", "other"],
  ["Привезли быстро, в хорошей коробке, но внутри не тот цвет", "other"],
  ["Заказывала синий чайник, пришёл зелёный", "other"],
  ["Быстрая доставка. Но в наборе нет крышки", "other"],
  ["Упаковано аккуратно, спасибо. Крем щиплет, лицо красное", "quality"],
  ["Упаковка хорошая. Но плохо держится и быстро тупится", "quality"],
  ["Доставили хорошо упакованным, а шнур перетёрся, не советую", "quality"],
])("what a text says of the goods decides its category: %s", async (text, category) => {
  const details = { rating: 2, pros: null, cons: null, clientName: null, productName: null, photoCount: 0 };
  const subject = { id: 1, platform: "wb", itemType: "review", text, ...details } as const;
  const { analysis } = await createOffline().analyze(subject, new AbortController().signal);
  expect(analysis.category).toBe(category);
});

test.each([
  ["Брюки сели отлично", "sizing"],
  ["Всё пришло быстро", "delivery"],
  ["Очень хорошая лампа за свои деньги", "quality"],
])("what is praised decides it under five stars, and the price in passing does not: %s", async (text, category) => {
  const details = { rating: 5, pros: null, cons: null, clientName: null, productName: null, photoCount: 0 };
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
  "Коробка помята и порвана, сам товар не пострадал",
  "Коробку не заклеили, любой мог вскрыть",
  "Соус хороший, но мне не хватило остроты",
  "Печенье щедро обсыпано сахарной пудрой",
  "Заказала халат, пришёл быстро",
  "Холст пришёл не мятый, ровный",
  "С этой подушкой меньше болит голова",
  "Пилка удобная, для педикюра подходит",
])("harm that is denied raises nothing: %s", (text) => {
  expect(alarms(text, 5)).toEqual([]);
});

test.each([
  ["Обогреватель не греется", "defect"],
  ["Ноутбук греется, а кнопка не работает", "defect"],
  ["Сын чуть не подавился деталью", "safety"],
  ["Раньше кот не болел, а теперь понос", "safety"],
  ["Крупа рассыпалась по всему пакету", "defect"],
  ["Привезли вовремя, но почему-то без насадки", "defect"],
  ["Заявлено 40 штук, а по факту положили всего 12", "defect"],
  ["Просила зелёный чай с мятой. А прислали чёрный", "defect"],
  ["Заказал серые чехлы, пришли красные", "defect"],
  ["Весы показывают неправильный вес", "defect"],
  ["Коробка хорошая, но наружу просочилось масло", "defect"],
  ["Флакон заполнен меньше половины", "defect"],
  ["Крышка банки не плотно закрыта, щелчка не было", "defect"],
  ["Мешки рвуться на дне", "defect"],
  ["Через неделю корпус вздулся", "defect"],
  ["После маски лицо красное и печёт кожу", "safety"],
  ["В крупе попадаются мелкие камешки", "safety"],
  ["На банке нет даты изготовления", "law"],
])("harm beside a denial is still seen: %s", (text, attention) => {
  expect(alarms(text, 2)).toContain(attention);
});

test.each(["Заказ отменили без причины", "Продавец отменил заказ в последний день", "Отменён заказ, жаль"])(
  "a cancelled order may be about money and is no defect: %s",
  (text) => {
    expect(alarms(text, 2)).toEqual(["money"]);
  },
);

test.each([
  ["Претензия у меня одна: пуговицы", []],
  ["Отправил претензию почтой", ["law"]],
  ["Пишу претензию продавцу", ["law"]],
  ["Собака это есть отказывается", []],
  ["У собаки отказали лапы", ["safety"]],
  ["Тупой, помидор им не порезать", []],
  ["Порезала ладонь о край", ["safety"]],
])("words of danger and law need what is told of them: %s", (text, found) => {
  expect(alarmsByWords(text).filter((topic) => topic === "law" || topic === "safety")).toEqual(found);
});
