/** A draft that says next to nothing does not go out alone. */
import { expect, test } from "vitest";
import { saysNothing } from "../../../src/domain/proof/says-nothing.ts";

const SIGNATURE = "Команда Дом и Сад";

test.each([
  ["Отлично.", true],
  [`Спасибо, рады!\n${SIGNATURE}`, true],
  [`Здравствуйте! Удобное кресло, мягкая спинка.\n${SIGNATURE}`, true],
  [`Здравствуйте! Спасибо за отзыв!\n${SIGNATURE}`, false],
  [`Здравствуйте! Спасибо за мягкое кресло.\n${SIGNATURE}`, false],
])("%s", (text, isEmpty) => {
  const answer = {
    text,
    rating: 5,
    buyerText: "Удобное мягкое кресло с высокой спинкой",
    productName: "Кресло",
    clientName: "анна",
    brandName: "Дом и Сад",
    signature: SIGNATURE,
  };
  expect(saysNothing(answer) !== null).toBe(isEmpty);
});
