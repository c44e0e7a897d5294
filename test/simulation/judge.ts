import type { Db } from "../../src/store/db.ts";
import type { PlannedSchedule } from "../../src/store/tables/schedules.ts";
import { foundThatMustNeverBe } from "../support/never.ts";
import { byWallClock, cronOf, type Pattern } from "../support/wall-clock.ts";

const ZONE = "Europe/Berlin";
const PATTERNS: [kind: string, pattern: Pattern, policy: Pick<PlannedSchedule, "missed" | "overlap">][] = [
  [
    "office_heartbeat",
    { hour: null, minutes: Array.from({ length: 12 }, (_, i) => i * 5) },
    { missed: "skip", overlap: "skip" },
  ],
  ["retry_failed_publish", { hour: null, minutes: [0] }, { missed: "once", overlap: "skip" }],
  ["calculate_daily_analytics", { hour: 2, minutes: [30] }, { missed: "all", overlap: "queue" }],
];

/** Three schedules with different policies; the daily one lies in the hour that the change of clocks leaves out. */
export const PLAN: PlannedSchedule[] = PATTERNS.map(([kind, pattern, policy]) => ({
  name: kind,
  kind,
  account: null,
  cron: cronOf(pattern),
  timezone: ZONE,
  offset_ms: 0,
  enabled: true,
  ...policy,
}));

const NEVER = [
  // Every job has ended.
  "select id, kind, state from jobs where state in ('scheduled', 'ready', 'running')",
  // A completed job has its business writes exactly once, any other job has none.
  `select id, state from jobs j
   where (select count(*) from audit where actor = 'job:' || j.id) <> (state = 'done')`,
  // A job fails because its attempts are used up, because another attempt could not help, or because it took three
  // processes down.
  `select id, attempt, excused, error_code, error from jobs
   where state = 'failed' and attempt - excused < max_attempts and crashes < 3
     and error_code not in ('sim.never')`,
  // Each fire has its job, and each job of a schedule a fire: after a false future a second job may have it.
  `select schedule, scheduled_at from schedule_fires f where outcome = 'fired'
     and not exists (select 1 from jobs where id = f.job_id and kind = f.schedule and scheduled_for = f.scheduled_at)`,
  `select id from jobs j where scheduled_for is not null
     and not exists (
       select 1 from schedule_fires where schedule = j.kind and scheduled_at = j.scheduled_for and outcome = 'fired')`,
  "select job_id from schedule_fires where outcome = 'fired' group by job_id having count(*) > 1",
  // Everything that must be made up for completely has fired, unless somebody had paused it.
  "select scheduled_at from schedule_fires where schedule = 'calculate_daily_analytics' and outcome = 'skipped' and reason <> 'paused'",
];

/** What is wrong with the database after a run from `start` to `end`, when everything has come to rest. */
export function judge(db: Db, start: number, end: number): string[] {
  return [
    ...foundThatMustNeverBe(db, NEVER),
    ...PATTERNS.flatMap(([kind, pattern]) => judgeLedger(db, kind, pattern, start, end)),
  ];
}

/** The ledger has every occurrence that the wall clock showed, and no other. */
function judgeLedger(db: Db, schedule: string, pattern: Pattern, start: number, end: number): string[] {
  const rows = db
    .statement("select scheduled_at as at from schedule_fires where schedule = @schedule order by scheduled_at")
    .all({ schedule }) as { at: number }[];
  const found = new Set(rows.map((row) => row.at));
  const expected = new Set(byWallClock(pattern, ZONE, start, end));
  const text = (at: number): string => new Date(at).toISOString();
  const missing = [...expected].filter((at) => !found.has(at)).map((at) => `${schedule}: ${text(at)} is missing`);
  const extra = [...found].filter((at) => !expected.has(at)).map((at) => `${schedule}: ${text(at)} never was`);
  return [...missing.slice(0, 3), ...extra.slice(0, 3)];
}
