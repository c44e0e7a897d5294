/** The tables as Kysely sees them. Columns are those of the migrations; JSON columns are text here. */
import type { Generated } from "kysely";
import type { ItemStatus, SkipReason } from "../domain/item.ts";
import type { Platform, ItemType } from "../domain/platform.ts";
import type { AttemptOutcome, JobState } from "../domain/job.ts";
import type { AlertsSchema } from "./schema-alerts.ts";
import type { AiSchema } from "./schema-ai.ts";
import type { MovesSchema } from "./schema-moves.ts";
import type { NotesSchema } from "./schema-notes.ts";
import type { OfficeSchema } from "./schema-office.ts";
import type { PastAnswersSchema } from "./schema-past-answers.ts";
import type { PeopleSchema } from "./schema-people.ts";
import type { SentColumns, SentSchema } from "./schema-sent.ts";
import type { SettingsSchema } from "./schema-settings.ts";

export interface ItemsTable {
  id: Generated<number>;
  account: string;
  platform: Platform;
  item_type: ItemType;
  external_id: string;
  sku: string | null;
  product_name: string | null;
  brand_id: string;
  client_name: string | null;
  client_text: string;
  pros: string | null;
  cons: string | null;
  rating: number | null;
  photos: string;
  order_cancelled: number;
  ai_analysis: string | null;
  status: ItemStatus;
  priority: number;
  error_message: string | null;
  skip_reason: SkipReason | null;
  raw_data: string;
  created_at: number;
  fetched_at: number;
  updated_at: number;
  published_at: number | null;
  /** 1: a look-up of product or photos has failed, and is made again. */
  incomplete: Generated<number>;
  /** 0: `brand_id` is the account's brand for want of a known one. */
  brand_known: Generated<number>;
  /** What became of the order, in the marketplace's word: `buyout`, `returned`, `CANCELLED`. */
  order_status: string | null;
  /** JSON of `ItemDetails`. */
  details: Generated<string>;
  /** Why it was skipped or handed on, in the words of the person who did. */
  reason: Generated<string | null>;
  /** To whom it was handed on. */
  handed_to: Generated<string | null>;
  /** When the marketplace first showed our published answer; null while it has only said that it accepts it. */
  seen_at: Generated<number | null>;
}

export type ResponseStatus = "draft" | "approved" | "published" | "failed";
export type Moderation = "pending" | "live" | "rejected";

export interface ResponsesTable {
  item_id: number;
  draft_text: string;
  final_text: string | null;
  status: ResponseStatus;
  problems: string;
  model: string;
  prompt_hash: string;
  regenerate_count: number;
  approved_by: string | null;
  approved_at: number | null;
  publish_error: string | null;
  publish_retry_count: number;
  remote_id: string | null;
  moderation: Moderation | null;
  published_at: number | null;
  edit_history: string;
  created_at: number;
  updated_at: number;
  /** From 1; every change of the text raises it. */
  version: number;
  /** When a look first found that the published answer was not there; null while it is. */
  missed_at: Generated<number | null>;
}

/** `intent`: written before the send; `not_sent`: certainly not carried out; `unknown`: has to be read back. */
export type PublishOutcome = "intent" | "accepted" | "refused" | "not_sent" | "unknown";
/** How an intent or unknown outcome was cleared up: the answer was found, is absent, or a person decided. */
export type Resolution = "found" | "absent" | "person";

export interface PublishAttemptsTable {
  id: Generated<number>;
  item_id: number;
  job_id: number;
  text: string;
  intent_at: number;
  outcome: PublishOutcome;
  outcome_at: number | null;
  error: string | null;
  remote_id: string | null;
  resolution: Resolution | null;
  resolved_at: number | null;
  /** The version of the answer that was sent; null for sends recorded before there were versions. */
  version: number | null;
}

export interface PollingStateTable {
  account: string;
  item_type: ItemType;
  watermark: number | null;
  last_poll_at: number | null;
  last_poll_status: "success" | "error" | null;
  last_poll_error: string | null;
  last_poll_error_code: string | null;
  items_fetched_total: number;
  items_fetched_last: number;
  consecutive_errors: number;
  circuit_open_until: number | null;
  /** When the first complete read ended, Unix ms: what was read until then is the account's first backlog. */
  first_read_at: number | null;
  /** When the poll last read back over the whole look-back, Unix ms. */
  deep_read_at: number | null;
}

