/** How a number in a sheet is meant: as a number, a day, a share. Sheets store all three alike. */
import { walkXml } from "./xml.ts";

export type Format = "number" | "date" | "percent";

/** The numbers of the formats that every spreadsheet has built in (ECMA-376, 18.8.30). */
const BUILT_IN_DATES = /^(?:1[4-9]|2[0-2]|2[7-9]|3[0-6]|4[5-7]|5\d)$/;
const BUILT_IN_SHARES = /^(?:9|10)$/;

/** The formats of a workbook, in the order in which its cells name them. */
export function readFormats(styles: string): Format[] {
  const own = new Map<string, string>();
  const formats: Format[] = [];
  let isOfCells = false;
  walkXml(styles, {
    open(name, { numFmtId = "", formatCode = "" }) {
      if (name === "numFmt") own.set(numFmtId, formatCode);
      if (name === "cellXfs") isOfCells = true;
      if (name === "xf" && isOfCells) formats.push(formatOf(numFmtId, own.get(numFmtId)));
    },
    close(name) {
      if (name === "cellXfs") isOfCells = false;
    },
  });
  return formats;
}

function formatOf(id: string, code: string | undefined): Format {
  if (code === undefined) {
    if (BUILT_IN_DATES.test(id)) return "date";
    return BUILT_IN_SHARES.test(id) ? "percent" : "number";
  }
  const bare = code.replace(/"[^"]*"|\\.|\[[^\]]*\]|_.|\*./g, "");
  if (/[ymdhs]/i.test(bare.replace(/general|основной/gi, ""))) return "date";
  return bare.includes("%") ? "percent" : "number";
}

/** A number as a person reads it in the sheet: a decimal comma, no digits that come from counting in binary. */
export function numberIn(value: number, format: Format, isFrom1904: boolean): string {
  if (format === "date") return dateOf(isFrom1904 ? value + DAYS_TO_1904 : value);
  return format === "percent" ? `${decimal(value * 100)} %` : decimal(value);
}

/** A spreadsheet counts to fifteen digits. */
function decimal(value: number): string {
  const rounded = Number(value.toPrecision(15));
  return Number.isInteger(rounded) && Math.abs(rounded) < 1e21
    ? BigInt(rounded).toString()
    : String(rounded).replace(".", ",");
}

/** Days between the two beginnings of time that spreadsheets know: 1899-12-30 and 1904-01-01. */
const DAYS_TO_1904 = 1462;
const MINUTES_A_DAY = 24 * 60;
/** The 31st of December 9999. */
const LAST_DAY = 2_958_466;

function dateOf(days: number): string {
  if (!(days >= 0 && days < LAST_DAY)) return decimal(days);
  const minutes = Math.round(days * MINUTES_A_DAY);
  const time = new Date(Date.UTC(1899, 11, 30, 0, minutes)).toISOString();
  const clock = time.slice(11, 16);
  const day = time.slice(0, 10).split("-").toReversed().join(".");
  if (days < 1) return clock;
  return minutes % MINUTES_A_DAY === 0 ? day : `${day} ${clock}`;
}
