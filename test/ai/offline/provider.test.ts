import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DraftRequest, Subject, Voice } from "../../../src/ai/llm.ts";
import { createOffline } from "../../../src/ai/offline/provider.ts";
import { type Analysis, CATEGORIES, SENTIMENTS } from "../../../src/domain/analysis.ts";
import { type AnswerContext, checkAnswer } from "../../../src/domain/wording/answer-rules.ts";
import { ITEM_TYPES, PLATFORMS } from "../../../src/domain/platform.ts";
import { NEAR_COPY, nearCopyOf, similarity } from "../../../src/domain/wording/similarity.ts";
import { draftChecked } from "../../../src/tasks/drafting/draft.ts";
import { anyCharacter } from "../../support/characters.ts";
import { runs } from "../../support/runs.ts";

const llm = createOffline();
const live = new AbortController().signal;

function review(over: Partial<Subject> = {}): Subject {
  return {
    id: 1,
    platform: "wb",
    itemType: "review",
    rating: 5,
    text: "",
    pros: null,
    cons: null,
    clientName: null,
    productName: "Платье",
    photoCount: 0,
    ...over,
  };
}

function question(text: string, over: Partial<Subject> = {}): Subject {
  return review({ itemType: "question", rating: null, text, ...over });
}

const voice: Voice = {
  brandId: "market",
  brandName: "Охана Маркет",
  tone: "стильный, модный",
  signature: "Команда Охана Маркет",
  forbidden: [],
  maxLength: 1000,
  useName: true,
  emoji: false,
  phrasesFile: null,
};

async function analyze(subject: Subject): Promise<Analysis> {
  return (await llm.analyze(subject, live)).analysis;
}

async function draft(subject: Subject, over: Partial<DraftRequest> = {}): Promise<string> {
  const analysis = over.analysis ?? (await analyze(subject));
  const request = { subject, voice, facts: null, instructions: null, problems: [], variant: 0, ...over, analysis };
  return (await llm.draft(request, live)).text;
}

/** The context in which the program checks a draft. */
function contextOf(subject: Subject, analysis: Analysis, over: Partial<AnswerContext> = {}): AnswerContext {
  return {
    platform: subject.platform,
    itemType: subject.itemType,
    rating: subject.rating,
    analysis,
    minLength: 2,
    maxLength: 1000,
    brandName: voice.brandName,
    otherBrandNames: ["Охана Кидс"],
    forbidden: [],
    buyerText: [subject.text, subject.pros, subject.cons].join("\n"),
    clientName: subject.clientName,
    allowEmoji: false,
    recentAnswers: [],
    ...over,
  };
}

