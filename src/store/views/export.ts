/** Items with their answers, page by page, so that a file of any size can be written. */
import type { ExpressionBuilder, Selectable } from "kysely";
import type { ItemStatus } from "../../domain/item.ts";
import type { Platform } from "../../domain/platform.ts";
import { q, type Reader } from "../db.ts";
import type { AllItemsView, ResponsesTable, Schema } from "../schema.ts";

export interface ExportFilter {
  /** When the buyer wrote: [from, to), Unix ms. */
  from?: number | undefined;
  to?: number | undefined;
  platform?: Platform | undefined;
  status?: ItemStatus | undefined;
  brand?: string | undefined;
  /** Whether archived items are included. */
  archived: boolean;
}

type ExportItem = Omit<Selectable<AllItemsView>, "raw_data" | "photos" | "order_cancelled" | "priority" | "seen_at">;
type ExportResponse = Selectable<ResponsesTable>;

export interface ExportRow {
  /** Times are Unix ms, `ai_analysis` is JSON. */
  item: ExportItem;
  response: ExportResponse | undefined;
}

const COLUMNS = [
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
  "ai_analysis",
  "status",
  "error_message",
  "skip_reason",
  "created_at",
  "fetched_at",
  "updated_at",
  "published_at",
  "archived_at",
] as const;

/**
 * The next rows after an id, ordered by id. Items may change or be archived between two pages; each is still seen once,
 * because its id stays the same.
 */
export function exportPage(reader: Reader, filter: ExportFilter, after: number, limit: number): ExportRow[] {
  const items = reader.all(matching(filter).select(COLUMNS).where("id", ">", after).orderBy("id").limit(limit));
  const responses = responsesOf(
    reader,
    items.map((item) => item.id),
  );
  return items.map((item) => ({ item, response: responses.get(item.id) }));
}

/** How many rows all pages together have. */
export function countExport(reader: Reader, filter: ExportFilter): number {
  const count = (eb: ExpressionBuilder<Schema, "all_items">) => eb.fn.countAll<number>().as("n");
  return reader.get(matching(filter).select(count))?.n ?? 0;
}

function matching({ from, to, platform, status, brand, archived }: ExportFilter) {
  let query = q.selectFrom("all_items");
  if (from !== undefined) query = query.where("created_at", ">=", from);
  if (to !== undefined) query = query.where("created_at", "<", to);
  if (platform) query = query.where("platform", "=", platform);
  if (status) query = query.where("status", "=", status);
  if (brand !== undefined) query = query.where("brand_id", "=", brand);
  if (!archived) query = query.where("archived_at", "is", null);
  return query;
}

const RESPONSE = `item_id, draft_text, final_text, status, problems, model, prompt_hash, regenerate_count,
  approved_by, approved_at, publish_error, publish_retry_count, remote_id, moderation, published_at, edit_history,
  created_at, updated_at, version`;
const RESPONSES = `
select ${RESPONSE}, missed_at from responses where item_id in (select value from json_each(@ids))
union all
select ${RESPONSE}, null from responses_archive where item_id in (select value from json_each(@ids))`;

function responsesOf(reader: Reader, ids: readonly number[]): Map<number, ExportResponse> {
  const rows = reader.statement(RESPONSES).all({ ids: JSON.stringify(ids) }) as ExportResponse[];
  return new Map(rows.map((row) => [row.item_id, row]));
}
