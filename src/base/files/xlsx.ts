/** Reads workbooks (.xlsx) into rows: unpacked within bounds, texts as a person sees them. */
import { unzipSync, type UnzipFileInfo } from "fflate";
import type { Row } from "./rows.ts";
import { readFormats } from "./xlsx-formats.ts";
import { readSheet, type Shared } from "./xlsx-sheet.ts";
import { walkXml } from "./xml.ts";

export interface Sheet {
  name: string;
  rows: Row[];
}

/** Of all parts together, unpacked. */
const MOST_UNPACKED_BYTES = 64 * 1024 * 1024;
const MOST_PARTS = 2000;
const WANTED =
  /^xl\/(?:workbook\.xml|_rels\/workbook\.xml\.rels|sharedStrings\.xml|styles\.xml|worksheets\/[^/]+\.xml)$/i;

/**
 * The sheets in their order, each read only when it is asked for.
 * @throws Error that says what is wrong with the file
 */
export function* readXlsx(bytes: Uint8Array): Generator<Sheet> {
  const part = unpack(bytes);
  const workbook = part("xl/workbook.xml");
  if (workbook === undefined) throw new Error("it is packed like a .xlsx, but holds no workbook");
  const { sheets, isFrom1904 } = sheetsOf(workbook, targetsOf(part("xl/_rels/workbook.xml.rels") ?? "<none/>"));
  const shared: Shared = {
    texts: textsOf(part("xl/sharedStrings.xml") ?? "<sst/>"),
    formats: readFormats(part("xl/styles.xml") ?? "<styleSheet/>"),
    isFrom1904,
  };
  for (const { name, target } of sheets) {
    const sheet = part(target);
    if (sheet !== undefined) yield { name, rows: namingSheet(name, () => readSheet(sheet, shared)) };
  }
}

function namingSheet<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Error(`sheet "${name}": ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** A function that gives a part of the package as a text. The unpacker writes no more than the parts say they hold. */
function unpack(bytes: Uint8Array): (name: string) => string | undefined {
  let [size, count] = [0, 0];
  const isWanted = ({ name, originalSize }: UnzipFileInfo): boolean => {
    if (++count > MOST_PARTS) throw new Error(`it holds more than ${MOST_PARTS} parts`);
    if (!WANTED.test(name)) return false;
    size += originalSize;
    if (size > MOST_UNPACKED_BYTES)
      throw new Error(`it is larger than ${MOST_UNPACKED_BYTES / 1024 / 1024} MB unpacked`);
    return true;
  };
  const parts = new Map(
    Object.entries(unzipSync(bytes, { filter: isWanted })).map(([name, part]) => [name.toLowerCase(), part]),
  );
  return (name) => {
    const part = parts.get(name.toLowerCase());
    return part && new TextDecoder("utf-8", { fatal: true }).decode(part);
  };
}

/** Where each sheet is, by the id under which the workbook names it. */
function targetsOf(relations: string): Map<string, string> {
  const targets = new Map<string, string>();
  walkXml(relations, {
    open(name, { Id = "", Target = "" }) {
      if (name === "Relationship") targets.set(Id, Target.startsWith("/") ? Target.slice(1) : `xl/${Target}`);
    },
  });
  return targets;
}

function sheetsOf(workbook: string, targets: ReadonlyMap<string, string>) {
  const sheets: { name: string; target: string }[] = [];
  let isFrom1904 = false;
  walkXml(workbook, {
    open(element, attributes) {
      if (element === "workbookPr") isFrom1904 = /^(?:1|true)$/.test(attributes["date1904"] ?? "");
      if (element !== "sheet") return;
      const id = Object.entries(attributes).find(([name]) => name.endsWith(":id"))?.[1] ?? "";
      sheets.push({ name: attributes["name"] ?? "", target: targets.get(id) ?? "" });
    },
  });
  return { sheets, isFrom1904 };
}

/** The texts that cells name by their number. Readings of Japanese characters (`rPh`) are no part of a text. */
function textsOf(xml: string): string[] {
  const texts: string[] = [];
  let inReading = false;
  walkXml(xml, {
    open(name) {
      if (name === "si") texts.push("");
      if (name === "rPh") inReading = true;
    },
    close(name, text) {
      if (name === "rPh") inReading = false;
      if (name === "t" && !inReading) texts[texts.length - 1] += text;
    },
  });
  return texts;
}
