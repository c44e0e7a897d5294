import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { csvHead, csvLine } from "../../../src/cli/terminal/csv.ts";

const read = (text: string): string[][] => parse(text, { delimiter: ";", bom: true, relax_column_count: true });

describe("a table for spreadsheets", () => {
  test("opens as UTF-8 with separate columns and numeric cells", () => {
    const text =
      csvHead(["id", "rating", "text"]) + csvLine([7, 4.5, "Ёлка; «хорошая»\nочень"]) + csvLine([8, null, null]);
    expect(text.charCodeAt(0)).toBe(0xfeff);
    expect(read(text)).toEqual([
      ["id", "rating", "text"],
      ["7", "4,5", "Ёлка; «хорошая»\nочень"],
      ["8", "", ""],
    ]);
  });

  test.each(["=1+1", "+7 999", "-2", "@sum(a1)", " =cmd|' /C calc'!A0", "\t=1", "\r=1", "|x", "＝1", "\uFEFF=1"])(
    "runs nothing that a buyer has written: %j",
    (text) => {
      const [[cell = ""] = []] = read(csvLine([text]));
      expect(cell).toMatch(/^'/);
    },
  );

  test("preserves every text except for the guard against formulas", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme" }), { minLength: 2, maxLength: 5 }), (texts) => {
        // oxlint-disable-next-line no-control-regex -- exactly these cannot be in a cell
        const clean = texts.map((text) => `a${text.replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F]/g, "")}`);
        expect(read(csvLine(clean))).toEqual([clean]);
      }),
    );
  });
});
