import type { Context } from "../context.ts";
import { table, tabSeparated, type Column } from "./table.ts";

/** A list, on stdout: with `--json` the documents, on a terminal a table, in a pipe tab-separated lines. */
export function printList<Row>(
  { io, print }: Pick<Context, "io" | "print">,
  rows: readonly Row[],
  documents: unknown[],
  columns: readonly Column<Row>[],
): void {
  print(documents, () =>
    io.stdout.isTTY ? table(rows, columns, io.stdout.columns || 80) : tabSeparated(rows, columns),
  );
}
