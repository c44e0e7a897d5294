/** Tables whose rows are the same for people and programs, but for the heads of their columns. */
import { safeText } from "../../domain/wording/safe-text.ts";
import type { Cell } from "./csv.ts";
import type { Layout } from "./file.ts";

/** One column of such a table. */
export interface FlatColumn<Row> {
  /** What a person reads above it. */
  head: string;
  /** In characters. */
  width: number;
  value: (row: Row) => Cell;
  /** How a person reads the value; the value itself without it. */
  shown?: (row: Row) => Cell;
}

/** @param columns by the names that programs know them by, in order */
export function flatLayout<Row>(name: string, columns: Readonly<Record<string, FlatColumn<Row>>>): Layout<Row> {
  const all = Object.values(columns);
  const cells = (row: Row): Cell[] => all.map(({ value }) => rounded(value(row)));
  return {
    sheet: { name, columns: all, cells: (row) => all.map(({ value, shown = value }) => fitting(shown(row))) },
    csv: { columns: Object.keys(columns), cells },
    record: (row) => {
      const values = cells(row);
      return Object.fromEntries(Object.keys(columns).map((key, at) => [key, values[at]]));
    },
  };
}

function fitting(cell: Cell): Cell {
  return typeof cell === "string" ? safeText(cell) : rounded(cell);
}

/** Means have endless decimals that nobody reads; what an answer costs may be a small part of a rouble. */
function rounded(cell: Cell): Cell {
  if (typeof cell !== "number") return cell;
  const places = Math.abs(cell) < 0.1 ? 1_000_000 : 1000;
  return Math.round(cell * places) / places;
}
