/**
 * Broken and odd files through every reader: each ends with what was written, or with one error that says what is wrong.
 * `npm run test:files` runs ten thousand of each; a failure names the seed that brings it back.
 */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { phrasesOf } from "../../../src/ai/offline/phrases.ts";
import { readProducts } from "../../../src/ai/products.ts";
import { readTable } from "../../../src/base/files/table.ts";
import { ReputationError } from "../../../src/base/errors.ts";
import { loadConfig } from "../../../src/config/load.ts";
import { parseJson } from "../../../src/net/json.ts";
import { readSamples } from "../../../src/sandbox/samples.ts";
import { openDb } from "../../../src/store/db.ts";
import { restoreFrom } from "../../../src/store/sqlite/backup.ts";
import { encoded, utf16 } from "../../support/encodings.ts";
import { runs } from "../../support/runs.ts";
import { newDatabase, tempFolder } from "../../support/temp.ts";
import { workbook } from "../../support/workbook.ts";

/** The longest that a reader may take for a small file, on a busy machine. */
const PATIENCE_MS = 5000;

const YAML = `accounts:
  - {id: wb-main, platform: wb, token_file: ./wb, brand: &b ohana}
  - {id: ym-main, platform: ym, api_key: "Sekret", business_id: 7, brand: *b}
brands: [{id: ohana, name: Охана, tone: "тёплый", match: {sku_prefixes: [OM-]}}]
approval: {undo_window: 30s, rules: [{name: стоп, when: {words: [ожог]}, then: escalate}]}
`;
const CSV = 'Прайс;;\r\nsku;Вес, кг;Состав\r\nOM-1;0,35;"хлопок 95 %; эластан"\r\nOM-2;1,2;лён\r\n';
const XLSX = Buffer.from(
  workbook({
    sheets: {
      Товары: [
        ["sku", "Вес"],
        ["OM-1", 0.35],
        ["OM-2", "лён"],
      ],
    },
  }),
);
const SHEET = `<worksheet><sheetData><row r="1"><c r="A1" t="str"><v>sku</v></c><c r="B1" t="inlineStr"><is><t>Вес</t></is></c></row>
<row r="2"><c r="A2"><v>1001</v></c><c r="B2" s="0"><f>1+1</f><v>0.35</v></c></row></sheetData>
<mergeCells><mergeCell ref="B2:B3"/></mergeCells></worksheet>`;
const SAMPLES =
  '{"id":"1","text":"Хорошо","rating":5}\n{"id":"2","text":"Есть 46?","rating":null,"itemType":"question"}\n';
const PHRASES = "greetings:\n  with_name: Привет, {name}!\n";

/** What breaks a text in more ways than a random byte does. */
const PIECES = [
  ...Array.from("\"';,\t|{}[]:&*!%#-\r\n\0"),
  "\uFEFF",
  "\r",
  "sep=;\n",
  "<<: *b",
  "&a [*a]",
  "!!binary ",
  "- ",
  "\u202E",
  "é",
  "я",
  "1e999",
  "__proto__: ",
  "]".repeat(300),
  "[".repeat(300),
].map((piece) => Buffer.from(piece));

interface Change {
  at: number;
  cut: number;
  put: Uint8Array;
}

const change: fc.Arbitrary<Change> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  cut: fc.oneof(fc.nat(3), fc.nat(2000)),
  put: fc.oneof(fc.constantFrom(...PIECES), fc.uint8Array({ maxLength: 4 }), fc.constant(new Uint8Array())),
});

/** A file in which up to five places were cut out, overwritten or filled, perhaps in another encoding. */
function broken(...originals: Buffer[]): fc.Arbitrary<Buffer> {
  return fc.tuple(fc.constantFrom(...originals), fc.array(change, { maxLength: 5 })).map(([original, changes]) => {
    return changes.reduce((bytes, { at, cut, put }) => {
      const place = Math.floor(at * bytes.length);
      return Buffer.concat([bytes.subarray(0, place), put, bytes.subarray(place + cut)]);
    }, original);
  });
}

const inEncodings = (text: string): Buffer[] => [
  Buffer.from(text),
  Buffer.from(`\uFEFF${text}`),
  utf16(`\uFEFF${text}`),
  encoded(text, "windows-1251"),
];

/** Puts a sheet's XML into a workbook. @returns its path */
function packed(file: string): string {
  writeFileSync(`${file}.xlsx`, workbook({ sheets: { Товары: readFileSync(file, "utf8") } }));
  return `${file}.xlsx`;
}

/** Reads the bytes as a file; every error but those that tell a person what is wrong is a fault of the program. */
async function tryToRead<T>(
  file: string,
  bytes: Uint8Array,
  read: (file: string) => T,
): Promise<Awaited<T> | undefined> {
  writeFileSync(file, bytes);
  const start = performance.now();
  try {
    return await read(file);
  } catch (error) {
    expect(error).toBeInstanceOf(ReputationError);
    expect((error as Error).message).toMatch(/\S/);
    expect((error as Error).message).not.toContain("Sekret");
    return undefined;
  } finally {
    expect(performance.now() - start).toBeLessThan(PATIENCE_MS);
  }
}

