import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Subject, Voice } from "../../../src/ai/llm.ts";
import { phrasesOf } from "../../../src/ai/offline/phrases.ts";
import { createOffline } from "../../../src/ai/offline/provider.ts";
import type { Attention } from "../../../src/domain/analysis.ts";

const llm = createOffline();
const live = new AbortController().signal;
const voice: Voice = {
  brandId: "market",
  brandName: "Охана Маркет",
  tone: "спокойный",
  signature: "Команда Охана Маркет",
  forbidden: [],
  maxLength: 1000,
  useName: true,
  emoji: false,
  phrasesFile: null,
};

async function answer(over: Partial<Subject>, facts: string | null = null, how: Partial<Voice> = {}) {
  const subject: Subject = {
    id: 7,
    platform: "wb",
    itemType: "review",
    rating: 5,
    text: "",
    pros: null,
    cons: null,
    clientName: null,
    productName: null,
    photoCount: 0,
    ...over,
  };
  const { analysis } = await llm.analyze(subject, live);
  const request = {
    subject,
    analysis,
    voice: { ...voice, ...how },
    facts,
    instructions: null,
    problems: [],
    variant: 0,
  };
  return { analysis, text: (await llm.draft(request, live)).text };
}

test("every topic has at least five wordings, and at least five sentences that may follow", () => {
  const { complaints, after_complaint, praises, after_praise, questions } = phrasesOf(null).phrases;
  const taken = [...Object.values(complaints), ...Object.values(praises)].map(({ what_happened }) => what_happened);
  const lists = [
    ...taken,
    ...[after_complaint, after_praise, questions.topics].flatMap((named) => Object.values(named)),
  ];

  expect(lists.filter((list) => list.length < 5)).toEqual([]);
});

describe("an answer names the complaint in the buyer's own terms", () => {
  test.each<[number, string, RegExp, Attention | null]>([
    [2, "После стирки всё бельё окрасилось в синий", /окраск|краск|цвет/i, "defect"],
    [5, "Серьги красивые, но у меня аллергия на никель, уши покраснели", /врач/i, "safety"],
    [4, "От серёжек позеленели уши и чешутся", /врач/i, "safety"],
    [3, "Молния сразу разошлась", /возврат/i, "defect"],
    [5, "Собачка на молнии отлетела через день", /возврат/i, "defect"],
    [1, "Зарядка искрит!", /сети|розетк|питани|включать/i, "safety"],
    [1, "Ребёнок порезался об острый край", /товар/i, "safety"],
    [1, "Вернула товар, деньги до сих пор не пришли", /возврат|оплат/i, "money"],
    [1, "Списали деньги два раза", /возврат|оплат/i, "money"],
    [1, "Продают подделку, это не оригинал", /серьёзно|внимательно|формально|внимания/i, "law"],
    [2, "В муке жуки", /возврат/i, "safety"],
    [2, "Пришло не то, что заказывала", /возврат/i, "defect"],
    [3, "Маломерит на два размера", /размер/i, null],
    [3, "Запах ужасный", /запах/i, null],
    [2, "Невкусно совсем", /вкус/i, null],
    [3, "Очень долго везли, ждала три недели", /доставк|заказ/i, null],
    [2, "Коробка пришла помятая", /упаковк/i, null],
    [2, "Дорого для такого", /цен|деньги|потраченного|трат/i, null],
    [1, "Семена не взошли", /всход|семена|посадк|вырастить/i, null],
  ])("%i★ «%s»", async (rating, text, says, attention) => {
    const { analysis, text: draft } = await answer({ rating, text });

    expect(draft).toMatch(says);
    expect(draft).toMatch(/жаль|извин|прос[тим]|сожале/i);
    expect(draft).not.toMatch(/рады, что|здорово|приятных покупок/i);
    if (attention) expect(analysis.attention).toContain(attention);
    else expect(analysis.attention).toEqual([]);
  });

  test.each([
    "Не линяет, не рвётся, молния не заедает",
    "Никакой аллергии, сыпи нет, кожа чистая",
    "Пришло без повреждений, ничего не протекло, всё целое",
    "Снимает раздражение после бритья",
    "Размер в размер, не маломерит",
    "Не пахнет резиной, очень довольна",
  ])("what is denied is no complaint: «%s»", async (text) => {
    expect((await answer({ rating: 5, text })).text).not.toMatch(/жаль|извин|прости|сожале|возврат|врач/i);
  });
});

