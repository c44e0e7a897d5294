/** Workbooks as spreadsheets save them, written by hand. */
import { strToU8, zipSync } from "fflate";

/** A cell: its text, or its XML attributes and content. */
export type Content = string | number | { xml: string };

export interface Workbook {
  /** The sheets by name: rows of cells, or the sheet's XML. */
  sheets: Record<string, readonly (readonly Content[])[] | string>;
  /** The numbers of the formats of cells, by their style: 14 is a day, 10 a share. */
  formats?: readonly number[];
  workbookPr?: string;
}

export function workbook({ sheets, formats = [0], workbookPr = "" }: Workbook): Uint8Array {
  const names = Object.keys(sheets);
  const texts: string[] = [];
  const parts: Record<string, string> = {
    "[Content_Types].xml": "<Types/>",
    "xl/workbook.xml": `<workbook xmlns:r="r">${workbookPr}<sheets>${names
      .map((name, at) => `<sheet name="${escaped(name)}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`)
      .join("")}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `<Relationships>${names
      .map((_, at) => `<Relationship Id="rId${at + 1}" Target="worksheets/sheet${at + 1}.xml"/>`)
      .join("")}</Relationships>`,
    "xl/styles.xml": `<styleSheet><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>${formats
      .map((id) => `<xf numFmtId="${id}"/>`)
      .join("")}</cellXfs></styleSheet>`,
  };
  for (const [at, name] of names.entries()) {
    const rows = sheets[name] ?? [];
    parts[`xl/worksheets/sheet${at + 1}.xml`] = typeof rows === "string" ? rows : sheetXml(rows, texts);
  }
  parts["xl/sharedStrings.xml"] = `<sst>${texts.map((text) => `<si><t>${escaped(text)}</t></si>`).join("")}</sst>`;
  return zipSync(Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(text)])));
}

function sheetXml(rows: readonly (readonly Content[])[], texts: string[]): string {
  const lines = rows.map((cells, row) => {
    const contents = cells.map((cell, column) => cellXml(cell, `${letterOf(column)}${row + 1}`, texts));
    return `<row r="${row + 1}">${contents.join("")}</row>`;
  });
  return `<worksheet><sheetData>${lines.join("")}</sheetData></worksheet>`;
}

function cellXml(cell: Content, place: string, texts: string[]): string {
  if (cell === "") return "";
  if (typeof cell === "number") return `<c r="${place}"><v>${cell}</v></c>`;
  if (typeof cell === "string") return `<c r="${place}" t="s"><v>${texts.push(cell) - 1}</v></c>`;
  return cell.xml.replace("<c", `<c r="${place}"`);
}

function letterOf(column: number): string {
  return String.fromCharCode(65 + column);
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