describe("analysis", () => {
  test.each([
    [1, "negative"],
    [2, "negative"],
    [3, "negative"],
    [4, "neutral"],
    [5, "positive"],
  ] as const)("%i stars are %s, whatever the words say", async (rating, sentiment) => {
    expect((await analyze(review({ rating, text: "Отлично, ужасно" }))).sentiment).toBe(sentiment);
  });

  test("a better review scores higher, and words move the score a little", async () => {
    const scores = await Promise.all(
      [1, 2, 3, 4, 5].map(async (rating) => (await analyze(review({ rating }))).sentiment_score),
    );
    const angry = await analyze(review({ rating: 3, text: "Ужас, разочарована, брак" }));

    expect(scores).toEqual(scores.toSorted((a, b) => a - b));
    expect(angry.sentiment_score).toBeLessThan(scores[2] ?? 0);
  });

  test.each([
    ["Вещь отличная, очень довольна", "positive"],
    ["Не очень вкусно, совсем не понравилось", "negative"],
    ["Не красит и не работает", "negative"],
    ["Эффекта нет, результата ноль", "negative"],
    ["Всё супер, не пожалела, рекомендую", "positive"],
    ["Не маломерит, не линяет, не воняет", "positive"],
    ["Деньги на ветер. Никому не советую", "negative"],
    ["Пакет с пакетом", "neutral"],
  ])("without stars, «%s» is %s", async (text, sentiment) => {
    expect((await analyze(review({ rating: null, text }))).sentiment).toBe(sentiment);
  });

  test.each([
    ["Не маломерят?", "neutral"],
    ["Какой состав?", "neutral"],
    ["Почему пришёл сломанный товар? Верните деньги!", "negative"],
  ])("the question «%s» is %s", async (text, sentiment) => {
    expect((await analyze(question(text))).sentiment).toBe(sentiment);
  });

  test("pros count as positive, cons as negative, and «нет» in either field is ignored", async () => {
    const bare = { rating: null, text: "" };
    expect((await analyze(review({ ...bare, pros: "Ручка", cons: "нет" }))).sentiment_score).toBeGreaterThan(0.5);
    expect((await analyze(review({ ...bare, pros: "не нашла", cons: "Ручка" }))).sentiment_score).toBeLessThan(0.5);
    expect((await analyze(review({ ...bare, pros: "нет", cons: "-" }))).sentiment_score).toBe(0.5);
  });

  test.each([
    ["Платье маломерит на два размера", "sizing", "размер"],
    ["Ткань плохая, все швы разошлись, катышки", "quality", "качество"],
    ["Курьер опоздал на неделю", "delivery", "доставка"],
    ["Коробка помятая, плохо упаковали", "packaging", "упаковка"],
    ["Дорого для такого", "price", "цена"],
    ["Цвет не как на картинке", "appearance", "внешний вид"],
    ["Ну такое", "other", undefined],
    ["Размер хороший, но ткань ужасная и швы кривые", "quality", "размер"],
  ])("«%s» is about %s", async (text, category, tag) => {
    const analysis = await analyze(review({ rating: 2, text }));

    expect(analysis.category).toBe(category);
    expect(analysis.tags[0]).toBe(tag);
  });

  test.each([
    ["Пошла аллергия, сыпь по всему телу", "safety"],
    ["Зарядка задымилась и загорелась", "safety"],
    ["В муке жуки", "safety"],
    ["Внук чуть не подавился отлетевшей пуговицей", "safety"],
    ["После пудры веки опухли, пришлось пить цетрин", "safety"],
    ["Щенок съел одну косточку и попал к ветеринару", "safety"],
    ["Вилка почернела, запахло гарью", "safety"],
    ["Муж рассёк ладонь об острый край", "safety"],
    ["Полночи провела в реанимации", "safety"],
    ["Заказывала бежевый, приехал совсем другой", "defect"],
    ["Пришли без шнура и пульта", "defect"],
    ["Прислали надкусанное печенье, упаковка вскрыта", "defect"],
    ["Заказ так и не доставили", "defect"],
    ["В банке полупусто, не доложили половину", "defect"],
    ["Заказывала шесть чашек, пришло четыре", "defect"],
    ["Тоник сжёг кожу", "safety"],
    ["Увидимся в арбитраже", "law"],
    ["Сняли лишних триста рублей", "money"],
    ["Обещали кэшбэк за отзыв и не начислили", "money"],
    ["До встречи у мирового судьи", "law"],
    ["Это реплика, честный знак не пробивается", "law"],
    ["Пока не заплатите, звёзды не верну, отзыв удалю за деньги", "law"],
    ["Криворукие олухи", "abuse"],
    ["Полное г о в н о", "abuse"],
    ["Квартира 12, домофон 345", "personal_data"],
    ["Жду звонка: девятьсот пять двести десять тридцать два сорок один", "personal_data"],
    ["Пришло бракованное, молния сломана", "defect"],
    ["Не включается", "defect"],
    ["Верните мне деньги", "money"],
    ["Буду писать в Роспотребнадзор и в суд", "law"],
    ["Идиоты вы все", "abuse"],
    ["Позвоните мне 8 912 345-67-89", "personal_data"],
  ])("«%s» needs a person for %s", async (text, topic) => {
    expect((await analyze(review({ text }))).attention).toContain(topic);
  });

  test.each([
    "Без брака, всё целое",
    "Аллергии не вызвало, ребёнок доволен",
    "Посуда красивая, судя по всему прочная",
    "Худи хорошее, хлебный цвет",
    "Взрыв вкуса!",
    "Размер 44, рост 170, артикул 12345678",
    "Пересыпала в банку, не порвалась, не сломалась",
    "Увлажняет без липкости и раздражения",
    "Швы ровные и не расходятся, нитки не торчат",
    "Пришли без коробки, просто в пакете",
    "Хватило на год использования, 10 из 10",
    "Отёки не убирают, но лежат хорошо",
  ])("«%s» needs nobody", async (text) => {
    expect((await analyze(review({ text }))).attention).toEqual([]);
  });

  test("key points are at most five of the buyer's own sentences, each of limited length", async () => {
    const text = `Купила. ${"Ткань ужасная! ".repeat(7)}${"очень ".repeat(60)}плохо.`;
    const { key_points } = await analyze(review({ rating: 1, text }));

    expect(key_points).toHaveLength(5);
    expect(key_points).toContain("Ткань ужасная!");
    expect(key_points.every((point) => point.length <= 121)).toBe(true);
  });
});

