/** What a person sees, as files: the lists of items, the products, the figures. */
import { MOST_SHEET_ROWS } from "../../base/files/xlsx-write.ts";
import type { Config } from "../../config/schema.ts";
import type { Decisions } from "../../decisions/index.ts";
import type { Reader } from "../../store/db.ts";
import type { FiguresApi, FiguresQuery } from "../figures.ts";
import type { Asking, Lists, WholeList, WholeSent } from "../lists.ts";
import type { ProductsApi, WholeProducts } from "../products.ts";
import { countFigures, fileOfFigures } from "./figures-file.ts";
import type { ExportFormat, FileFormat } from "./file.ts";
import { fileOfItems } from "./items-file.ts";
import { fileOfProducts } from "./products-file.ts";

export type ListToExport =
  | { of: "items"; query: WholeList }
  | { of: "sent"; query: WholeSent }
  | { of: "products"; query: WholeProducts }
  | { of: "figures"; query: FiguresQuery };

export interface ExportsApi {
  /**
   * The whole list as it stands now, in portions; an item shows what it is when its portion is read. The audit log has it
   * before anything is given.
   * @param taken `filters`: what was asked for, in words, for the audit log
   * @returns undefined when it does not fit on a sheet
   * @throws StateError `search.busy`; InternalError `store.*` when the audit log cannot be written
   */
  file(
    list: ListToExport,
    taken: { format: ExportFormat; filters: Readonly<Record<string, string | undefined>> },
    who: Asking,
  ): Promise<AsyncGenerator<Uint8Array> | undefined>;
}

interface Parts {
  db: Reader;
  config: Config;
  decisions: Pick<Decisions, "recordExport">;
  lists: Pick<Lists, "ids" | "sentIds">;
  products: Pick<ProductsApi, "all">;
  figures: FiguresApi;
}

export function exportsApi(parts: Parts): ExportsApi {
  return {
    async file(list, { format, filters }, who) {
      const { count, file } = await tableOf(parts, list, who);
      if (format === "xlsx" && count > MOST_SHEET_ROWS) return undefined;
      await parts.decisions.recordExport({ list: list.of, format, filters, count, surface: "page" }, who.actor);
      return file(format);
    },
  };
}

/** How many rows it has, and how it is written. */
interface Table {
  count: number;
  file: (format: FileFormat) => AsyncGenerator<Uint8Array>;
}

async function tableOf(parts: Parts, list: ListToExport, who: Asking): Promise<Table> {
  const { config, lists } = parts;
  switch (list.of) {
    case "items":
      return itemsTable(parts, await lists.ids(list.query, who));
    case "sent":
      return itemsTable(parts, await lists.sentIds(list.query, who));
    case "products": {
      const { total, pages } = await parts.products.all(list.query, who.brands);
      return { count: total, file: (format) => fileOfProducts(config, pages, format) };
    }
    case "figures": {
      const figures = await parts.figures.of(list.query, who.brands);
      const file = (format: FileFormat) => fileOfFigures(config, { ...figures, brand: list.query.brand }, format);
      return { count: countFigures(figures), file };
    }
  }
}

function itemsTable({ db, config }: Parts, ids: readonly number[]): Table {
  return { count: ids.length, file: (format) => fileOfItems({ db, config }, ids, format) };
}
