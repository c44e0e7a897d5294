import { expect, test } from "vitest";
import { unfoundedClaim } from "../../../src/domain/proof/claimed.ts";

test.each([
  ["Состав: хлопок 95 %", null],
  ["ткань на 95 % из хлопка", "ткань на 95 % из хлопка"],
  ["хлопок 90 %", "хлопок 90 %"],
  ["бренд благодарит за отзыв", null],
  ["мы уже уволили упаковщика", "мы уже уволили упаковщика"],
])("a claim that stands in no source is found: %s", (claim, found) => {
  expect(unfoundedClaim([claim], ["Состав: хлопок 95 %", null])).toBe(found);
});
