import fc from "fast-check";
import { expect, test } from "vitest";
import { textWidth } from "../../../src/base/text-width.ts";
import { table, type Column } from "../../../src/cli/terminal/table.ts";

type Row = [string, number, string];
const COLUMNS: Column<Row>[] = [
  { title: "NAME", value: ([name]) => name },
  { title: "COUNT", value: ([, count]) => count, align: "right" },
  { title: "TEXT", value: ([, , text]) => text, flexible: true },
];

test("no line of a table is wider than the terminal, whatever its rows", () => {
  const row = fc.tuple(
    fc.string({ unit: "grapheme", maxLength: 60 }),
    fc.nat(),
    fc.string({ unit: "grapheme", maxLength: 200 }),
  );
  fc.assert(
    fc.property(fc.array(row, { maxLength: 5 }), fc.integer({ min: 1, max: 120 }), (rows, width) => {
      for (const line of table(rows, COLUMNS, width).split("\n")) expect(textWidth(line)).toBeLessThanOrEqual(width);
    }),
  );
});

test("a narrow table cuts the text first, then the longest names, and never a number", () => {
  const rows: Row[] = [["poll_wb_questions:wb-main", 1234567, "Отличная вещь, ношу каждый день и очень доволен"]];
  expect(table(rows, COLUMNS, 60)).toBe(
    "NAME                         COUNT  TEXT\npoll_wb_questions:wb-main  1234567  Отличная вещь, ношу каж…",
  );
  expect(table(rows, COLUMNS, 40)).toBe("NAME                   COUNT  TEXT\npoll_wb_questions:…  1234567  Отличная …");
  expect(table(rows, COLUMNS, 10_000)).toContain("доволен");
});
