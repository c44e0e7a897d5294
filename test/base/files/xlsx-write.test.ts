import fc from "fast-check";
import { strFromU8, unzipSync } from "fflate";
import { expect, test } from "vitest";
import { readXlsx } from "../../../src/base/files/xlsx.ts";
import { writeXlsx, type SheetCell } from "../../../src/base/files/xlsx-write.ts";
import { anyCharacter } from "../../support/characters.ts";

const COLUMNS = [
  { head: "№", width: 8 },
  { head: "Текст", width: 60 },
  { head: "Написан", width: 17 },
];

async function written(...pages: SheetCell[][][]): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of writeXlsx("Отзывы и вопросы", COLUMNS, pagesOf(pages))) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function* pagesOf(pages: SheetCell[][][]) {
  for (const page of pages) yield await Promise.resolve(page);
}

test("a workbook that is written page by page is read back as it was, and no text of it is a formula", async () => {
  const texts = ["=1+1", "+7 900", "-", "@SUM(A1)", "<b>&amp;\"'", "две\nстроки", " по краям ", "0123", "😀"];
  const wall = "2026-11-24T10:30:00";
  const rows = texts.map((text, at): SheetCell[] => [at + 1, text, { wall }]);
  const bytes = await written(rows.slice(0, 4), [], rows.slice(4));
  const [sheet] = [...readXlsx(bytes)];
  expect(sheet?.name).toBe("Отзывы и вопросы");
  expect(sheet?.rows.map(({ cells }) => cells)).toEqual([
    ["№", "Текст", "Написан"],
    ...texts.map((text, at) => [String(at + 1), text, "24.11.2026 10:30"]),
  ]);
  const xml = strFromU8(unzipSync(bytes)["xl/worksheets/sheet1.xml"]!);
  expect(xml).not.toContain("<f");
  expect(xml).toContain('<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>');
  expect(xml).toContain(`<autoFilter ref="A1:C${texts.length + 1}"/>`);
  // LibreOffice needs the name of the range, too.
  const names = strFromU8(unzipSync(bytes)["xl/workbook.xml"]!);
  expect(names).toContain(`'Отзывы и вопросы'!$A$1:$C$${texts.length + 1}</definedName>`);
});

test("what a spreadsheet cannot hold is left out or cut, and a number of a character stays the text that it is", async () => {
  const bytes = await written([
    [1, `\u0000\u001B[31mкрасный\uFFFF\uD800`, null],
    [2, "я".repeat(40_000), null],
    [3, "_x0041_", null],
  ]);
  const [sheet] = [...readXlsx(bytes)];
  expect(sheet?.rows[1]?.cells).toEqual(["1", "[31mкрасный\uFFFD"]);
  expect(sheet?.rows[2]?.cells[1]).toBe(`${"я".repeat(32_766)}…`);
  expect(strFromU8(unzipSync(bytes)["xl/worksheets/sheet1.xml"]!)).toContain("_x005F_x0041_");
});

test("whatever text there is, the workbook is a whole one", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: anyCharacter }), async (text) => {
      const [sheet] = [...readXlsx(await written([[1, `a${text}`, null]]))];
      expect(sheet?.rows[1]?.cells[0]).toBe("1");
    }),
    { numRuns: 20 },
  );
});
