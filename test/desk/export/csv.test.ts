import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { csvHead, csvLine } from "../../../src/desk/export/csv.ts";
import { safeText } from "../../../src/domain/wording/safe-text.ts";

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

  test.each(["\u200E=1", "\u2060=1", "\u202E=1", "\u{E0020}=1", "\uFE0F=1", "'=1", "\u009B=1"])(
    "guards against a formula behind what is not seen: %j",
    (text) => {
      const [[cell = ""] = []] = read(csvLine([text]));
      expect(cell).toMatch(/^''?.?=1$/u);
    },
  );

  test("holds nothing that steers a terminal or turns a line around", () => {
    const csv = csvLine(["Хорошо\u001B]52;c;ZXZpbA==\u0007 \u202Eтсет\u2066 \u009B31m"]);
    expect(csv).toBe('"Хорошо тсет 31m"\r\n');
  });

  test("preserves every text that is safe except for the guard against formulas", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme" }), { minLength: 2, maxLength: 5 }), (texts) => {
        const clean = texts.map((text) => safeText(`a${text}`));
        expect(read(csvLine(clean))).toEqual([clean]);
      }),
    );
  });
});
