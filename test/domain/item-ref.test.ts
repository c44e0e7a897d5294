import { expect, test } from "vitest";
import { inCell, readRef, refOf, splitRef } from "../../src/domain/item-ref.ts";

test("an item of a cell is one whole number inside and two parts outside, for the first cell and the last", () => {
  for (const cell of ["a", "a0", "zzzz"]) {
    for (const id of [1, 2 ** 32 - 1]) {
      const whole = inCell(cell, id);
      expect(Number.isSafeInteger(whole)).toBe(true);
      expect(splitRef(whole)).toEqual({ cell, id });
      expect(refOf(whole)).toBe(`${cell}:${id}`);
      expect(readRef(refOf(whole))).toBe(whole);
    }
  }
});

test("an item of a single daemon keeps its number", () => {
  expect(splitRef(17)).toEqual({ cell: null, id: 17 });
  expect(refOf(17)).toBe("17");
  expect(readRef("17")).toBe(17);
});

test("what names no item is none: another form, a cell that cannot be, a number that would be another cell's", () => {
  for (const text of [
    "",
    "x",
    "west:",
    ":1",
    "west1:1",
    "1a:1",
    "West:1",
    "a:b",
    "a:1:2",
    "-1",
    "4294967296",
    "a:4294967296",
  ]) {
    expect(readRef(text), text).toBeUndefined();
  }
  expect(() => inCell("west", 2 ** 32)).toThrow(RangeError);
  expect(() => inCell("0", 1)).toThrow(RangeError);
});
