/** A review of few stars is answered by a rule only when each of its words belongs to ordinary complaints about goods. */
import { describe, expect, test } from "vitest";
import { notOrdinary } from "../../../src/domain/proof/ordinary-complaint.ts";
import { textsOf } from "../../../src/texts/texts.ts";

/** What holds the review, in English; empty when nothing does. */
function held(buyerText: string, productName: string | null = null): string {
  return notOrdinary({ buyerText, productName })?.(textsOf("en").policy.proof) ?? "";
}

describe("ordinary complaints", () => {
  test.each([
    "",
    "Маломерит, взяла 48, а села как 44",
    "Ткань тонкая, просвечивает, шов кривой. За такую цену ожидала лучшего качества 😕",
    "Цвет бледнее, чем на фото. Рукава короткие, длина платья не понравилась",
    "Доставка долгая, коробка помята",
    "Достоинства: мягкая\nНедостатки: скатывается после стирки",
    "Запах слабый, нестойкий",
  ])("%s", (text) => {
    expect(held(text)).toBe("");
  });

  test("a word of the product's own name", () => {
    expect(held("Этажерка хлипкая")).toContain("“этажерка”");
    expect(held("Этажерка хлипкая", "Этажерка садовая")).toBe("");
  });
});

describe("anything else waits", () => {
  const cases: [text: string, word: string, name?: string][] = [
    ["Плохой товар, весь вечер лежу с давлением", "вечер"],
    ["Рука не проходит", "рука"],
    ["Носик красный", "носик"],
    ["Лицо стало красное", "лицо", "Крем для лица"],
    ["Хомяка не стало", "хомяка", "Опилки для хомяка"],
    ["Шнур стал тёплый, розетка черная", "шнур"],
    ["Плохое качество, жду суда", "жду"],
    ["Плохо. Верну звёзды, если договоримся", "верну"],
    ["Сшито приезжими, качество соответствует", "сшито"],
    ["Ужасный товар, вы ничтожества", "ничтожества"],
    ["Качество плохое, брал на 40 лет", "лет"],
    ["Стоило 2500, плохо", "2500"],
    ["Запах, ужас", "запах … ужас"],
    ["Не пришло", "не … пришло"],
    ["Носки: взяла две пары", "пары"],
    ["Плохо 🤢", "🤢"],
    ["Bad quality", "bad"],
  ];
  test.each(cases)("%s", (text, word, name) => {
    expect(held(text, name ?? null)).toContain(`“${word}”`);
  });

  test("no word of harm is a form of an ordinary one", () => {
    const harm = `тело кожа рука руки рукой нога палец глаз лицо голова нос носом рот зуб живот кровь ухо шея спина плечо грудь
      ребенок дети сын дочь малыш муж жена мама кот кошка собака огонь пожар дым гарь горит ожог аллергия сыпь зуд химия
      ацетон краска плесень таракан волос суд деньги верните вернуть вернули платите заплатили обман подделка русский китай
      война умер траур больница врач яд рвота понос стекло осколок игла нож ток клей резина воняет вонь тухлый просрочка
      брак дыра телефон адрес вор украли хамство курьер продавец тварь беременная лечение вши клоп моль крыса мышь`;
    expect(harm.split(/\s+/u).filter((word) => held(word) === "")).toEqual([]);
  });
});
