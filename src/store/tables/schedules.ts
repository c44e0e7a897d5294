/** Schedules, and the ledger of their occurrences. */
import type { Selectable } from "kysely";
import { q, type Reader, type Tx } from "../db.ts";
import type { ScheduleFiresTable, SchedulesTable } from "../schema.ts";

export type Schedule = Selectable<SchedulesTable>;
export type ScheduleFire = Selectable<ScheduleFiresTable>;

/** A schedule as the configuration has it. */
export type PlannedSchedule = Pick<
  Schedule,
  "name" | "kind" | "account" | "cron" | "timezone" | "missed" | "overlap" | "offset_ms"
> & {
  enabled: boolean;
};

const SAVE = `
insert into schedules (name, kind, account, cron, timezone, missed, overlap, offset_ms, enabled, paused, next_at, updated_at)
values (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?)
on conflict (name) do update set kind = excluded.kind, account = excluded.account, cron = excluded.cron,
  timezone = excluded.timezone, missed = excluded.missed, overlap = excluded.overlap, offset_ms = excluded.offset_ms,
  enabled = excluded.enabled, next_at = excluded.next_at, updated_at = excluded.updated_at`;

/**
 * Stores planned schedules. A new schedule, or one whose times have changed, starts at its next occurrence; any other
 * keeps its cursor, so that missed occurrences are noticed. What is stored already is left alone.
 * @param nextOf the first occurrence from now on
 */
export function saveSchedules(
  tx: Tx,
  plans: readonly PlannedSchedule[],
  nextOf: (plan: PlannedSchedule) => number | null,
  now: number,
): void {
  const stored = new Map(listSchedules(tx).map((schedule) => [schedule.name, schedule]));
  for (const plan of plans) {
    const old = stored.get(plan.name);
    const keeps = old !== undefined && isSameTime(old, plan) && old.next_at !== null;
    if (keeps && isSameKind(old, plan)) continue;
    const { name, kind, account, cron, timezone, missed, overlap, offset_ms } = plan;
    const next = keeps ? old.next_at : nextOf(plan);
    const enabled = plan.enabled ? 1 : 0;
    tx.statement(SAVE).run(name, kind, account, cron, timezone, missed, overlap, offset_ms, enabled, next, now);
  }
}

/** Whether a stored schedule fires at the times of the plan. */
function isSameTime(old: Schedule, plan: PlannedSchedule): boolean {
  const same = old.cron === plan.cron && old.timezone === plan.timezone && old.offset_ms === plan.offset_ms;
  return same && old.enabled === 1 && plan.enabled;
}

function isSameKind(old: Schedule, plan: PlannedSchedule): boolean {
  const same = old.kind === plan.kind && old.account === plan.account;
  return same && old.missed === plan.missed && old.overlap === plan.overlap;
}

/** Deletes schedules that the configuration no longer has; the ledger keeps their history. */
export function deleteSchedulesExcept(tx: Tx, names: readonly string[]): void {
  // One value, since a statement takes only some thirty thousand.
  const sql = `delete from schedules where name not in (select value from json_each(?))`;
  tx.statement(sql).run(JSON.stringify(names));
}

export function listSchedules(reader: Reader): Schedule[] {
  return reader.all(q.selectFrom("schedules").selectAll().orderBy("name"));
}

// A parameter in place of the 1 would make SQLite compile the statement anew each time, for the index that has only those.
const DUE = `select * from schedules where enabled = 1 and next_at <= ? order by next_at, name`;
const NEXT = `select min(next_at) from schedules where enabled = 1`;

/** Enabled schedules whose next occurrence is not after `now`. */
export function dueSchedules(reader: Reader, now: number): Schedule[] {
  return reader.statement(DUE).all(now) as Schedule[];
}

/** The schedule of this name when it is due. */
export function dueSchedule(reader: Reader, name: string, now: number): Schedule | undefined {
  const sql = `select * from schedules where name = ? and enabled = 1 and next_at <= ?`;
  return reader.statement(sql).get(name, now) as Schedule | undefined;
}

/** When the earliest enabled schedule is due. */
export function nextFireAt(reader: Reader): number | undefined {
  const row = reader.statement(NEXT).get() as { "min(next_at)": number | null };
  return row["min(next_at)"] ?? undefined;
}

const ADVANCE = `update schedules set next_at = ?, last_at = coalesce(?, last_at), updated_at = ? where name = ?`;

/** Moves the cursor, once all occurrences before `nextAt` are in the ledger. */
export function advanceSchedule(tx: Tx, name: string, lastAt: number | null, nextAt: number | null, now: number): void {
  tx.statement(ADVANCE).run(nextAt, lastAt, now, name);
}

/** The ledger's row for one occurrence. */
export function fireAt(reader: Reader, schedule: string, at: number): ScheduleFire | undefined {
  const query = q.selectFrom("schedule_fires").selectAll().where("schedule", "=", schedule);
  return reader.get(query.where("scheduled_at", "=", at));
}

/** Writes one occurrence into the ledger, replacing an earlier row. */
export function saveFire(tx: Tx, fire: ScheduleFire): void {
  const insert = q.insertInto("schedule_fires").values(fire);
  tx.run(insert.onConflict((conflict) => conflict.columns(["schedule", "scheduled_at"]).doUpdateSet(fire)));
}

/** When the ledger's latest entry was made. */
export function latestRecord(reader: Reader): number | undefined {
  const row = reader.statement("select max(recorded_at) as at from schedule_fires").get() as { at: number | null };
  return row.at ?? undefined;
}

/**
 * Pauses or resumes a schedule; occurrences during a pause are skipped with that reason.
 * @returns whether anything changed
 */
export function setPaused(tx: Tx, name: string, paused: boolean, now: number): boolean {
  const value = paused ? 1 : 0;
  const update = q.updateTable("schedules").set({ paused: value, updated_at: now }).where("name", "=", name);
  return tx.run(update.where("paused", "!=", value)) > 0;
}

/** How many occurrences were missed or skipped since a time, by schedule. */
export function countSkipped(reader: Reader, since: number): Map<string, number> {
  const query = q
    .selectFrom("schedule_fires")
    .select(["schedule", (e) => e.fn.countAll<number>().as("n")])
    .where("outcome", "=", "skipped")
    .where("recorded_at", ">=", since)
    .groupBy("schedule");
  return new Map(reader.all(query).map((row) => [row.schedule, row.n]));
}

/** Deletes a batch of old ledger rows; returns how many. */
export function pruneFires(tx: Tx, before: number, limit: number): number {
  const sql = `delete from schedule_fires where (schedule, scheduled_at) in
    (select schedule, scheduled_at from schedule_fires where recorded_at < ? limit ?)`;
  return tx.statement(sql).run(before, limit).changes;
}

/** Enabled schedules whose next fire should have come before `before`. */
export function lateSchedules(reader: Reader, before: number): string[] {
  const query = q.selectFrom("schedules").select("name").where("enabled", "=", 1).where("next_at", "<", before);
  return reader.all(query.orderBy("name")).map(({ name }) => name);
}