/** Drafts one after the other, as the program does: each is checked against the earlier ones and redrafted once. */
async function expectVariety(subjects: Subject[], analysis: Analysis): Promise<void> {
  const texts: string[] = [];
  let redrafted = 0;
  for (const subject of subjects) {
    const context = contextOf(subject, analysis, { recentAnswers: texts });
    const request = { subject, voice, analysis, facts: null, instructions: null, problems: [], variant: 0 };
    const { drafted, problems, calls } = await draftChecked(llm, request, context, live);
    expect(problems).toEqual([]);
    redrafted += calls.length - 1;
    texts.push(drafted.text);
  }
  expect(nearCopies(texts)).toBe(0);
  expect(redrafted).toBeLessThan(5);
}

describe("drafts", () => {
  test("a draft holds nothing that cannot be seen, wherever it comes from", async () => {
    const subject = review({ text: "Отличное платье" });
    const analysis = await analyze(subject);
    const hidden = { ...voice, signature: "Команда\u202E «Ох\u200Bана»\u001B[31m" };
    const request = { subject, voice: hidden, analysis, facts: null, instructions: null, problems: [], variant: 0 };
    const { drafted } = await draftChecked(llm, request, contextOf(subject, analysis), live);
    expect(drafted.text).toMatch(/Команда «Охана»$/);
  });

  test("the same item and variant give the same answer, and another variant gives a different one", async () => {
    const subject = review({ text: "Отличное платье" });
    const [first, again, other] = [await draft(subject), await draft(subject), await draft(subject, { variant: 1 })];

    expect(again).toBe(first);
    expect(similarity(first, other)).toBeLessThan(NEAR_COPY);
    expect(similarity(first, await draft(subject, { problems: ["Повтор"] }))).toBeLessThan(NEAR_COPY);
  });

  test.each(ITEM_TYPES.flatMap((type) => SENTIMENTS.map((tone) => [type, tone] as const)))(
    "%s, %s: any fifty answers in a row differ, in every category",
    async (itemType, sentiment) => {
      const rating = itemType === "question" ? null : { positive: 5, neutral: 4, negative: 1 }[sentiment];
      const subjects = Array.from({ length: 50 }, (_, k) =>
        review({ id: 3 + k * 3, itemType, rating, text: "Здесь сказано своё" }),
      );
      const tried = new Set<string>();
      for (const category of CATEGORIES) {
        const analysis = { sentiment, sentiment_score: 0.5, tags: [], category, key_points: [], attention: [] };
        const first = await Promise.all(subjects.slice(0, 3).map((subject) => draft(subject, { analysis })));
        // Some answers do not speak of the category: then all categories have the same ones.
        if (!tried.has(first.join("\n"))) await expectVariety(subjects, analysis);
        tried.add(first.join("\n"));
      }
    },
  );

  test.each([1, 2, 7, 8, 50])(
    "bare five-star reviews, every %i-th of them ours, get answers that differ",
    async (step) => {
      const subjects = Array.from({ length: 50 }, (_, k) => review({ id: 1 + k * step }));
      await expectVariety(subjects, await analyze(review()));
    },
  );

  test("complaints get an apology and no thanks for praise, even with three stars", async () => {
    for (const rating of [1, 2, 3]) {
      const subject = review({ rating, text: "Плохо" });
      const text = await draft(subject);
      expect(checkAnswer(text, contextOf({ ...subject, rating: 1 }, await analyze(subject)))).toEqual([]);
    }
  });

  test("a complaint with five stars gets no cheerful answer", async () => {
    const texts: string[] = [];
    for (let id = 1; id <= 30; id++)
      texts.push(await draft(review({ id, text: "Упаковка ужасная, всё помято и порвано" })));

    expect(texts.join()).not.toMatch(/рады, что|здорово/iu);
  });

  test.each([
    ["Анна", "Анна"],
    ["ПЕТРОВ ИВАН", "Иван"],
    ["Maria K.", "Maria"],
  ])("%s is greeted as %s", async (clientName, name) => {
    expect(await draft(review({ clientName }))).toMatch(new RegExp(`^(?:${name}, |[А-Я][а-я ]+, ${name}!)`, "u"));
  });

  test.each(["Покупатель", "Пользователь OZON", "wb user 123", "Лапочка", "", null])(
    "%j is not used as a name",
    async (clientName) => {
      expect(await draft(review({ clientName }))).toMatch(/^(?:Здравствуйте|Добрый день)!/u);
    },
  );

  test("a brand that wants no names gets none", async () => {
    expect(await draft(review({ clientName: "Анна" }), { voice: { ...voice, useName: false } })).not.toContain("Анна");
  });

  test("the brand signs, and is named in the text when its signature does not name it", async () => {
    expect(await draft(review())).toMatch(/\nКоманда Охана Маркет$/u);
    expect(await draft(review(), { voice: { ...voice, signature: null } })).toContain("«Охана Маркет»");
    expect(await draft(review(), { voice: { ...voice, signature: "С уважением, Мария" } })).toMatch(
      /«Охана Маркет»[^]*\nС уважением, Мария$/u,
    );
  });

  test.each([1, 3, 5])("under another signature nothing else signs, at %i stars", async (rating) => {
    for (let id = 1; id <= 60; id += 1) {
      const text = await draft(review({ id, rating }), { voice: { ...voice, signature: "С теплом, Мария" } });
      expect(text).not.toMatch(/команда «Охана Маркет»[.!]?\n/iu);
      expect(text).toMatch(/\nС теплом, Мария$/u);
    }
  });

  test("a warm brand opens and closes more warmly than a stylish one", async () => {
    const warm = { ...voice, tone: "Тёплый, для детей" };
    const plain: string[] = [];
    const kind: string[] = [];
    for (let id = 1; id <= 40; id++) {
      plain.push(await draft(review({ id })));
      kind.push(await draft(review({ id }), { voice: warm }));
    }

    expect(kind.join()).toMatch(/от всего сердца|согрели|Сердечно/u);
    expect(plain.join()).not.toMatch(/от всего сердца|согрели|Сердечно/u);
  });

  test("forbidden words do not occur in any grammatical form", async () => {
    for (const rating of [1, 4, 5]) {
      for (let id = 1; id <= 30; id++) {
        const subject = review({ id, rating, text: "Текст" });
        const forbidden = ["спасибо", "команда", "покупка"];
        const text = await draft(subject, { voice: { ...voice, signature: null, forbidden } });
        expect(text).not.toMatch(/спасибо|команд[аеуы]|покупк[аиеу]/iu);
      }
    }
  });

  test.each([400, 200, 120, 80, 50, 20])(
    "an answer of at most %i characters is short, not cut off",
    async (maxLength) => {
      for (const rating of [1, 4, 5, null]) {
        const subject = rating === null ? question("Какой состав?") : review({ rating });
        const text = await draft(subject, { voice: { ...voice, maxLength } });
        expect(text).toMatch(/[.!]$|Команда Охана Маркет$/u);
        expect(checkAnswer(text, contextOf(subject, await analyze(subject), { maxLength }))).toEqual([]);
      }
    },
  );

  test("a signature that breaks the rules is kept, so that the person who checks sees it", async () => {
    const text = await draft(review(), { voice: { ...voice, signature: "Пишите: t.me/ohana" } });

    expect(text).toContain("t.me/ohana");
  });

  test("photos are thanked for, except under a complaint", async () => {
    const thanks = /фото|снимк/iu;
    expect(await draft(review({ photoCount: 2 }))).toMatch(thanks);
    expect(await draft(review({ rating: 1, photoCount: 2 }))).not.toMatch(thanks);
  });

  test("an aborted signal stops analysis and drafting", async () => {
    const stopped = AbortSignal.abort(new Error("stop"));

    await expect(llm.analyze(review(), stopped)).rejects.toThrow("stop");
    const analysis = await analyze(review());
    const request = { subject: review(), analysis, voice, facts: null, instructions: null, problems: [], variant: 0 };
    await expect(llm.draft(request, stopped)).rejects.toThrow("stop");
  });
});

