/** Items with their answers, live and archived, so that a file of any size can be written page by page. */
import { expressionBuilder, sql, type Selectable } from "kysely";
import type { Tab } from "../../domain/tab.ts";
import { q, type Reader } from "../db.ts";
import type { AllItemsView, ResponsesTable, Schema } from "../schema.ts";
import { fitting, inTab, type ItemFilter } from "./item-filter.ts";

export interface ExportFilter extends ItemFilter {
  tab: Tab;
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

const e = expressionBuilder<Schema, "all_items">();

/** The ids of what fits now, in their order. */
export function exportIds(reader: Reader, { tab, archived, ...filter }: ExportFilter): number[] {
  let list = q.selectFrom("all_items").where(e.and([...inTab(tab), ...fitting(filter)]));
  if (!archived) list = list.where("archived_at", "is", null);
  return reader.all(list.select("id").orderBy("id")).map(({ id }) => id);
}

/**
 * These items with their answers as they stand now, in the order of the ids, whether they were archived meanwhile or not.
 * One that is there no more is left out.
 */
export function exportRows(reader: Reader, ids: readonly number[]): ExportRow[] {
  const these = q.selectFrom("all_items").select(COLUMNS).where("id", "in", listed(ids));
  const items = new Map(reader.all(these).map((item) => [item.id, item]));
  const responses = responsesOf(reader, ids);
  return ids.flatMap((id) => {
    const item = items.get(id);
    return item ? { item, response: responses.get(id) } : [];
  });
}

function listed(ids: readonly number[]) {
  return sql<number>`(select value from json_each(${JSON.stringify(ids)}))`;
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
