/** How a command that takes something out of the program writes its file. */
import { once } from "node:events";
import { MOST_SHEET_ROWS } from "../base/files/xlsx-write.ts";
import { UsageError } from "../base/errors.ts";
import { EXPORT_FORMATS, type ExportFormat, type FileFormat } from "../desk/export/file.ts";
import type { Context } from "./context.ts";
import { option } from "./parameters.ts";
import { oneOf } from "./values.ts";

export const FORMAT = option(
  "--format <xlsx|csv|jsonl>",
  "xlsx (Excel, in the language of the configuration), csv (semicolons, decimal commas) or jsonl (default: csv)",
  oneOf(EXPORT_FORMATS),
);

/** What was asked for, `--json` included. @throws UsageError when a terminal would have to show a workbook */
export function formatOf({ io, globals }: Context, asked: ExportFormat | undefined): FileFormat {
  if (globals.json) return "json";
  if (asked === "xlsx" && io.stdout.isTTY)
    throw new UsageError("a terminal cannot show an Excel file", { hint: "Write it to a file: > file.xlsx" });
  return asked ?? "csv";
}

/** @throws UsageError */
export function requireFitting(format: FileFormat, count: number, hint: string): void {
  if (format !== "xlsx" || count <= MOST_SHEET_ROWS) return;
  throw new UsageError(`a sheet holds at most ${MOST_SHEET_ROWS} rows, and these are ${count}`, { hint });
}

/** Waits for whoever reads, so that a file of any length takes little memory. */
export async function emitFile({ io }: Context, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const chunk of chunks) {
    if (chunk.length > 0 && !io.stdout.write(chunk)) await once(io.stdout, "drain");
  }
}
