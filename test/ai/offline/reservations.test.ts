/** A happy review in which not all is well waits for a person, one that is happy throughout does not. */
import { describe, expect, test } from "vitest";
import { doubtAbout } from "../../../src/ai/offline/doubts.ts";
import { textsOf } from "../../../src/texts/texts.ts";

/** What holds a review, in English; empty when nothing does. */
function doubt(text: string, rating = 5): string {
  const review = { client_text: text, pros: null, cons: null, rating };
  return doubtAbout(review)?.(textsOf("en").policy.proof) ?? "";
}

describe("a reservation, a wish or a hint waits", () => {
  const cases: [kind: string, text: string, piece: string][] = [
    ["a reservation", "Всё чудесно, но чайник привезли в луже", "но чайник привезли в луже"],
    ["an exception", "Понравилось всё, кроме ручки", "кроме ручки"],
    ["a turn at the beginning of a sentence", "Хороша! Только петли местами рыжие", "только петли местами рыжие"],
    ["stars for a part", "Пять из вежливости", "из вежливости"],
    ["stars that mean fewer", "На троечку, мебель лёгкая", "на троечк"],
    ["a wish", "Красиво! Сделайте ещё с карманами", "сделайте"],
    ["a condition", "Мне бы подлиннее, а вещь хорошая", "мне бы"],
    ["an imperative that no list has", "Супер. Отмените вторую посылку", "отмените"],
    ["waiting", "Классный стул, ждала с августа", "ждала"],
    ["a shelf life", "Вкусно, срок поджимает", "срок поджима"],
    ["another colour", "Хорошая лампа, цвет пришёл другой", "цвет пришел другой"],
    ["two halves that differ", "Тапки мягкие, левый чуть больше правого", "левый чуть больше"],
    ["something not whole", "Отличный набор, 7 ложек из 8", "7 ложек из 8"],
    ["mending", "Хорошая тумба, пришлось подпилить", "пришлось"],
    ["not tried yet", "Отличный насос, ещё не запускали", "еще не"],
    ["irony", "Ну спасибо, порадовали", "ну спасибо"],
    ["a smell that went away", "Нормально. Пахло клеем, выветрилось", "пахло клеем"],
    ["a body", "Тоник хороший, щёки горят", "щеки гор"],
    ["an animal", "Понравился корм, кот вялый", "вялый"],
    ["staff", "Всё супер, а курьер бросил у калитки", "курьер"],
    ["another shop", "Норм. У ООО Ромашка такие же", "ооо"],
    ["an offer to earn", "Подработка на дому, подробности в шапке", "подработ"],
    ["something that is not there", "Чудесный набор. Нет мерной ложки", "нет мерной"],
    ["less than was written", "Милая вещица, меньше, чем в описании", "меньше, чем"],
    ["a flaw in the present", "Чайник чудесный, подставка мокнет", "мокнет"],
    ["a thing that hurts", "Маска для сна супер, резинка давит", "давит"],
    ["thanks that hint", "Спасибо, что хоть целое", "спасибо, что хоть"],
    ["a noise", "Хорошие босоножки, свистят на ходу", "свистят"],
    ["good for one time", "Симпатично, на один сезон", "на один сезон"],
    ["a word that ends in -оват", "Хорошая, ремень туговат", "туговат"],
  ];
  test.each(cases)("%s", (_, text, piece) => {
    expect(doubt(text)).toContain(`“${piece}`);
  });

  test.each([
    ["a verb that nobody praises with", "Чудесный матрас, плавает боком", "плавает боком"],
    ["one of a pair", "Пришли запонки, одна. Красивая", "одна"],
    ["most of a set", "Отличный набор стамесок, четыре из пяти при мне", "четыре"],
    ["a condition", "Закажу ещё, если разберусь с застёжкой", "если разберусь"],
    ["a semblance", "Отличная имитация рабочего фена", "имитация"],
    ["better than nothing", "Лучше, чем голые стены", "чем голые"],
    ["a denial that praises nothing", "Хороший замок, не узнаёт ключ", "не узнает"],
    ["what the bad pictures say", "Отличный торшер 🤡", "🤡"],
  ])("what is not understood as praise: %s", (_, text, piece) => {
    expect(doubt(text)).toMatch(new RegExp(`not understood as praise.*“[^”]*${piece}`, "u"));
  });

  test.each([
    ["Полка супер, стенку просверлил зря", "просверлил"],
    ["Внук облепил ею всю комнату", "облепил"],
    ["Хорошая сумка, ручка слетала", "слетала"],
    ["Кот нюхал и сбежал", "нюхал"],
    ["Отличная, не включилась", "включилась"],
  ])("an event that no purchase has: %s", (text, verb) => {
    expect(doubt(text)).toContain(verb);
  });

  test("under four stars, too, and not under three, where complaints are expected", () => {
    const text = "Понравилось всё, кроме ручки";
    expect(doubt(text, 4)).toContain("кроме ручки");
    expect(doubt(text, 3)).toBe("");
  });
});

describe("happy throughout", () => {
  test.each([
    "Думала, будет мало, но село идеально",
    "Сомневалась, а зря, отличная вещь",
    "Недорого, но качественно",
    "Мелочь, а приятно",
    "Острый, но вкусный",
    "Нет слов, кроме восторга",
    "И правда мягкий, берите, не пожалеете",
    "Заказываю только здесь",
    "Пользуюсь месяц, ни разу не подвёл",
    "Дешевле, чем в магазине, а качество то же",
    "Мама плакала от счастья",
    "Минусов не нашла",
    "Ничего не порвалось и не промокло",
    "Купила масло и зеркало, всё дошло целым, мыло пахнет розой",
    "Вернусь ещё не раз",
    "Кресло удобное, утеплили балкон и постелили плед",
    "Вопросов пока не было, ручка как влитая",
    "Прислали быстро, засолила бочку огурцов, весел и цел",
    "Хороший крем, кожа мягкая",
    "Торшер светит мягко, провод длинный, не мигает",
    "Брала две штуки, подошли к дивану, спасибо",
    "Валенки как перышко, ни одного пятнышка, внук доволен",
    "Наклейка на кастрюле 5 из 5",
  ])("%s", (text) => {
    expect(doubt(text)).toBe("");
  });
});
