/** Tables as sellers keep them: what Excel, 1C and the marketplaces save. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readTable, type Table } from "../../../src/base/files/table.ts";
import { csvHead, csvLine } from "../../../src/desk/export/csv.ts";
import { safeText } from "../../../src/domain/wording/safe-text.ts";
import { encoded, utf16 } from "../../support/encodings.ts";
import { tempFolder } from "../../support/temp.ts";
import { workbook } from "../../support/workbook.ts";

function read(content: string | Uint8Array): Table | undefined {
  const file = join(tempFolder(), "table");
  writeFileSync(file, content);
  return readTable(file, (cells) => cells.includes("sku"));
}

function cellsOf(content: string | Uint8Array): string[][] | undefined {
  const table = read(content);
  return table && [table.columns, ...table.rows.map(({ cells }) => cells)];
}

const MUG = [
  ["sku", "Вес, кг", "Состав"],
  ["MUG-1", "0,35", "керамика 90%, глазурь 10%"],
];

describe("a table in CSV", () => {
  test.each<[string, string | Uint8Array]>([
    ["semicolons and decimal commas", "\uFEFFsku;Вес, кг;Состав\r\nMUG-1;0,35;керамика 90%, глазурь 10%\r\n"],
    ["commas and quotes", 'sku,"Вес, кг",Состав\nMUG-1,"0,35","керамика 90%, глазурь 10%"\n'],
    [
      "tabs in UTF-16, as Excel's Unicode text",
      utf16("\uFEFFsku\tВес, кг\tСостав\r\nMUG-1\t0,35\tкерамика 90%, глазурь 10%\r\n"),
    ],
    [
      "windows-1251, as Excel's CSV",
      encoded("sku;Вес, кг;Состав\r\nMUG-1;0,35;керамика 90%, глазурь 10%\r\n", "windows-1251"),
    ],
    ["the delimiter in its first line", "sep=;\r\nsku;Вес, кг;Состав\r\nMUG-1;0,35;керамика 90%, глазурь 10%\r\n"],
    [
      "titles above",
      "Отчёт, по товарам;;\r\nПериод: август;;\r\n;;\r\nsku;Вес, кг;Состав\r\nMUG-1;0,35;керамика 90%, глазурь 10%\r\n",
    ],
    ["lines that a CR ends", "sku;Вес, кг;Состав\rMUG-1;0,35;керамика 90%, глазурь 10%\r"],
    [
      "empty lines and columns filled up",
      ";;;\nsku;Вес, кг;Состав;;\n\nMUG-1;0,35;керамика 90%, глазурь 10%;;\n;;;;\n",
    ],
  ])("with %s", (_, content) => {
    expect(cellsOf(content)).toEqual(MUG);
  });

  test("says how it was understood", () => {
    const content = encoded("Прайс;\nsku;Вес\nA;1\n", "windows-1251");
    expect(read(content)?.notes).toEqual(["windows-1251", 'columns divided by ";"', "1 line above the head left out"]);
  });

  test("keeps an inch that is no quote, and line breaks within quotes", () => {
    expect(cellsOf('sku;Экран;О товаре\nA;15,6" IPS;"две\nстроки; с ""кавычками"""\n')?.[1]).toEqual([
      "A",
      '15,6" IPS',
      'две\nстроки; с "кавычками"',
    ]);
  });

  test.each([
    ["rows of another width", "sku;Вес\nA;1\nB\nC;1;2\n", "line 3 has 1 cells, the head has 2; line 4 has 3 cells"],
    ["a row below a cell of two lines", 'sku;Вес\nA;"1\n2"\nB\n', "line 4 has 1 cells"],
    ["a row below sep=", "sep=;\nsku;Вес\nA;1;2\n", "line 3 has 3 cells, the head has 2"],
    ["a column twice", "sku;Вес;вес\nA;1;2\n", 'columns 2 and 3 have the same name, "вес"'],
    ["a column without a name", "sku;;Вес\nA;1;2\n", "column 2 holds something, but has no name"],
    ["quotes that do not end", 'sku;Вес\nA;"1\nB;2\n', "Quote Not Closed"],
    ["a letter that was lost", "sku;Вес\nA;к\uFFFD\n", "line 2 holds �"],
    ["text behind a quote", 'sku;Вес\nA;"15" IPS\n', "line 2"],
  ])("with %s is refused with the place", (_, content, problem) => {
    expect(() => read(content)).toThrow(problem);
  });

  test("names at most five mistakes", () => {
    expect(() => read(`sku;Вес\n${"A\n".repeat(100)}`)).toThrow(/line 6 has 1 cells, the head has 2; and 95 more$/);
  });

  test("that this program has exported is read back as it was", () => {
    const text = fc
      .string({ unit: fc.constantFrom(...Array.from("aЯ1 ;,\t\"'=+-@|\n😀0")) })
      .map((cell) => safeText(cell).trim());
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 5 }), (rows) => {
        const cells = rows.map(([a, b], at) => [`id-${at}`, a, b]);
        const exported = csvHead(["sku", "a", "b"]) + cells.map(csvLine).join("");
        expect(cellsOf(exported)).toEqual([["sku", "a", "b"], ...cells]);
      }),
    );
  });
});

describe("a workbook", () => {
  test("is read from the first sheet with such a head, as a person sees it", () => {
    const content = workbook({
      formats: [0, 14, 10],
      sheets: {
        Инструкция: [["Заполните лист «Товары»"]],
        Товары: [
          ["Шаблон", ""],
          ["sku", "Вес", "Дата", "Хлопок", "Есть", "Описание"],
          [
            4601234567890,
            0.1 + 0.2,
            { xml: '<c s="1"><v>46265</v></c>' },
            { xml: '<c s="2"><v>0.95</v></c>' },
            { xml: '<c t="b"><v>1</v></c>' },
            { xml: '<c t="inlineStr"><is><r><t>мягкий &amp; </t></r><r><t>тёплый</t></r></is></c>' },
          ],
        ],
      },
    });
    expect(cellsOf(content)).toEqual([
      ["sku", "Вес", "Дата", "Хлопок", "Есть", "Описание"],
      ["4601234567890", "0,3", "31.08.2026", "95 %", "да", "мягкий & тёплый"],
    ]);
    expect(read(content)?.notes).toEqual(['sheet "Товары"', "1 line above the head left out"]);
  });

  test("with merged cells gives their text to each of their rows", () => {
    const rows = ["sku:Размер", "A:S", ":M", "B:L"].map((line, at) => {
      const cells = line.split(":").map((text, column) => `<c r="${"AB"[column]}${at + 1}" t="str"><v>${text}</v></c>`);
      return `<row r="${at + 1}">${cells.join("")}</row>`;
    });
    const sheet = `<worksheet><sheetData>${rows.join("")}</sheetData><mergeCells><mergeCell ref="A2:A3"/></mergeCells></worksheet>`;
    expect(cellsOf(workbook({ sheets: { A: sheet } }))).toEqual([
      ["sku", "Размер"],
      ["A", "S"],
      ["A", "M"],
      ["B", "L"],
    ]);
  });

  test.each<[string, Uint8Array, string]>([
    [
      "a cell with an error",
      workbook({
        sheets: {
          Лист: [
            ["sku", "Вес"],
            ["A", { xml: '<c t="e"><v>#N/A</v></c>' }],
          ],
        },
      }),
      'sheet "Лист": cell B2 holds the error #N/A',
    ],
    [
      "a formula that was never calculated",
      workbook({
        sheets: {
          Лист: [
            ["sku", "Вес"],
            ["A", { xml: "<c><f>1+1</f></c>" }],
          ],
        },
      }),
      "cell B2 holds a formula without its result",
    ],
    [
      "a value beside the head",
      workbook({ sheets: { Лист: [["sku"], ["A", "1"]] } }),
      "line 2 holds something in column 2, which has no name",
    ],
    ["broken XML", workbook({ sheets: { Лист: "<worksheet><row></worksheet>" } }), 'sheet "Лист"'],
    ["bytes behind its name only", Buffer.from("PK\u0003\u0004and nothing more"), "zip"],
    ["the format of old", Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1]), "save it as .xlsx"],
  ])("with %s is refused", (_, content, problem) => {
    expect(() => read(content)).toThrow(problem);
  });

  test("that would unpack to gigabytes is refused before it is unpacked, whatever it says about its size", () => {
    const bomb = workbook({ sheets: { A: `<worksheet>${" ".repeat(80 * 1024 * 1024)}</worksheet>` } });
    expect(bomb.length).toBeLessThan(1024 * 1024);
    expect(() => read(bomb)).toThrow("it is larger than 64 MB unpacked");
    const lying = Buffer.from(bomb);
    const size = Buffer.alloc(4);
    size.writeUInt32LE(80 * 1024 * 1024 + "<worksheet></worksheet>".length);
    for (let at = lying.indexOf(size); at >= 0; at = lying.indexOf(size)) lying.writeUInt32LE(1000, at);
    expect(() => read(lying)).toThrow();
  });
});
