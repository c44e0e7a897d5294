/**
 * Writes a workbook (.xlsx) of one sheet, packed while its rows come: whatever its length, only some of it is in memory.
 * The head stays in view, every column can be filtered, and a text is never a formula.
 */
import { strToU8, Zip, ZipDeflate, ZipPassThrough } from "fflate";
import { DAY_MS } from "../clock.ts";

/** A text, a number, or what the wall clock showed: `2026-11-24T10:00:00`. */
export type SheetCell = string | number | { wall: string } | null;

export interface SheetColumn {
  head: string;
  /** In characters. */
  width: number;
}

/** A sheet has no more, with its head. */
const MOST_LINES = 1_048_576;
/** How many rows a sheet can hold. */
export const MOST_SHEET_ROWS = MOST_LINES - 1;
/** A cell holds no more characters. */
const LONGEST_TEXT = 32_767;
/** The day that a spreadsheet counts as 0, in days before 1970. */
const DAY_ZERO = 25_569;

/**
 * @param pages the rows in any portions, each with a cell for every column
 * @throws RangeError when there are more than `MOST_SHEET_ROWS` rows
 */
export async function* writeXlsx(
  name: string,
  columns: readonly SheetColumn[],
  pages: AsyncIterable<readonly (readonly SheetCell[])[]>,
): AsyncGenerator<Uint8Array> {
  const ready: Uint8Array[] = [];
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    ready.push(chunk);
  });
  const addPart = (path: string, xml: string): void => {
    const part = new ZipPassThrough(path);
    zip.add(part);
    part.push(strToU8(xml), true);
  };
  for (const [path, xml] of Object.entries(PARTS)) addPart(path, xml);
  const sheet = new ZipDeflate("xl/worksheets/sheet1.xml", { level: 4 });
  zip.add(sheet);
  let line = 1;
  sheet.push(strToU8(sheetStart(columns)));
  yield* ready.splice(0);
  for await (const rows of pages) {
    if (line + rows.length > MOST_LINES) throw new RangeError(`a sheet holds at most ${MOST_SHEET_ROWS} rows`);
    sheet.push(strToU8(rows.map((cells) => rowXml(++line, cells)).join("")));
    yield* ready.splice(0);
  }
  const last = columnName(columns.length - 1);
  sheet.push(strToU8(`</sheetData><autoFilter ref="A1:${last}${line}"/></worksheet>`), true);
  addPart("xl/workbook.xml", workbookXml(name, `$A$1:$${last}$${line}`));
  zip.end();
  yield* ready.splice(0);
}

/** The styles below, by their places. `@` keeps a text a text also when somebody edits its cell. */
const STYLE = { text: 1, time: 2, head: 3 };
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml";

const STYLES = `${HEAD}<styleSheet xmlns="${MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="dd\\.mm\\.yyyy\\ hh:mm"/></numFmts>\
<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>\
<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>\
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>\
<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>\
<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>\
<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>\
<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/></cellXfs></styleSheet>`;

const relation = (id: number, type: string, target: string): string =>
  `<Relationship Id="rId${id}" Type="${OFFICE}/${type}" Target="${target}"/>`;
const relations = (...all: string[]): string =>
  `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${all.join("")}</Relationships>`;
const content = (path: string, kind: string): string =>
  `<Override PartName="/xl/${path}" ContentType="${KIND}.${kind}+xml"/>`;

/** What is the same in every workbook. */
const PARTS: Record<string, string> = {
  "[Content_Types].xml": `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${content("workbook.xml", "sheet.main")}${content("worksheets/sheet1.xml", "worksheet")}${content("styles.xml", "styles")}</Types>`,
  "_rels/.rels": relations(relation(1, "officeDocument", "xl/workbook.xml")),
  "xl/_rels/workbook.xml.rels": relations(
    relation(1, "worksheet", "worksheets/sheet1.xml"),
    relation(2, "styles", "styles.xml"),
  ),
  "xl/styles.xml": STYLES,
};

/** LibreOffice finds the filter by its name alone. @param all the range of the table: `$A$1:$V$7` */
function workbookXml(name: string, all: string): string {
  const place = `'${xmlText(name.replaceAll("'", "''"))}'!${all}`;
  return `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="${xmlText(name)}" sheetId="1" r:id="rId1"/></sheets><definedNames><definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">${place}</definedName></definedNames></workbook>`;
}

function sheetStart(columns: readonly SheetColumn[]): string {
  const widths = columns.map(
    ({ width }, at) => `<col min="${at + 1}" max="${at + 1}" width="${width}" customWidth="1"/>`,
  );
  const heads = columns.map(({ head }, at) => textXml(`${columnName(at)}1`, head, STYLE.head));
  return `${HEAD}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${widths.join("")}</cols><sheetData><row r="1">${heads.join("")}</row>`;
}

function rowXml(line: number, cells: readonly SheetCell[]): string {
  return `<row r="${line}">${cells.map((cell, at) => cellXml(`${columnName(at)}${line}`, cell)).join("")}</row>`;
}

function cellXml(place: string, cell: SheetCell): string {
  if (cell === null || cell === "") return "";
  if (typeof cell === "string") return textXml(place, cell, STYLE.text);
  if (typeof cell === "number") return `<c r="${place}"><v>${cell}</v></c>`;
  return `<c r="${place}" s="${STYLE.time}"><v>${Date.parse(`${cell.wall}Z`) / DAY_MS + DAY_ZERO}</v></c>`;
}

function textXml(place: string, text: string, style: number): string {
  const fitting = text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT - 1)}…` : text;
  return `<c r="${place}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${xmlText(fitting)}</t></is></c>`;
}

/** What XML cannot hold at all. */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const UNFIT = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;

/** Spreadsheets read `_x0041_` as the character with that number, so the underscore before it is written as its own. */
function xmlText(text: string): string {
  return text
    .toWellFormed()
    .replace(UNFIT, "")
    .replace(/_(?=x[0-9a-f]{4}_)/gi, "_x005F_")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** `A` for 0, `AA` for 26. */
function columnName(at: number): string {
  return (at < 26 ? "" : columnName(Math.floor(at / 26) - 1)) + String.fromCharCode(65 + (at % 26));
}
