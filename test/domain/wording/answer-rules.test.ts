import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AnswerContext, checkAnswer, inWords } from "../../../src/domain/wording/answer-rules.ts";
import { PLATFORMS } from "../../../src/domain/platform.ts";
import { textsOf } from "../../../src/texts/texts.ts";
import { anyCharacter } from "../../support/characters.ts";
import { cpuTime } from "../../support/cpu-time.ts";

function context(over: Partial<AnswerContext> = {}): AnswerContext {
  return {
    platform: "wb",
    itemType: "review",
    rating: 5,
    analysis: { sentiment: "positive" },
    minLength: 2,
    maxLength: 1000,
    brandName: "Охана Маркет",
    otherBrandNames: ["Охана Кидс"],
    forbidden: [],
    buyerText: "",
    clientName: "Анна",
    allowEmoji: false,
    recentAnswers: [],
    ...over,
  };
}

const complaint = { rating: 1, analysis: { sentiment: "negative" } } as const;

function broken(text: string, over: Partial<AnswerContext> = {}): string[] {
  return checkAnswer(text, context(over)).map(({ rule }) => rule);
}

describe("ordinary answers pass the checks", () => {
  test.each([
    "Здравствуйте, Анна! Спасибо за высокую оценку и тёплые слова. Рады, что платье вам понравилось.\nКоманда Охана Маркет",
    "Добрый день! Размер подбирают по таблице: обхват груди 84-88-92-96, рост 158–164, размеры 42 44 46 48 50 52.",
    "Детские размеры: 80-86-92-98-104-110. Рост 86 92 98 104 110.",
    "Возврат можно оформить в личном кабинете в течение 14 дней.",
    "К сожалению, мы не можем вернуть деньги напрямую: возврат оформляет Wildberries.",
    "Мы не обменяем товар сами, обмен делает площадка.",
    "Состав: хлопок 95 %, эластан 5 %. Стирать при 30 °C, т.е. в деликатном режиме, и т. д. и т. п.",
    "Спасибо, что выбрали наш бренд! Пусть подарок порадует вашу маму.",
    "Сделаем всё, чтобы подарки и покупки радовали вас.",
    "Вернёмся к вопросу упаковки и улучшим её. Незаменимая вещь!",
    "Мы заменили поставщика ткани, теперь она плотнее.",
    "Телефон на 6,7 дюйма помещается в карман. USB Type-C, Bluetooth 5.3, Wi-Fi 6.",
    "Напишите нам в чат с продавцом, и мы поможем разобраться.",
    "Ваша собака будет рада новой игрушке!",
    "Баллон объёмом 5 л в подарочной упаковке. Купонная ткань не линяет.",
    "Получите удовольствие от каждого дня с нами!",
    "Страна производства: РФ. Рады стараться! Спасибо.Рады помочь.",
    "Инструкция лежит в коробке. Сайт производителя указан на этикетке.",
    'Это сумка-мессенджер, влезает ноутбук 15,6". Одноклассники оценят!',
    "Артикул 123456789, штрихкод 4600123456789, ГОСТ 31228-2004.",
    "Лампа с озонатором, питание от сети. Тему подняли важную!",
    "Просто и удобно. Простор для творчества!",
    "Мы рады, что вы с нами. Как и вы, мы ценим качество.",
    "Смесь NAN подходит с рождения.",
  ])("no rule is broken by %s", (text) => {
    expect(broken(text)).toEqual([]);
  });

  test.each([
    "Здравствуйте! Нам очень жаль, что вещь не подошла. Простите нас.",
    "Приносим извинения за неудобства. Мы проверим партию на складе.",
    "Нам искренне жаль, что покупка вас не порадовала. Были бы рады, если бы всё понравилось.",
    "Извините за ожидание. Будем бороться за пять звёзд!",
    "Просим прощения, что заказ пришёл не тот. Спасибо за отзыв: он поможет стать лучше.",
    "Жаль, что вам не понравилось. Рады, что хотя бы ткань оказалась приятной.",
  ])("no rule is broken by the answer to a complaint: %s", (text) => {
    expect(broken(text, complaint)).toEqual([]);
  });
});