export interface QuarantineTable {
  account: string;
  item_type: ItemType;
  raw: string;
  reason: string;
  first_seen_at: number;
  last_seen_at: number;
  /** When a person has looked at it. */
  looked_at: Generated<number | null>;
}

export interface AnalyticsTable {
  date: string;
  platform: string;
  brand_id: string;
  total_items: number;
  reviews_count: number;
  questions_count: number;
  positive_count: number;
  neutral_count: number;
  negative_count: number;
  avg_rating: number | null;
  rating_1: number;
  rating_2: number;
  rating_3: number;
  rating_4: number;
  rating_5: number;
  processed_count: number;
  published_count: number;
  skipped_count: number;
  escalated_count: number;
  avg_response_min: number | null;
  median_response_min: number | null;
  /** How many were answered within 30 minutes, and within 24 hours, of the buyer's writing. */
  within_30m_count: number;
  within_day_count: number;
  /** The day's work, whenever the buyers wrote: items taken in, and answers published. */
  received_count: number;
  answered_count: number;
  calculated_at: number;
}

export interface JobsTable {
  id: Generated<number>;
  kind: string;
  lane: string;
  key: string | null;
  args: string;
  priority: number;
  state: JobState;
  run_at: number;
  attempt: number;
  excused: number;
  crashes: number;
  max_attempts: number;
  /** The process that runs the job, or ran it. */
  owner: string | null;
  lease_until: number | null;
  item_id: number | null;
  account: string | null;
  scheduled_for: number | null;
  result: string | null;
  error_code: string | null;
  error: string | null;
  created_at: number;
  started_at: number | null;
  finished_at: number | null;
}

export interface AttemptsView {
  job_id: number;
  attempt: number;
  owner: string;
  started_at: number;
  finished_at: number;
  outcome: AttemptOutcome;
  error_code: string | null;
  error: string | null;
}

export type MissedPolicy = "skip" | "once" | "all";

/** What happens while the job of an earlier occurrence still lives. */
export type OverlapPolicy = "skip" | "queue";

export interface SchedulesTable {
  name: string;
  kind: string;
  account: string | null;
  cron: string;
  timezone: string;
  missed: MissedPolicy;
  overlap: OverlapPolicy;
  /** How long after each time of its pattern it fires, ms. */
  offset_ms: Generated<number>;
  enabled: number;
  paused: number;
  next_at: number | null;
  last_at: number | null;
  updated_at: number;
}

export interface ScheduleFiresTable {
  schedule: string;
  scheduled_at: number;
  outcome: "fired" | "skipped";
  reason: "overlap" | "missed" | "paused" | null;
  job_id: number | null;
  recorded_at: number;
}

export interface AuditTable {
  id: Generated<number>;
  at: number;
  actor: string;
  action: string;
  item_id: number | null;
  before: string | null;
  after: string | null;
  /** Of entries about no item, see `audit-chain.ts`. */
  salt: Buffer | null;
  /** Null until the entry of an earlier version is chained. */
  hash: Buffer | null;
}

/** Live and archived items together: a view. */
export type AllItemsView = Omit<
  ItemsTable,
  "id" | "incomplete" | "brand_known" | "order_status" | "details" | "reason" | "handed_to"
> & {
  id: number;
  archived_at: number | null;
};

export interface Schema
  extends
    PeopleSchema,
    AiSchema,
    NotesSchema,
    SettingsSchema,
    SentSchema,
    AlertsSchema,
    PastAnswersSchema,
    OfficeSchema,
    MovesSchema {
  meta: { key: string; value: string };
  items: ItemsTable;
  responses: ResponsesTable & SentColumns;
  publish_attempts: PublishAttemptsTable;
  polling_state: PollingStateTable;
  quarantine: QuarantineTable;
  analytics: AnalyticsTable;
  items_archive: Omit<ItemsTable, "id"> & { id: number; archived_at: number };
  all_items: AllItemsView;
  responses_archive: ResponsesTable & Pick<SentColumns, "published_by">;
  publish_attempts_archive: Omit<PublishAttemptsTable, "id"> & { id: number };
  audit_archive: Omit<AuditTable, "id"> & { id: number };
  jobs: JobsTable;
  /** All ended attempts, whether one has a row in `job_attempts` or its job is the record: a view. */
  attempts: AttemptsView;
  schedules: SchedulesTable;
  schedule_fires: ScheduleFiresTable;
  audit: AuditTable;
}