describe("questions", () => {
  const facts =
    "Состав: хлопок 95 %, эластан 5 %\nРост модели: 175 см\nСтрана производства: Россия\nВес: 300 г.\nбез двоеточия";

  test.each([
    ["Какой состав?", "Состав: хлопок 95 %, эластан 5 %."],
    ["Из какого материала сшито?", "Состав: хлопок 95 %, эластан 5 %."],
    ["Есть ли эластан?", "Состав: хлопок 95 %, эластан 5 %."],
    ["Где производят, чьё производство?", "Страна производства: Россия."],
    ["Сколько весит?", "Вес: 300 г."],
    ["Какого роста модель?", "Рост модели: 175 см."],
  ])("«%s» is answered from the facts", async (text, fact) => {
    expect(await draft(question(text), { facts })).toContain(fact);
  });

  test.each([
    "Когда приедет?",
    "Подойдёт ли в подарок?",
    "А для ребёнка?",
    "Можно вернуть, если состав не понравится?",
    "Состав подойдёт беременным?",
    "Страна Китай?",
    "Хлопок 100 %?",
    "Рост модели 180?",
    "Какой состав у подкладки?",
    "Какой вес выдерживает?",
  ])("«%s» is not in the facts, so nothing is claimed", async (text) => {
    const answer = await draft(question(text), { facts });

    for (const known of ["хлопок", "175", "Россия", "300"]) expect(answer).not.toContain(known);
  });

  test("a fact that breaks the rules is left out", async () => {
    expect(await draft(question("Какой состав?"), { facts: "Состав: см. ohana.ru" })).not.toContain("ohana.ru");
  });

  test("an answer with facts also names the brand", async () => {
    const answer = await draft(question("Какой состав?"), { facts, voice: { ...voice, signature: null } });

    expect(answer).toContain("«Охана Маркет»");
  });
});