describe("answers that a marketplace or the brand would refuse are found", () => {
  test.each([
    ["empty", "  \n "],
    ["empty", "👍"],
    ["length", "Д"],
    ["length", "Да. ".repeat(251)],
    ["link", "Подробности на ohana.ru"],
    ["link", "https://example.org/a"],
    ["link", "wildberries . ru"],
    ["link", "магазин.рф"],
    ["link", "ohana точка ру"],
    ["link", "ohana (точка) ru"],
    ["link", "ohana.сom"],
    ["link", "t.me/ohana"],
    ["email", "Пишите: shop@mail.ru"],
    ["email", "shop @ mail . ru"],
    ["email", "shop собака mail точка ру"],
    ["phone", "Звоните 8 (800) 555-35-35"],
    ["phone", "+7 912 345 67 89"],
    ["phone", "8 9 1 2 3 4 5 6 7 8 9"],
    ["phone", "912-345-67-89"],
    ["phone", "+375 29 123-45-67"],
    ["messenger", "Ждём в телеграм"],
    ["messenger", "пишите в т е л е г р а м"],
    ["messenger", "т.е.л.е.г.р.а.м"],
    ["messenger", "Teлeгpaм"],
    ["messenger", "теле*грам"],
    ["messenger", "WhatsApp"],
    ["messenger", "напишите нам в директ"],
    ["messenger", "наш ник @ohana_shop"],
    ["messenger", "Позвоните нам"],
    ["messenger", "теле\u200bграм"],
    ["other_shop", "Мы есть и на Озоне"],
    ["other_shop", "oзoн"],
    ["other_shop", "O Z O N"],
    ["other_shop", "на Яндекс.Маркете дешевле"],
    ["other_shop", "AliExpress"],
    ["other_brand", "Команда Охана Кидс"],
    ["promise", "Мы вернём вам деньги"],
    ["promise", "Деньги обязательно вернём"],
    ["promise", "Компенсируем стоимость"],
    ["promise", "Обменяем на новый"],
    ["promise", "Заменим вам товар"],
    ["promise", "Вышлем новый"],
    ["promise", "Гарантируем возврат"],
    ["promise", "Дарим вам скидку"],
    ["promise", "Скидка 10% на следующую покупку"],
    ["promise", "Ваш промокод: А1"],
    ["promise", "Начислим бонусы"],
    ["promise", "Наш менеджер свяжется с вами"],
    ["emoji", "Спасибо! 😍"],
    ["emoji", "Спасибо ❤️"],
    ["emoji", "Спасибо 🇷🇺"],
    ["language", "Thank you so much for the review, спасибо"],
    ["characters", "Спасибо\u200b вам"],
    ["characters", "Спа\u202eсибо"],
    ["characters", "Спасибо\u0007"],
    ["characters", "Спасибо\ud800"],
    ["unfilled", "Здравствуйте, {name}!"],
    ["unfilled", "Здравствуйте, [Имя клиента]!"],
    ["unfilled", "Здравствуйте, <имя>!"],
    ["unfilled", "Здравствуйте, undefined!"],
    ["leak", "Как языковая модель, я не могу ответить"],
    ["leak", "```\nСпасибо"],
    ["leak", "Вот вариант ответа: Спасибо"],
    ["leak", "Ответ: спасибо вам"],
  ])("rule %s is broken by %j", (rule, text) => {
    expect(broken(text)).toContain(rule);
  });

  test("an answer may name only the marketplace it is published on", () => {
    const names = { wb: "Вайлдберриз", ozon: "Озон", ym: "Яндекс Маркет" };
    for (const here of PLATFORMS) {
      for (const named of PLATFORMS) {
        const found = broken(`Заказ едет со склада ${names[named]}`, { platform: here }).includes("other_shop");
        expect(found).toBe(here !== named);
      }
    }
  });

  test('one and two stars need an apology, and a habitual "к сожалению" is none', () => {
    expect(broken("Спасибо за отзыв", { rating: 2 })).toEqual(["apology"]);
    expect(broken("К сожалению, такого размера нет", { rating: 1 })).toEqual(["apology"]);
    expect(broken("Спасибо за отзыв", { rating: 3 })).toEqual([]);
    expect(broken("Состав: хлопок", { rating: null, itemType: "question" })).toEqual([]);
  });

  test.each([
    "Рады, что вам понравилось! Извините.",
    "Рады, что наше платье подошло. Жаль.",
    "Спасибо за высокую оценку! Простите нас.",
    "Благодарим за тёплые слова. Нам жаль.",
    "Приятно, что вы остались довольны. Жаль.",
    "Спасибо за пять звёзд. Жаль.",
  ])("an answer that thanks a complaint for praise is found: %s", (text) => {
    expect(broken(text, { rating: 3, analysis: null })).toContain("praise");
    expect(broken(text, { rating: 5, analysis: { sentiment: "negative" } })).toContain("praise");
    expect(broken(text)).toEqual([]);
  });

  test("forbidden phrases are found in any grammatical form, as whole words", () => {
    const forbidden = ["дорогой клиент", "скидка", "обменим"];

    expect(broken("Дорогие клиенты, спасибо", { forbidden })).toEqual(["forbidden"]);
    expect(broken("Без скидок", { forbidden })).toEqual(["forbidden"]);
    expect(broken("Скидочный день, дорогой друг", { forbidden })).toEqual([]);
  });

  test("emoji pass when the brand uses them, including joined ones", () => {
    expect(broken("Спасибо! 👨‍👩‍👧 ❤️", { allowEmoji: true })).toEqual([]);
  });

  test("the buyer's telephone, order and address must not be repeated, but an article number may", () => {
    expect(broken("Ваш номер 9121234567", { buyerText: "мой тел. +7 912 123-45-67" })).toContain("personal_data");
    expect(broken("Заказ 12345678 нашли", { buyerText: "Заказ №12345678 не пришёл" })).toEqual(["personal_data"]);
    expect(broken("Заказ 1234-5678 нашли", { buyerText: "Заказ 1234 5678" })).toEqual(["personal_data"]);
    expect(broken("Везём на ул. Ленина, д. 5", { buyerText: "живу: ул. Ленина, д. 5" })).toEqual(["personal_data"]);
    expect(broken("Это артикул 12345678", { buyerText: "артикул 12345678" })).toEqual([]);
  });

  test("a near-copy of a recent answer is found, regardless of white space and case", () => {
    const recentAnswers = ["Спасибо за отзыв, будем очень рады видеть вас снова!"];

    expect(broken("спасибо за отзыв,  будем очень рады видеть вас снова.", { recentAnswers })).toEqual(["copy"]);
    expect(broken("Спасибо за отзыв, хорошего вам дня!", { recentAnswers })).toEqual([]);
  });

  test("a greeting to something that is not a name is found", () => {
    const clientName = "Пользователь OZON";

    expect(broken("Здравствуйте, пользователь Ozon!", { clientName, platform: "ozon" })).toEqual(["name"]);
    expect(broken("Здравствуйте! Каждый покупатель важен.", { clientName: "Покупатель" })).toEqual([]);
  });
});

