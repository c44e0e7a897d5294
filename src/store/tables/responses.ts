/** The answers: one per item, with its drafts, edits and publishing state. */
import { sql, type RawBuilder, type Selectable } from "kysely";
import type { Platform } from "../../domain/platform.ts";
import { q, type Reader, type Tx } from "../db.ts";
import type { Moderation, ResponsesTable } from "../schema.ts";
import type { SentColumns } from "../schema-sent.ts";

type ResponseRow = Selectable<ResponsesTable>;

/** An earlier text of the answer, and who replaced it. */
export interface Revision {
  /** When it was replaced, ISO-8601. */
  at: string;
  /** Who replaced it. */
  by: string;
  text: string;
  /** What the person asked for, when they asked for a new draft. */
  instructions?: string;
}

/**
 * What a person has to look at before the answer is published: the rule's name, and the reason in the manager's
 * language.
 */
export interface StoredProblem {
  rule: string;
  message: string;
}

export interface Response extends Omit<ResponseRow, "problems" | "edit_history"> {
  problems: StoredProblem[];
  edit_history: Revision[];
}

/** What will be (or was) published. */
export function answerText(response: Pick<Response, "draft_text" | "final_text">): string {
  return response.final_text ?? response.draft_text;
}

/** The text that a version of the answer had; undefined when there was no such version. */
export function textOfVersion(response: Response, version: number): string | undefined {
  const newer = response.version - version;
  return newer === 0 ? answerText(response) : newer > 0 ? response.edit_history.at(-newer)?.text : undefined;
}

export function responseOf(reader: Reader, itemId: number): Response | undefined {
  const row = reader.statement("select * from responses where item_id = ?").get(itemId) as ResponseRow | undefined;
  return row && parseResponse(row);
}

/** The answers of these items, by item; an item without one is not in it. */
export function responsesOf(reader: Reader, itemIds: readonly number[]): Map<number, Response> {
  const these = sql<number>`(select value from json_each(${JSON.stringify(itemIds)}))`;
  const rows = reader.all(q.selectFrom("responses").selectAll().where("item_id", "in", these));
  return new Map(rows.map((row) => [row.item_id, parseResponse(row)]));
}

/** Without the columns that only lists read. */
export function parseResponse(row: ResponseRow & Partial<Selectable<SentColumns>>): Response {
  const { published_by: _by, platform: _platform, brand_id: _brand, ...rest } = row;
  return {
    ...rest,
    problems: JSON.parse(row.problems) as StoredProblem[],
    edit_history: JSON.parse(row.edit_history) as Revision[],
  };
}

export interface Draft {
  text: string;
  problems: StoredProblem[];
  model: string;
  promptHash: string;
  /** Set when a person asked for another draft; the request is counted and its instructions are kept. */
  regenerated?: { by: string; instructions: string };
  /** Set when a person has chosen it among several. */
  chosen?: { by: string };
  /** Set when a person has written the text, without a draft. */
  written?: { by: string };
}

/** Stores a draft as the answer's next version; the text it replaces goes to the history. */
export function saveDraft(tx: Tx, itemId: number, draft: Draft, now: number): void {
  const old = responseOf(tx, itemId);
  const by = draft.regenerated?.by ?? draft.chosen?.by ?? draft.written?.by ?? "ai";
  const instructions = draft.regenerated && { instructions: draft.regenerated.instructions };
  const history = old ? [...old.edit_history, { at: iso(now), by, text: answerText(old), ...instructions }] : [];
  const row = {
    draft_text: draft.text,
    final_text: draft.written ? draft.text : null,
    status: "draft" as const,
    problems: JSON.stringify(draft.problems),
    model: draft.model,
    prompt_hash: draft.promptHash,
    regenerate_count: (old?.regenerate_count ?? 0) + (draft.regenerated ? 1 : 0),
    approved_by: null,
    approved_at: null,
    publish_error: null,
    edit_history: JSON.stringify(history),
    updated_at: now,
    version: nextVersion(old),
  };
  const fresh = {
    ...row,
    item_id: itemId,
    platform: sql<Platform>`(select platform from items where id = ${itemId})`,
    brand_id: sql<string>`(select brand_id from items where id = ${itemId})`,
    publish_retry_count: 0,
    remote_id: null,
    moderation: null,
    published_at: null,
  };
  const insert = q.insertInto("responses").values({ ...fresh, created_at: now });
  tx.run(insert.onConflict((conflict) => conflict.column("item_id").doUpdateSet(row)));
}

/** Counts a request for drafts to choose from, which leaves the answer as it is. */
export function countRegeneration(tx: Tx, itemId: number): void {
  const sql = `update responses set regenerate_count = regenerate_count + 1 where item_id = ?`;
  tx.statement(sql).run(itemId);
}

