/** The columns of a workbook as a manager reads them. */
import type { SheetCell, SheetColumn } from "../../base/files/xlsx-write.ts";
import { wallTime } from "../../domain/calendar.ts";
import { safeText } from "../../domain/wording/safe-text.ts";
import { answerText } from "../../store/tables/responses.ts";
import type { ExportRow } from "../../store/views/export.ts";
import type { Texts } from "../../texts/texts.ts";
import { analysisOf, nameOf } from "./record.ts";

type Head = keyof Texts["exports"]["heads"];

/** In the order of the sheet, each with its width in characters. */
const WIDTHS: Record<Head, number> = {
  id: 8,
  platform: 14,
  type: 9,
  brand: 16,
  product: 30,
  sku: 16,
  written: 17,
  stars: 8,
  text: 60,
  pros: 24,
  cons: 24,
  buyer: 16,
  state: 16,
  sentiment: 14,
  topic: 16,
  answer: 60,
  by: 20,
  approved: 17,
  published: 17,
  moderation: 18,
  account: 16,
  number: 24,
};
const HEADS = Object.keys(WIDTHS) as Head[];

interface Around {
  texts: Texts;
  timezone: string;
  /** What a brand is called. */
  brandName: (id: string) => string;
}

export function sheetColumns({ exports: { heads } }: Texts): SheetColumn[] {
  return HEADS.map((head) => ({ head: heads[head], width: WIDTHS[head] }));
}

/** The cells of one row; texts have no hidden characters. */
export function sheetRow(row: ExportRow, around: Around): SheetCell[] {
  const cells = cellsOf(row, around);
  return HEADS.map((head) => {
    const cell = cells[head];
    return typeof cell === "string" ? safeText(cell) : cell;
  });
}

function cellsOf({ item, response }: ExportRow, { texts, timezone, brandName }: Around): Record<Head, SheetCell> {
  const { exports, web, items, sentiments, categories } = texts;
  const analysis = analysisOf(item.ai_analysis);
  const at = (ms: number | null | undefined): SheetCell => (ms ? { wall: wallTime(ms, timezone) } : null);
  return {
    id: nameOf(item.id),
    platform: web.platforms[item.platform],
    type: exports.types[item.item_type],
    brand: brandName(item.brand_id),
    product: item.product_name,
    sku: item.sku,
    written: at(item.created_at),
    stars: item.rating,
    text: item.client_text,
    pros: item.pros,
    cons: item.cons,
    buyer: item.client_name,
    state: items[item.status],
    sentiment: analysis && sentiments[analysis.sentiment],
    topic: analysis && categories[analysis.category],
    answer: response ? answerText(response) : null,
    by: whoOf(response?.approved_by ?? null, texts),
    approved: at(response?.approved_at),
    published: at(item.published_at),
    moderation: response?.moderation ? exports.moderation[response.moderation] : null,
    account: item.account,
    number: item.external_id,
  };
}

function whoOf(actor: string | null, { web }: Texts): string | null {
  if (actor === null) return null;
  return actor.startsWith("rule:") ? web.sent.byRule(actor.slice("rule:".length)) : actor.replace(/^person:/, "");
}
