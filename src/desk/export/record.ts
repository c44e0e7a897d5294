/** One item with its answer as programs read it: the same names in every file that leaves. */
import type { StoredAnalysis } from "../../domain/analysis.ts";
import { refOf, splitRef } from "../../domain/item-ref.ts";
import { answerText } from "../../store/tables/responses.ts";
import type { ExportRow } from "../../store/views/export.ts";
import type { Cell } from "./csv.ts";

export type ExportRecord = Record<Column, Cell>;

/** @param time writes an instant, Unix ms */
export function recordOf({ item, response }: ExportRow, time: (ms: number | null) => string | null): ExportRecord {
  const { ai_analysis, created_at, fetched_at, updated_at, published_at, archived_at, ...rest } = item;
  const analysis = analysisOf(ai_analysis);
  return {
    ...rest,
    id: nameOf(item.id),
    sentiment: analysis?.sentiment ?? null,
    category: analysis?.category ?? null,
    answer: response ? answerText(response) : null,
    answer_status: response?.status ?? null,
    approved_by: response?.approved_by ?? null,
    moderation: response?.moderation ?? null,
    created_at: time(created_at),
    fetched_at: time(fetched_at),
    updated_at: time(updated_at),
    approved_at: time(response?.approved_at ?? null),
    published_at: time(published_at),
    archived_at: time(archived_at),
  };
}

/** The number of an item, with its cell where there are several. */
export function nameOf(id: number): number | string {
  return splitRef(id).cell === null ? id : refOf(id);
}

export function analysisOf(stored: string | null): StoredAnalysis | null {
  return stored === null ? null : (JSON.parse(stored) as StoredAnalysis);
}

type Column = (typeof COLUMNS)[number];

/** The columns of the CSV file in order; each is a key of a record. */
export const COLUMNS = [
  "id",
  "account",
  "platform",
  "item_type",
  "external_id",
  "sku",
  "product_name",
  "brand_id",
  "client_name",
  "client_text",
  "pros",
  "cons",
  "rating",
  "status",
  "error_message",
  "skip_reason",
  "sentiment",
  "category",
  "answer",
  "answer_status",
  "approved_by",
  "moderation",
  "created_at",
  "fetched_at",
  "updated_at",
  "approved_at",
  "published_at",
  "archived_at",
] as const;