interface Edit {
  text: string;
  /** What the checks found in the text. */
  problems: StoredProblem[];
  by: string;
}

/** Replaces the draft by a person's text, as the answer's next version. */
export function saveEdit(tx: Tx, itemId: number, { text, problems, by }: Edit, now: number): void {
  const old = responseOf(tx, itemId);
  const history = old ? [...old.edit_history, { at: iso(now), by, text: answerText(old) }] : [];
  const columns = { final_text: text, problems: JSON.stringify(problems), edit_history: JSON.stringify(history) };
  const version = nextVersion(old);
  set(tx, itemId, { ...columns, version }, now);
}

function nextVersion(old: Response | undefined): number {
  return (old?.version ?? 0) + 1;
}

export function markApproved(tx: Tx, itemId: number, by: string, now: number): void {
  set(tx, itemId, { status: "approved", approved_by: by, approved_at: now, publish_error: null }, now);
}

/**
 * Turns an answer back into a draft, because the approval was undone or the marketplace refused the text (then with the
 * reason).
 */
export function markDraft(tx: Tx, itemId: number, now: number, publishError: string | null = null): void {
  set(tx, itemId, { status: "draft", approved_by: null, approved_at: null, publish_error: publishError }, now);
}

/** Notes why the answer does not get out for now; unlike a failure this counts towards no limit. */
export function notePublishError(tx: Tx, itemId: number, error: string, now: number): void {
  set(tx, itemId, { publish_error: error }, now);
}

/** An attempt to publish failed and will be tried again; it counts towards the hourly retry's limit. */
export function countPublishFailure(tx: Tx, itemId: number, error: string, now: number): void {
  const count = responseOf(tx, itemId)?.publish_retry_count ?? 0;
  set(tx, itemId, { publish_error: error, publish_retry_count: count + 1 }, now);
}

/** Marks an answer as failed because its attempts are used up: only the hourly retry or a person can continue. */
export function markFailed(tx: Tx, itemId: number, error: string, now: number): void {
  set(tx, itemId, { status: "failed", publish_error: error }, now);
}

/** Marks a failed answer as approved again, for the hourly retry. */
export function markApprovedAgain(tx: Tx, itemId: number, now: number): void {
  set(tx, itemId, { status: "approved" }, now);
}

export interface Published {
  remoteId: string | null;
  moderation: Moderation | null;
}

export function markPublished(tx: Tx, itemId: number, { remoteId, moderation }: Published, now: number): void {
  const remote = { remote_id: remoteId, moderation, published_at: now };
  set(tx, itemId, { status: "published", publish_error: null, published_by: sql`approved_by`, ...remote }, now);
}

/** What a look at the marketplace has shown of a published answer. */
type Look = Partial<Pick<ResponseRow, "moderation" | "missed_at" | "remote_id">>;

export function saveLook(tx: Tx, itemId: number, look: Look, now: number): void {
  set(tx, itemId, look, now);
}

/** Failed answers whose attempts have not reached the hourly retry's limit, oldest first. */
export function failedResponses(reader: Reader, maxRetries: number): number[] {
  const query = q
    .selectFrom("responses")
    .innerJoin("items", "items.id", "responses.item_id")
    .select("responses.item_id")
    .where("responses.status", "=", "failed")
    .where("responses.publish_retry_count", "<", maxRetries)
    .where("items.status", "=", "approved")
    .where("items.account", "not in", q.selectFrom("account_moves").select("account").where("step", "<>", "here"))
    .orderBy("responses.item_id");
  return reader.all(query).map((row) => row.item_id);
}

// The query starts from the items, because their index by account is in the order of ids.
const RECENT = `
select r.draft_text, r.final_text from items i join responses r on r.item_id = i.id
where i.account = ? and i.id <> ? order by i.id desc limit ?`;

/** Published and drafted texts of the account, newest first: a new draft must not repeat them. */
export function recentAnswers(reader: Reader, account: string, exceptItem: number, limit: number): string[] {
  const rows = reader.statement(RECENT).all(account, exceptItem, limit) as Parameters<typeof answerText>[0][];
  return rows.map(answerText);
}

/** Counts the answers that this actor approved. */
export function countApprovedBy(reader: Reader, actor: string): number {
  const sql = `select count(*) as n from responses where approved_by = ?`;
  return (reader.statement(sql).get(actor) as { n: number }).n;
}

type Columns = Partial<Omit<ResponseRow, "item_id" | "created_at" | "updated_at">> & {
  published_by?: RawBuilder<string | null>;
};

function set(tx: Tx, itemId: number, columns: Columns, now: number): void {
  tx.run(
    q
      .updateTable("responses")
      .set({ ...columns, updated_at: now })
      .where("item_id", "=", itemId),
  );
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
