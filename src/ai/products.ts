/** What a seller's own table says about products: `knowledge.products_file`. */
import { ConfigError, messageOf } from "../base/errors.ts";
import { readTable, type Table } from "../base/files/table.ts";

/** The products of a file, and how it was understood. */
export interface Products {
  file: string;
  /** The names of the columns that find a product. */
  keys: string[];
  /** The names of the columns whose contents an answer may state. */
  facts: string[];
  count: number;
  /** In words: the encoding, the sheet, the lines left out. */
  notes: string[];
  /** One fact a line: `Состав: хлопок 95 %`; undefined for an unknown product. */
  factsOf(sku: string): string | undefined;
}

/**
 * How files name what finds a product: our own exports and those of the marketplaces (compared in small letters, without
 * what is no letter and no digit).
 */
const KEYS = new Set(
  [
    ["sku", "id sku", "артикул", "артикул товара", "код товара"],
    ["Артикул продавца", "Артикул поставщика", "Артикул WB", "Артикул Wildberries", "Номенклатура WB", "nmID"],
    ["Артикул Ozon", "Ozon SKU", "Ozon ID", "SKU Ozon", "FBO OZON SKU ID", "FBS OZON SKU ID", "offer_id"],
    ["Ваш SKU", "Ваш SKU *", "Ваш идентификатор SKU", "SKU на Маркете", "shop-sku", "vendor code", "SKU ID"],
  ]
    .flat()
    .map(plainName),
);

function plainName(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

const isKey = (name: string): boolean => KEYS.has(plainName(name));

/** @throws ConfigError that says what is wrong, line by line */
export function readProducts(file: string): Products {
  const table = readOrRefuse(file);
  const keys = table.columns.filter(isKey);
  const { byKey, count, notes } = group(file, table);
  return {
    file,
    keys,
    facts: table.columns.filter((name) => !isKey(name)),
    count,
    notes: [...table.notes, ...notes],
    factsOf: (sku) => byKey.get(keyOf(sku)),
  };
}

function readOrRefuse(file: string): Table {
  let table: Table | undefined;
  try {
    table = readTable(file, (cells) => cells.some(isKey));
  } catch (error) {
    throw new ConfigError(`knowledge.products_file ${file} cannot be read: ${messageOf(error)}`, { cause: error });
  }
  if (table) return table;
  throw new ConfigError(`knowledge.products_file ${file} has no column "sku"`, {
    hint: 'One line names the columns: one is "sku" (or "Артикул", "Артикул WB", "Ваш SKU", …), every other one is a fact.',
  });
}

/** One name of a product, and everything that the rows with this name say. */
interface Entry extends Name {
  /** By column. */
  facts: Map<string, string[]>;
}

/** Where and how a product is named. */
interface Name {
  key: string;
  written: string;
  column: string;
  line: number;
}

/** Several rows of one product (its sizes, its colours) are one product with several values. */
function group(file: string, { columns, rows }: Table): { byKey: Map<string, string>; count: number; notes: string[] } {
  const isKeyAt = columns.map(isKey);
  const entries = new Map<string, Entry>();
  const problems = new Set<string>();
  const unnamed: number[] = [];
  let count = 0;
  for (const { line, cells } of rows) {
    const names = namesIn(columns, isKeyAt, { line, cells });
    if (names.length === 0) unnamed.push(line);
    else if (names.every(({ key }) => !entries.has(key))) count++;
    for (const name of names) {
      const entry = entries.get(name.key) ?? { ...name, facts: new Map<string, string[]>() };
      const problem = clash(entry, name);
      if (problem !== undefined) problems.add(problem);
      entries.set(name.key, entry);
      addFacts(entry.facts, columns, (at) => (isKeyAt[at] ? "" : (cells[at] ?? "")));
    }
  }
  if (problems.size > 0)
    throw new ConfigError(`knowledge.products_file ${file}: ${[...problems].slice(0, 5).join("; ")}`);
  const byKey = new Map([...entries].map(([key, { facts }]) => [key, factLines(facts)]));
  return { byKey, count, notes: unnamed.length > 0 ? [`left out without an SKU: ${lineNumbers(unnamed)}`] : [] };
}

/** The names in a row, each once. */
function namesIn(
  columns: readonly string[],
  isKeyAt: readonly boolean[],
  { line, cells }: Table["rows"][number],
): Name[] {
  const names = new Map<string, Name>();
  for (const [at, column] of columns.entries()) {
    const written = cells[at] ?? "";
    const key = keyOf(written);
    if (isKeyAt[at] && written !== "" && !names.has(key)) names.set(key, { key, written, column, line });
  }
  return [...names.values()];
}

/** "line 7", "7 lines: 1, 2, 3, 4, 5, …". */
function lineNumbers(lines: readonly number[]): string {
  if (lines.length === 1) return `line ${lines[0]}`;
  return `${lines.length} lines: ${lines.slice(0, 5).join(", ")}${lines.length > 5 ? ", …" : ""}`;
}

/** What is one product in one line must not be another one in the next. */
function clash(entry: Entry, { column, written, line }: Name): string | undefined {
  const lines = `lines ${entry.line} and ${line}`;
  if (/^\d+(?:[.,]\d+)?E\+?\d+$/i.test(written))
    return `line ${line}: a spreadsheet has shortened the SKU to ${written}: format its column as text`;
  if (entry.column !== column)
    return `${lines}: "${written}" is a product by "${entry.column}" and another one by "${column}"`;
  if (entry.written.toLowerCase() !== written.toLowerCase())
    return `${lines}: two SKUs differ only in Latin and Russian letters that look alike: "${written}"`;
  return undefined;
}

function addFacts(facts: Map<string, string[]>, columns: readonly string[], valueAt: (column: number) => string): void {
  for (const [at, column] of columns.entries()) {
    const value = valueAt(at);
    const known = facts.get(column) ?? [];
    if (value !== "" && !known.includes(value)) facts.set(column, [...known, value]);
  }
}

function factLines(facts: ReadonlyMap<string, readonly string[]>): string {
  return [...facts].map(([name, values]) => `${name}: ${values.join("; ")}`).join("\n");
}

const ALIKE: Record<string, string> = Object.fromEntries(
  Array.from("авекмнорстух", (letter, at) => [letter, "abekmhopctyx"[at] ?? letter]),
);

/** Capitals, and Russian letters that look like Latin ones, make no other product. */
function keyOf(sku: string): string {
  return sku
    .trim()
    .toLowerCase()
    .replace(/[авекмнорстух]/g, (letter) => ALIKE[letter] ?? letter);
}