describe("a broken file is read or refused, never guessed:", () => {
  const readers: [string, string, Buffer[], (file: string, folder: string) => unknown][] = [
    ["a configuration", "reputation.yaml", inEncodings(YAML), (file, cwd) => loadConfig({ file, cwd, env: {} })],
    [
      "a secret",
      "wb",
      inEncodings("tok-Sekret-123"),
      (_, cwd) => loadConfig({ file: join(cwd, "good.yaml"), cwd, env: {} }),
    ],
    ["products in CSV", "products", inEncodings(CSV), (file) => readProducts(file)],
    ["products in a workbook", "products", [XLSX], (file) => readProducts(file)],
    ["products in the XML of a workbook", "products", [Buffer.from(SHEET)], (file) => readProducts(packed(file))],
    ["reviews", "reviews.jsonl", inEncodings(SAMPLES), (file) => readSamples(file)],
  ];
  test.each(readers)("%s", async (_, name, originals, read) => {
    const folder = tempFolder();
    writeFileSync(join(folder, "wb"), "tok-123");
    writeFileSync(join(folder, "good.yaml"), YAML);
    let understood = 0;
    await fc.assert(
      fc.asyncProperty(broken(...originals), async (bytes) => {
        const result = await tryToRead(join(folder, name), bytes, (file) => read(file, folder));
        if (result === undefined) return;
        understood++;
        // No character was replaced on the way.
        if (!bytes.includes("\uFFFD")) expect(JSON.stringify(result)).not.toContain("\uFFFD");
      }),
      runs(100),
    );
    expect(understood).toBeGreaterThan(0);
  });

  test("a backup", async () => {
    const folder = tempFolder();
    const whole = readFileSync(newDatabase(join(folder, "whole.db")));
    await fc.assert(
      fc.asyncProperty(broken(whole), async (bytes) => {
        const database = join(folder, "restored.db");
        rmSync(database, { force: true });
        await tryToRead(join(folder, "backup.db"), bytes, (file) => restoreFrom(file, database, 0));
        // A refused one has left nothing, and one that was taken is whole.
        if (existsSync(database)) openDb(database, { isExact: true }).close();
        expect(readdirSync(folder).filter((name) => name.includes("incoming"))).toEqual([]);
      }),
      runs(10),
    );
  });

  test("JSON", () => {
    const value = fc.oneof(fc.jsonValue(), fc.string({ unit: fc.constantFrom(...Array.from('[]{}",\\a')) }));
    fc.assert(
      fc.property(value, (whole) => {
        const text = JSON.stringify(whole);
        if (whole !== null) expect(parseJson(text)).toEqual(JSON.parse(text));
      }),
      runs(100),
    );
    fc.assert(
      fc.property(broken(Buffer.from(SAMPLES), Buffer.from("[".repeat(300) + "]".repeat(300))), (bytes) => {
        expect(() => parseJson(bytes.toString("utf8"))).not.toThrow();
      }),
      runs(100),
    );
  });

  test("phrases", async () => {
    const folder = tempFolder();
    let count = 0;
    await fc.assert(
      // Phrases are remembered by the name of their file.
      fc.asyncProperty(broken(...inEncodings(PHRASES)), async (bytes) => {
        await tryToRead(join(folder, `${count++}.yaml`), bytes, phrasesOf);
      }),
      runs(20),
    );
  });
});

describe("a table in any dialect", () => {
  const cell = fc
    .string({ unit: fc.constantFrom(...Array.from("абвЯ19 .,;|\t\"'%\n№«»")), maxLength: 8 })
    // An apostrophe before what would be a formula is a spreadsheet's mark for a text, and no part of it.
    .map((text) => text.replace(/^[\s']+/, "").trim());
  const table = fc
    .array(fc.tuple(cell, cell), { minLength: 1, maxLength: 6 })
    .map((rows) => rows.map(([a, b], at) => [`id-${at}`, a, b]));
  const dialect = fc.record({
    delimiter: fc.constantFrom(";", ",", "\t", "|"),
    end: fc.constantFrom("\n", "\r\n", "\r"),
    encoding: fc.constantFrom("utf-8", "mark", "utf-16le", "utf-16be", "windows-1251"),
    said: fc.boolean(),
    titles: fc.array(fc.constantFrom("Прайс на август", "", "Всего: 2"), { maxLength: 3 }),
    filled: fc.nat(2),
  });

  test("is read as it was written", () => {
    const file = join(tempFolder(), "table");
    fc.assert(
      fc.property(table, dialect, (rows, { delimiter, end, encoding, said, titles, filled }) => {
        const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
        const lines = [["sku", "Описание товара", "б"], ...rows].map(
          (cells) => cells.map(quoted).join(delimiter) + delimiter.repeat(filled),
        );
        const text = [...(said ? [`sep=${delimiter}`] : []), ...titles, ...lines, ""].join(end);
        const bytes = {
          "utf-8": () => Buffer.from(text),
          mark: () => Buffer.from(`\uFEFF${text}`),
          "utf-16le": () => utf16(`\uFEFF${text}`),
          "utf-16be": () => utf16(`\uFEFF${text}`, "be"),
          "windows-1251": () => encoded(text, "windows-1251"),
        }[encoding]();
        writeFileSync(file, bytes);
        const read = readTable(file, (cells) => cells.includes("sku"));
        expect(read?.rows.map(({ cells }) => cells)).toEqual(rows);
      }),
      runs(100),
    );
  });
});
