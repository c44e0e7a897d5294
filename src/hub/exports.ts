/** The lists of all cells as files, in the order of the lists. A file that is not whole is none. */
import { MOST_SHEET_ROWS } from "../base/files/xlsx-write.ts";
import type { Config } from "../config/schema.ts";
import type { Decisions } from "../decisions/index.ts";
import { byOrder } from "../store/views/item-place.ts";
import type { ItemCount } from "../store/views/item-list.ts";
import type { ExportRow } from "../store/views/export.ts";
import { MOST_LISTED, type Args, type Gives } from "../desk/cell/methods.ts";
import type { ExportsApi, ListToExport } from "../desk/export/exports-api.ts";
import { countFigures, fileOfFigures } from "../desk/export/figures-file.ts";
import type { FileFormat } from "../desk/export/file.ts";
import { fileOfRows } from "../desk/export/items-file.ts";
import { fileOfProducts } from "../desk/export/products-file.ts";
import type { Absent } from "../desk/product-source.ts";
import type { ProductsApi } from "../desk/products.ts";
import type { FiguresApi } from "../desk/figures.ts";
import type { Asking, ItemDocument } from "../desk/items-api.ts";
import { CellError } from "./cell-error.ts";
import type { Cell } from "./cell.ts";
import { askerOf, type Cells } from "./gather.ts";
import { itemFrom } from "./names.ts";

interface Parts {
  cells: Cells;
  config: Pick<Config, "timezone" | "locale" | "brands">;
  decisions: Pick<Decisions, "recordExport">;
  figures: FiguresApi;
  products: Pick<ProductsApi, "all">;
}

interface Table {
  count: number;
  /** False when there are more than were counted. */
  exact: boolean;
  file: (format: FileFormat) => AsyncGenerator<Uint8Array>;
}

export function hubExports(parts: Parts): ExportsApi {
  return {
    async file(list, { format, filters }, who) {
      const { count, exact, file } = await tableOf(parts, list, who);
      if (format === "xlsx" && count > MOST_SHEET_ROWS) return undefined;
      const taken = { ...filters, ...(!exact && { count_is: "at least" }) };
      await parts.decisions.recordExport({ list: list.of, format, filters: taken, count, surface: "page" }, who.actor);
      return file(format);
    },
  };
}

async function tableOf({ cells, config, figures, products }: Parts, list: ListToExport, who: Asking): Promise<Table> {
  if (list.of === "products") {
    const { total, pages, ...absent } = await products.all(list.query, who.brands);
    requireWhole(absent);
    return { count: total, exact: true, file: (format) => fileOfProducts(config, pages, format) };
  }
  if (list.of === "figures") {
    const found = await figures.of(list.query, who.brands);
    requireWhole(found);
    return {
      count: countFigures(found),
      exact: true,
      file: (format) => fileOfFigures(config, { ...found, brand: list.query.brand }, format),
    };
  }
  const asked = cells.all.filter((cell) => cell.concerns(who));
  const sources = asked.map((cell) =>
    list.of === "items" ? itemsOf(cell, list.query, who) : sentOf(cell, list.query, who),
  );
  // Each cell is asked before anything is given: one that is away would leave its items out.
  const heads = await Promise.all(sources.map((source) => source.next()));
  const first = heads.map(({ value }) => value);
  const count = first.reduce((sum, page) => sum + (page?.total.count ?? 0), 0);
  const exact = first.every((page) => page?.total.exact !== false);
  const order = list.of === "items" ? byOrder(list.query.sort) : newestFirst;
  return { count, exact, file: (format) => fileOfRows(config, merged(sources, first, order), format) };
}

function requireWhole({ away = [], lacking = [], partly = [] }: Absent): void {
  const [gone] = [...away, ...lacking, ...partly];
  if (gone !== undefined) throw new CellError("away", gone, "the file would not be whole");
}

interface Keyed {
  row: ExportRow;
  at: { priority: number; created_at: number; id: number };
}
interface Page {
  rows: Keyed[];
  /** How many there are in all. */
  total: ItemCount;
}
type Source = AsyncGenerator<Page, undefined>;

function newestFirst(a: Keyed["at"], b: Keyed["at"]): number {
  return b.created_at - a.created_at || b.id - a.id;
}

async function* itemsOf(cell: Cell, query: (ListToExport & { of: "items" })["query"], who: Asking): Source {
  let after: Args<"list">["after"];
  do {
    const args = { ...query, tabs: [query.tab], limit: MOST_LISTED, after } as Args<"list">;
    const page = await cell.ask("list", askerOf(who), args);
    const rows = page.items.map((item) => {
      const { priority, created_at } = item;
      const named = itemFrom(cell, item);
      return { row: rowOf(named), at: { priority, created_at: Date.parse(created_at), id: named.id } };
    });
    yield { rows, total: page.counts[query.tab] ?? { count: rows.length, exact: false } };
    after = page.next ?? undefined;
  } while (after);
  return undefined;
}

async function* sentOf(cell: Cell, query: (ListToExport & { of: "sent" })["query"], who: Asking): Source {
  let after: Args<"sent">["after"];
  do {
    const args = { ...query, tabs: [], limit: MOST_LISTED, after } as Args<"sent">;
    const page: Gives<"sent"> = await cell.ask("sent", askerOf(who), args);
    const rows = page.items.map((item) => {
      const named = itemFrom(cell, item);
      return { row: rowOf(named), at: { priority: 0, created_at: Date.parse(item.sent.at), id: named.id } };
    });
    yield { rows, total: page.sums };
    after = page.next ?? undefined;
  } while (after);
  return undefined;
}

/** The next of all cells, again and again, in portions. */
async function* merged(
  sources: readonly Source[],
  first: readonly (Page | undefined)[],
  order: (a: Keyed["at"], b: Keyed["at"]) => number,
): AsyncGenerator<ExportRow[]> {
  const waiting = first.map((page) => [...(page?.rows ?? [])]);
  let portion: ExportRow[] = [];
  for (;;) {
    const ready = waiting.flatMap((rows, of) => (rows[0] ? [{ of, head: rows[0] }] : []));
    const [next] = ready.toSorted((a, b) => order(a.head.at, b.head.at));
    if (!next) break;
    portion.push(next.head.row);
    waiting[next.of]!.shift();
    if (waiting[next.of]!.length === 0) waiting[next.of] = [...((await sources[next.of]!.next()).value?.rows ?? [])];
    if (portion.length < MOST_LISTED) continue;
    yield portion;
    portion = [];
  }
  if (portion.length > 0) yield portion;
}

function rowOf({ answer, ai_analysis, ...item }: ItemDocument): ExportRow {
  const at = (text: string | null): number | null => (text === null ? null : Date.parse(text));
  const times = {
    created_at: Date.parse(item.created_at),
    fetched_at: Date.parse(item.fetched_at),
    updated_at: Date.parse(item.updated_at),
    published_at: at(item.published_at),
    archived_at: null,
  };
  const response = answer && { ...answer, approved_at: at(answer.approved_at) };
  const analysis = ai_analysis === null ? null : JSON.stringify(ai_analysis);
  return {
    item: { ...item, ...times, ai_analysis: analysis },
    response: response ?? undefined,
  } as unknown as ExportRow;
}
