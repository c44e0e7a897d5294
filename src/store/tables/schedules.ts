/** Schedules, and the ledger of their occurrences. */
import type { Selectable } from "kysely";
import { q, type Reader, type Tx } from "../db.ts";
import type { ScheduleFiresTable, SchedulesTable } from "../schema.ts";

export type Schedule = Selectable<SchedulesTable>;
export type ScheduleFire = Selectable<ScheduleFiresTable>;

/** A schedule as the configuration has it. */
export type PlannedSchedule = Pick<
  Schedule,
  "name" | "kind" | "account" | "cron" | "timezone" | "missed" | "overlap"
> & {
  enabled: boolean;
};

/**
 * Stores a planned schedule. A new schedule, or one whose times have changed, starts at `nextAt`; any other keeps its
 * cursor, so that missed occurrences are noticed.
 */
export function saveSchedule(tx: Tx, plan: PlannedSchedule, nextAt: number | null, now: number): void {
  const old = tx.get(q.selectFrom("schedules").selectAll().where("name", "=", plan.name));
  const same = old?.cron === plan.cron && old.timezone === plan.timezone && old.enabled === 1 && plan.enabled;
  const next_at = same && old.next_at !== null ? old.next_at : nextAt;
  const { name, kind, account, cron, timezone, missed, overlap } = plan;
  const set = {
    kind,
    account,
    cron,
    timezone,
    missed,
    overlap,
    enabled: plan.enabled ? 1 : 0,
    next_at,
    updated_at: now,
  };
  const insert = q.insertInto("schedules").values({ name, ...set, paused: 0, last_at: null });
  tx.run(insert.onConflict((conflict) => conflict.column("name").doUpdateSet(set)));
}

/** Deletes schedules that the configuration no longer has; the ledger keeps their history. */
export function deleteSchedulesExcept(tx: Tx, names: readonly string[]): void {
  tx.run(q.deleteFrom("schedules").where("name", "not in", names));
}

export function listSchedules(reader: Reader): Schedule[] {
  return reader.all(q.selectFrom("schedules").selectAll().orderBy("name"));
}

/** Enabled schedules whose next occurrence is not after `now`. */
export function dueSchedules(reader: Reader, now: number): Schedule[] {
  const query = q.selectFrom("schedules").selectAll().where("enabled", "=", 1).where("next_at", "<=", now);
  return reader.all(query.orderBy("next_at").orderBy("name"));
}

/** When the earliest enabled schedule is due. */
export function nextFireAt(reader: Reader): number | undefined {
  const query = q
    .selectFrom("schedules")
    .select((e) => e.fn.min("next_at").as("at"))
    .where("enabled", "=", 1);
  return reader.get(query)?.at ?? undefined;
}

/** Moves the cursor, once all occurrences before `nextAt` are in the ledger. */
export function advanceSchedule(tx: Tx, name: string, lastAt: number | null, nextAt: number | null, now: number): void {
  const last = lastAt === null ? {} : { last_at: lastAt };
  const set = { next_at: nextAt, ...last, updated_at: now };
  tx.run(q.updateTable("schedules").set(set).where("name", "=", name));
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