describe("the brand's own name", () => {
  test("the brand's own name may look like a link, contain another brand or a marketplace, or be in Latin letters", () => {
    expect(broken("Команда Love.Shop", { brandName: "Love.Shop" })).toEqual([]);
    expect(
      broken("Охана Маркет Кидс, спасибо", { brandName: "Охана Маркет Кидс", otherBrandNames: ["Охана Маркет"] }),
    ).toEqual([]);
    expect(broken("Ваш WB Style", { brandName: "WB Style", platform: "ozon" })).toEqual([]);
    expect(broken("Ваш Ohana International Design", { brandName: "Ohana International Design" })).toEqual([]);
  });

  test("the brand's own name does not excuse a longer name of another brand", () => {
    const brands = { brandName: "Охана Маркет", otherBrandNames: ["Охана Маркет Кидс"] };

    expect(broken("Спасибо от Охана Маркет Кидс", brands)).toEqual(["other_brand"]);
  });
});

test("every message says in the reader's language what is wrong, and each rule is reported once", () => {
  const findings = checkAnswer("Пишите на a@b.ru и https://b.ru, {name}! 😍", context(complaint));

  expect(new Set(findings.map(({ rule }) => rule)).size).toBe(findings.length);
  for (const { message } of inWords(findings, textsOf("ru").checks)) expect(message).toMatch(/^[А-Я].*[.!]$/u);
  for (const { message } of inWords(findings, textsOf("en").checks)) expect(message).toMatch(/^[A-Z].*[.!]$/u);
});

test("the messages use words that managers know", () => {
  const messages = (text: string, over?: Partial<AnswerContext>): string[] =>
    inWords(checkAnswer(text, context(over)), textsOf("ru").checks).map(({ message }) => message);

  expect(messages("👍")).toEqual(["Ответ пустой. Напишите текст."]);
  expect(messages("я".repeat(1003))).toEqual(["Ответ длиннее 1000 символов (сейчас 1003). Сократите его на 3."]);
  expect(messages("Подробности на ohana.ru")).toEqual([
    "В ответе есть ссылка: «ohana.ru». Маркетплейсы такие ответы не пропускают: уберите её.",
  ]);
  expect(messages("Команда Охана Кидс")).toEqual([
    "Ответ от имени «Охана Маркет» называет другой бренд: «Охана Кидс». Исправьте.",
  ]);
});

test("a long text is checked quickly", () => {
  for (const piece of ["а ", "a", "1 ", "а.", "((([[{{", "спасибо "]) {
    const text = piece.repeat(20_000 / piece.length);
    const check = (): void => void checkAnswer(text, context({ buyerText: text, recentAnswers: [text] }));
    expect(cpuTime(check)).toBeLessThan(5_000);
  }
});

test("no text makes the checks throw", () => {
  const anything = fc.string({ unit: anyCharacter, maxLength: 300 });
  fc.assert(
    fc.property(anything, anything, anything, anything, (text, buyerText, brandName, clientName) => {
      const problems = checkAnswer(
        text,
        context({
          buyerText,
          brandName,
          clientName,
          otherBrandNames: [text],
          forbidden: [buyerText],
          recentAnswers: [text],
        }),
      );
      expect(Array.isArray(problems)).toBe(true);
    }),
  );
});

describe("echo of the buyer's words", () => {
  const buyerText = "Скажите всем, что магазин самый лучший в мире, и дайте бонусы";

  test("five words in a row that the buyer wrote are an echo, whatever stands between them", () => {
    expect(broken("Спасибо! Магазин «самый лучший» в мире — и дайте бонусы", { buyerText })).toContain("echo");
  });

  test("four words in a row that the buyer wrote are only a common phrase", () => {
    expect(broken("Спасибо! Магазин самый лучший в городе, мы рады", { buyerText })).not.toContain("echo");
  });
});
