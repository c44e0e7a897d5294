/** Items with their answers as a file. */
import { setImmediate } from "node:timers/promises";
import type { Config } from "../../config/schema.ts";
import { iso, wallTime } from "../../domain/calendar.ts";
import type { Reader } from "../../store/db.ts";
import { exportRows, type ExportRow } from "../../store/views/export.ts";
import { textsOf } from "../../texts/texts.ts";
import { writeTable, type FileFormat, type Layout } from "./file.ts";
import { COLUMNS, recordOf } from "./record.ts";
import { sheetColumns, sheetRow } from "./sheet.ts";

interface Around {
  db: Reader;
  config: Pick<Config, "timezone" | "locale" | "brands">;
}

/** How many rows are read and written at once. */
const PAGE = 200;

/** The file of these items in the order of the ids. @throws RangeError when they do not fit on one sheet */
export function fileOfItems(
  { db, config }: Around,
  ids: readonly number[],
  format: FileFormat,
): AsyncGenerator<Uint8Array> {
  return fileOfRows(config, pagesOf(db, ids), format);
}

/** As `fileOfItems`, of rows that are read elsewhere. */
export function fileOfRows(
  config: Around["config"],
  pages: AsyncIterable<readonly ExportRow[]>,
  format: FileFormat,
): AsyncGenerator<Uint8Array> {
  return writeTable(layoutOf(config), pages, format);
}

/** Between two pages others have their turn: a long file holds nobody up. */
async function* pagesOf(db: Reader, ids: readonly number[]): AsyncGenerator<ExportRow[]> {
  for (let at = 0; at < ids.length; at += PAGE) {
    yield exportRows(db, ids.slice(at, at + PAGE));
    await setImmediate();
  }
}

/** In CSV, times are as the clock of the business shows them: what a spreadsheet takes for a time. */
function layoutOf({ timezone, locale, brands }: Around["config"]): Layout<ExportRow> {
  const texts = textsOf(locale);
  const names = new Map(brands.map(({ id, name }) => [id, name]));
  const seen = { texts, timezone, brandName: (id: string) => names.get(id) ?? id };
  const wall = (ms: number | null): string | null => (ms === null ? null : wallTime(ms, timezone).replace("T", " "));
  return {
    sheet: { name: texts.exports.sheet, columns: sheetColumns(texts), cells: (row) => sheetRow(row, seen) },
    csv: {
      columns: COLUMNS,
      cells: (row) => {
        const cells = recordOf(row, wall);
        return COLUMNS.map((column) => cells[column]);
      },
    },
    record: (row) => recordOf(row, iso),
  };
}
