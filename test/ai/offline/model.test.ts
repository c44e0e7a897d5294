/** The trained model beside the word lists. Its texts are in no file that it learnt from. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { alarms, alarmsByWords, guessAbout, readAlarms } from "../../../src/ai/offline/alarms.ts";
import { categoryOf } from "../../../src/ai/offline/model/suspect.ts";
import { modelOf } from "../../../src/ai/offline/model/weights.ts";
import { cpuTime } from "../../support/cpu-time.ts";

test.each([
  [4, "Мультиварка хорошая, но крышкой пришибло мизинец, он посинел", "safety"],
  [1, "Ручка у ковша отошла, и весь бульон оказался у бабушки на коленях", "safety"],
  [2, "Скоро получите бумагу с печатью, мой поверенный уже составил текст", "law"],
  [3, "Подниму до пятёрки, как только увижу на счету половину стоимости", "law"],
  [1, "Оформляла сапоги, достала ласты и чью-то шапку", "defect"],
])("what no word list names is suspected (%i stars): %s", (rating, text, topic) => {
  expect(alarmsByWords(text)).not.toContain(topic);
  expect(alarms(text, rating)).toContain(topic);
  expect(guessAbout(text, rating)?.topic).toBe(topic);
});

test.each([
  "Бомба, а не сапоги!",
  "Убийственно красиво, подруги в шоке",
  "Кружка горит на солнце всеми цветами",
  "Дядя адвокат, портфель носит в суд и доволен",
  "Внук в восторге от пожарной станции",
  "Судак в фольге вышел сочный",
])("praise in the words of alarms is not suspected: %s", (text) => {
  expect(guessAbout(text, 5)).toBeNull();
});

test.each([
  [2, "Купила L на рост 170, вышло платье до пола"],
  [2, "Крекеры доехали трухой, ни бумаги, ни плёнки"],
  [3, "Курьер не дозвонился, посылку отвёз обратно"],
  [1, "Полтора месяца тащили, уже и не нужно"],
  [2, "На рынке за двести рублей такие же"],
  [3, "Состав на бирке другой, не лён"],
  [3, "Инструкции на русском нет, собирали по видео"],
])("an ordinary complaint is not taken for one about harm, law or people (%i stars): %s", (rating, text) => {
  expect(alarms(text, rating).filter((topic) => topic !== "defect" && topic !== "money")).toEqual([]);
});

test.each([
  "Пиджак номер 54 сел безупречно",
  "Спасибо за такую быструю отправку, всё целое",
  "Люстра горит тепло, уютно стало",
  "Претензий никаких, рукав по длине",
])("praise with a number, thanks, light or no claims raises nothing: %s", (text) => {
  expect(alarms(text, 5)).toEqual([]);
});

test.each([
  "Старый плед порвался, этот мягкий и крепкий",
  "Соус жжёт как дракон, обожаем острое",
  "Кукольный врач приехал целый, дочь лечит мишек",
  "Жук для рыбалки огонь, клюёт щука",
])("words of the lists raise nothing in praise that the model finds harmless: %s", (text) => {
  expect(alarmsByWords(text)).not.toEqual([]);
  expect(alarms(text, 5)).toEqual([]);
});

test.each([
  "Супер! Мой номер 8 912 000 11 22",
  "Кроссы охуенные, беру ещё",
  "Бл.ин, то есть бл.я, красота",
  "Ну сук@, как сидит",
])("no praise hides a buyer's data or an obscene word: %s", (text) => {
  expect(alarms(text, 5)).toEqual(expect.arrayContaining([...alarmsByWords(text)]));
  expect(alarmsByWords(text)).not.toEqual([]);
});

test("praise before an alarm takes nothing of it away", () => {
  const text = "Отличный фен, подарок удался, рекомендую всем. Загорелся на третий день";
  for (const rating of [1, 2, 3, 4, 5]) {
    expect(alarms(text, rating)).toEqual(expect.arrayContaining([...alarmsByWords(text)]));
  }
  expect(alarmsByWords(text)).toContain("safety");
});

test.each([
  [1, "Платье велико", []],
  [3, "Ядовитый оттенок, ждала нежный", []],
  [1, "Ребёнок отравился, вызывали скорую", ["safety"]],
  [1, "Провод тлел, мы проснулись от дыма", ["safety"]],
  [2, "Буду писать в Роспотребнадзор", ["law"]],
])("people are called for danger that is more than suspected (%i stars): %s", (rating, text, called) => {
  const { attention, unsure } = readAlarms(text, rating);
  const certain = attention.filter((topic) => !unsure.includes(topic));
  expect(certain.filter((topic) => topic === "safety" || topic === "law")).toEqual(called);
});

test("words of danger that the model does not share still hold the item", () => {
  expect(readAlarms("Ядовитый оттенок, ждала нежный", 3)).toEqual({
    attention: ["safety"],
    unsure: ["safety"],
  });
});

test("five stars take nothing of a threat that the model does not deny", () => {
  expect(alarms("До встречи у мирового судьи", 5)).toEqual(["law"]);
});

test("a question, and stars without a word, are never suspected", () => {
  expect(guessAbout("Адвокат сказал, что вы обязаны вернуть мне всё?", null)).toBeNull();
  expect(guessAbout(" 👎 ", 1)).toBeNull();
  expect(categoryOf("", 5, { category: "other", decisive: false, topics: [] })).toBe("other");
});

test("a review is judged in about a millisecond, however it was written", () => {
  const text =
    "Сначала всё нравилось: цвет, размер, ткань. Потом разошёлся шов, и продавец молчит вторую неделю. ".repeat(3);
  guessAbout(text, 3);
  const rounds = 100;
  const took = cpuTime(() => {
    for (let round = 0; round < rounds; round++) guessAbout(`${text}${round}`, 3);
  });
  expect(took / rounds).toBeLessThan(5);
});

test("the file is small, and one that was cut or changed is refused", () => {
  const file = readFileSync("data/reading.ru.bin");
  expect(file.length).toBeLessThan(400_000);
  expect(() => modelOf(file.subarray(0, file.length - 1000))).toThrow();
  expect(() => modelOf(Buffer.from('{"alarm":{}}\n'))).toThrow();
});