describe("when unsure, an answer under five stars says less", () => {
  const JOY = /понравил|порадовал|рады, что|здорово|отлично, что|хорошо, что/i;
  const SORRY = /жаль|извин|прост|сожале/i;
  const ABOUT = /вкус|питом|хвостат|размер|упаковк|подар|свеж|аромат|запах|ребён|качеств/i;

  test.each([
    "Кофта мягкая, но немного маломерит",
    "Хорошая, только запах не очень приятный",
    "Упаковка супер, а вот ткань расстроила",
    "В целом ничего, на любителя",
    "Чудесная доставка, ждали каких-то три недели",
    "Великолепная кастрюля, каша пригорает сразу",
    "Пять звёзд за хамство",
  ])("something like a complaint gets thanks alone: «%s»", async (text) => {
    const { text: draft } = await answer({ text });
    expect(draft).toMatch(/спасибо|благодар/i);
    expect(draft).not.toMatch(JOY);
    expect(draft).not.toMatch(SORRY);
  });

  test.each([
    "Кофта, которую носить приятно",
    "Песочный оттенок, тёплая",
    "Отличные пакетики, прочные, не рвутся",
    "Чехол шёл в подарок от магазина",
    "Мне подошла, хорошая основа под макияж",
    "Расчёска вкусно пахнет",
    "Свежий лёгкий парфюм, беру себе",
    "Думала, что будут плохие, а оказались отличные",
  ])("a word that means something else is not taken up: «%s»", async (text) => {
    const { text: draft } = await answer({ text });
    expect(draft).toMatch(/спасибо|благодар/i);
    expect(draft).not.toMatch(SORRY);
    expect(draft.replace("Охана", "")).not.toMatch(ABOUT);
  });
});

test("no phrase claims that somebody looks, checks or finds out", () => {
  const said = readFileSync("data/offline.ru.yaml", "utf8").replaceAll(/#.*/g, "");
  expect(said).not.toMatch(/уточняем|уточняются|сверяем|посмотрели|прочитал|проверяем|выясня|учтём/i);
});

describe("an answer names the praise in the buyer's own terms", () => {
  test.each([
    ["Вкуснятина", /вкус/i],
    ["Берём не первый раз", /не первый раз|снова|возвращаетесь|прошлый опыт|прижился/i],
    ["Размер подошёл идеально", /размер/i],
    ["Доставили быстро, всё целое", /заказ|доставк|упаковк|целым/i],
    ["Собака довольна", /питом|хвостат/i],
    ["Ребёнку очень понравилось", /ребён/i],
    ["Аромат потрясающий", /аромат|запах/i],
    ["Очень красивое платье", /вид|внешн/i],
    ["Цена отличная", /цен|выгодн|денег/i],
  ])("«%s»", async (text, says) => {
    const { text: draft } = await answer({ text });

    expect(draft).toMatch(says);
    expect(draft).toMatch(/спасибо|благодар/i);
  });

  test("a complaint inside the praise is not ignored", async () => {
    const { text } = await answer({ rating: 4, text: "Вкус отличный, но упаковка ужасная, вся помята" });

    expect(text).toMatch(/вкус/i);
    expect(text).toMatch(/(?:жаль|сожалеем|извин|прост)[^.]*(?:упаковк)/i);
  });
});

describe("a question that the facts do not settle", () => {
  test.each([
    ["Не вызовет ли аллергию у ребёнка 2 лет?", /безопасн|здоровь|подтверждённых|деталь/i],
    ["Как вернуть товар?", /личном кабинете|личный кабинет/i],
    ["Когда привезут в Казань?", /доставк|дат|срок|заказ/i],
    ["Будут ещё в наличии?", /наличи|поступлени|поставк|дат/i],
    ["Можно стирать в машинке?", /уход/i],
    ["Какой состав?", /состав/i],
    ["Есть сертификат?", /документ/i],
  ])("«%s» is held without a claim or a promise", async (text, says) => {
    const { text: draft } = await answer({ itemType: "question", rating: null, text });

    expect(draft).toMatch(says);
    expect(draft).not.toMatch(/ответим|сообщим|обещаем|свяжемся|рады, что/i);
  });

  test("and that complains gets an apology and a next step", async () => {
    const { text } = await answer({ itemType: "question", rating: null, text: "Почему до сих пор не вернули деньги?" });

    expect(text).toMatch(/жаль|извин|прос|сожале/i);
    expect(text).toMatch(/возврат|оплат/i);
  });
});

test("a buyer who wrote personal data is asked to remove it, and the answer does not repeat it", async () => {
  const { text } = await answer({ rating: 1, text: "Позвоните мне 8 912 345-67-89, товар сломался" });

  expect(text).toMatch(/личны/i);
  expect(text).not.toContain("912");
});

test("emoji appear only where the brand wants them, and never under a complaint", async () => {
  const emoji = /\p{Extended_Pictographic}/u;

  expect((await answer({ text: "Супер" }, null, { emoji: true })).text).toMatch(emoji);
  expect((await answer({ text: "Супер" })).text).not.toMatch(emoji);
  expect((await answer({ rating: 1, text: "Ужас" }, null, { emoji: true })).text).not.toMatch(emoji);
});
