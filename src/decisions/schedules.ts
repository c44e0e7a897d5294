/** Schedules that a person pauses, resumes, or runs out of turn. */
import { jobOf, nextOccurrence } from "../schedule/plan.ts";
import { insertAudit } from "../store/tables/audit.ts";
import type { Tx } from "../store/db.ts";
import { saveSchedules, setPaused, type PlannedSchedule } from "../store/tables/schedules.ts";
import type { Parts } from "./parts.ts";

/** Pauses a schedule; occurrences during the pause are skipped, and the ledger says so. */
export function pauseSchedule(tx: Tx, parts: Pick<Parts, "clock">, entry: PlannedSchedule, actor: string): void {
  change(tx, parts, entry, actor, true);
}

/** The schedule fires again, from its next occurrence on. */
export function resumeSchedule(tx: Tx, parts: Pick<Parts, "clock">, entry: PlannedSchedule, actor: string): void {
  change(tx, parts, entry, actor, false);
}

function change(tx: Tx, { clock }: Pick<Parts, "clock">, entry: PlannedSchedule, actor: string, paused: boolean): void {
  const now = clock.now();
  // Before the daemon's first start no schedule is stored that could be paused.
  saveSchedules(tx, [entry], () => nextOccurrence(entry, now - 1), now);
  if (!setPaused(tx, entry.name, paused, now)) return;
  const action = paused ? "pause schedule" : "resume schedule";
  insertAudit(tx, { actor, action, itemId: null, after: { schedule: entry.name } }, now);
}

/** Enqueues the schedule's job now; its times stay as they are. */
export function runSchedule(tx: Tx, { enqueue }: Pick<Parts, "enqueue">, entry: PlannedSchedule): void {
  const { kind, args, options } = jobOf(entry);
  enqueue(tx, kind, args, options);
}
