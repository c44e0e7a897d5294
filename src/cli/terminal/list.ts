import type { Context } from "../context.ts";
import type { Io } from "./io.ts";
import { table, tabSeparated, type Column } from "./table.ts";

/** Rows as a text: a table on a terminal, tab-separated lines in a pipe. */
export function listText<Row>({ stdout }: Io, rows: readonly Row[], columns: readonly Column<Row>[]): string {
  return stdout.isTTY ? table(rows, columns, stdout.columns || 80) : tabSeparated(rows, columns);
}

/** A list, on stdout: with `--json` the documents, else the rows. */
export function printList<Row>(
  { io, print }: Pick<Context, "io" | "print">,
  rows: readonly Row[],
  documents: unknown[],
  columns: readonly Column<Row>[],
): void {
  print(documents, () => listText(io, rows, columns));
}