test("the draft for any item passes the rules that check it", async () => {
  const text = fc.oneof(
    fc.string({ unit: anyCharacter, maxLength: 300 }),
    fc.constantFrom("", "Ужас", "https://a.ru 89123456789", "заказ 12345678"),
  );
  const item = fc.record({
    id: fc.integer(),
    platform: fc.constantFrom(...PLATFORMS),
    itemType: fc.constantFrom(...ITEM_TYPES),
    rating: fc.constantFrom(null, 1, 2, 3, 4, 5),
    text,
    pros: fc.option(text),
    cons: fc.option(text),
    clientName: fc.option(fc.oneof(text, fc.constantFrom("Анна", "Покупатель", "Пользователь OZON"))),
    productName: fc.option(text),
    photoCount: fc.nat(5),
  });
  const manner = fc.record({
    tone: fc.constantFrom(null, "тёплый", "модный"),
    signature: fc.constantFrom(null, "Команда Охана Маркет", "С теплом, Охана"),
    useName: fc.boolean(),
    maxLength: fc.constantFrom(60, 200, 1000),
  });
  await fc.assert(
    fc.asyncProperty(item, manner, fc.nat(9), fc.option(text), async (subject, how, variant, facts) => {
      const analysis = await analyze(subject);
      const answer = await draft(subject, { analysis, voice: { ...voice, ...how }, variant, facts });
      expect(checkAnswer(answer, contextOf(subject, analysis, { maxLength: how.maxLength }))).toEqual([]);
    }),
    runs(50),
  );
});

function nearCopies(texts: string[]): number {
  return texts.filter((text, i) => texts.slice(0, i).some(nearCopyOf(text))).length;
}
