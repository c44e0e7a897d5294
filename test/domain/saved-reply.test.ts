import { describe, expect, test } from "vitest";
import { filledIn, savedRepliesForm } from "../../src/domain/saved-reply.ts";

const ITEM = { client_name: "анна", product_name: "Платье «Лаванда»" };
const NOBODY = { client_name: "Покупатель", product_name: null };

describe("a saved reply", () => {
  test("is filled in with the buyer's first name and the product", () => {
    expect(filledIn("{имя}, спасибо! Носите {товар} с радостью, {имя}.", ITEM)).toBe(
      "Анна, спасибо! Носите Платье «Лаванда» с радостью, Анна.",
    );
  });

  test.each([
    ["{имя}, спасибо за отзыв!", "Спасибо за отзыв!"],
    ["Здравствуйте, {имя}!", "Здравствуйте!"],
    ["Здравствуйте! {имя}, спасибо.", "Здравствуйте! Спасибо."],
    ["Знаете, {имя}, так бывает.", "Знаете, так бывает."],
    ["Спасибо, {имя}", "Спасибо"],
    ["Спасибо за {товар}.", "Спасибо за товар."],
    ["Размер {размер} есть.", "Размер есть."],
    ["Скобка { одна", "Скобка  одна"],
  ])("whose buyer and product nobody can name reads well: %s", (text, expected) => {
    expect(filledIn(text, NOBODY)).toBe(expected);
  });

  test("takes nothing over from a buyer's name or a product's that could be more than words", () => {
    const item = { client_name: "Анна {товар} http://x", product_name: "Платье\u202E {имя}" };
    expect(filledIn("{имя}, {товар}!", item)).toBe("Платье имя!");
  });
});

describe("the saved replies of a brand", () => {
  test("have names of their own and no braces but those that are filled in", () => {
    const reply = { name: "Возврат", text: "{имя}, оформите возврат за {товар}." };
    const problem = (replies: unknown) => savedRepliesForm.safeParse(replies).error?.issues[0]?.message;
    expect(problem([reply])).toBeUndefined();
    expect(problem([reply, { ...reply, name: "возврат " }])).toContain("names of their own");
    expect(problem([{ ...reply, text: "Цвет {цвет}" }])).toContain("{имя}");
    expect(problem([{ ...reply, text: "{{имя}}" }])).toContain("{имя}");
  });
});
