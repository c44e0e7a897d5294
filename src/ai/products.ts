/** What a seller's own table says about products: `knowledge.products_file`. */
import { ConfigError, messageOf } from "../base/errors.ts";
import { readTable, type Table } from "../base/files/table.ts";
import { articlesOf } from "./product-families.ts";

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
  /**
   * The article by which the seller knows the product, the same for its SKUs at all marketplaces and for its sizes;
   * undefined for an unknown product.
   */
  articleOf: (this: void, sku: string) => string | undefined;
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

/** The columns with the seller's own names. */
const OWN = new Set(["Артикул продавца", "Артикул поставщика", "offer_id", "Ваш SKU", "vendor code"].map(plainName));
const isOwn = ({ column }: Name): boolean => OWN.has(plainName(column));

/** @throws ConfigError that says what is wrong, line by line */
export function readProducts(file: string): Products {
  const table = readOrRefuse(file);
  const keys = table.columns.filter(isKey);
  const { notes, ...found } = group(file, table);
  return {
    file,
    keys,
    facts: table.columns.filter((name) => !isKey(name)),
    ...found,
    notes: [...table.notes, ...notes],
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

/** One name of a product, and the rows that have it. */
interface Entry extends Name {
  rows: (readonly string[])[];
}

/** Where and how a product is named. */
interface Name {
  key: string;
  written: string;
  column: string;
  line: number;
}

/** Several rows of one product (its sizes, its colours) are one product with several values. */
function group(file: string, { columns, rows }: Table): Pick<Products, "factsOf" | "articleOf" | "count" | "notes"> {
  const isKeyAt = columns.map(isKey);
  const entries = new Map<string, Entry>();
  const problems = new Set<string>();
  const unnamed: number[] = [];
  const named: Name[][] = [];
  let count = 0;
  for (const { line, cells } of rows) {
    const names = namesIn(columns, isKeyAt, { line, cells });
    if (names.length === 0) unnamed.push(line);
    else if (names.every(({ key }) => !entries.has(key))) count++;
    named.push(names.toSorted((a, b) => Number(isOwn(b)) - Number(isOwn(a))));
    for (const name of names) {
      const entry = entries.get(name.key) ?? { ...name, rows: [] };
      const problem = clash(entry, name);
      if (problem !== undefined) problems.add(problem);
      entry.rows.push(cells);
      entries.set(name.key, entry);
    }
  }
  if (problems.size > 0)
    throw new ConfigError(`knowledge.products_file ${file}: ${[...problems].slice(0, 5).join("; ")}`);
  const factsOf = (sku: string): string | undefined => {
    const entry = entries.get(keyOf(sku));
    return entry && factLines(columns, isKeyAt, entry.rows);
  };
  const articles = articlesOf(named);
  const articleOf = (sku: string): string | undefined => articles.get(keyOf(sku));
  return {
    factsOf,
    articleOf,
    count,
    notes: unnamed.length > 0 ? [`left out without an SKU: ${lineNumbers(unnamed)}`] : [],
  };
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

/** One fact a line, with each of its values once: `Размер: S; L`. */
function factLines(
  columns: readonly string[],
  isKeyAt: readonly boolean[],
  rows: readonly (readonly string[])[],
): string {
  const facts = columns.flatMap((column, at) => {
    const values = new Set(rows.map((cells) => cells[at] ?? "").filter((value) => value !== ""));
    return isKeyAt[at] || values.size === 0 ? [] : [`${column}: ${[...values].join("; ")}`];
  });
  return facts.join("\n");
}

const ALIKE: Record<string, string> = Object.fromEntries(
  Array.from("авекмнорстух", (letter, at) => [letter, "abekmhopctyx"[at] ?? letter]),
);

/**
 * Capitals, Russian letters that look like Latin ones, characters that are not seen and the apostrophe of Ozon's exports make
 * no other product.
 */
function keyOf(sku: string): string {
  return sku
    .replace(/[\p{Cf}\p{Variation_Selector}]/gu, "")
    .trim()
    .replace(/^'+/, "")
    .toLowerCase()
    .replace(/[авекмнорстух]/g, (letter) => ALIKE[letter] ?? letter);
}
