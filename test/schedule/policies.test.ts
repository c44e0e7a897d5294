/**
 * The real scheduler goes through changes of clocks, of the machine's clock and of the zone, with each policy for
 * missed occurrences. What the ledger must contain is derived from the wall clock, without any cron library.
 * REPUTATION_SHOW_TABLE=1 prints the table.
 */
import { afterAll, describe, expect, test } from "vitest";
import type { MissedPolicy } from "../../src/store/schema.ts";
import type { PlannedSchedule } from "../../src/store/tables/schedules.ts";
import { q, type Db } from "../../src/store/db.ts";
import { fakeClock, type FakeClock } from "../support/fake-clock.ts";
import { finishJobs, startScheduler } from "../support/scheduler.ts";
import { tempDb } from "../support/temp.ts";
import { byWallClock, cronOf, type Pattern } from "../support/wall-clock.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const at = (text: string): number => Date.parse(text);

interface Case {
  name: string;
  pattern: Pattern;
  zone: string;
  start: string;
  /** What happens after the scheduler has run for ten minutes; no timer fires during it. */
  event: (clock: FakeClock) => void;
  /** Whether the daemon is down meanwhile, and the zone it is restarted with. */
  restartIn?: string;
  /** How many hours the scheduler runs afterwards. */
  after: number;
}

const daily = (hour: number, minute: number): Pattern => ({ hour, minutes: [minute] });
const hourly: Pattern = { hour: null, minutes: [0] };
const later = (ms: number) => (clock: FakeClock) => clock.jump(clock.now() + ms);

const CASES: Case[] = [
  {
    name: "Berlin, the hour left out, running",
    pattern: daily(2, 30),
    zone: "Europe/Berlin",
    start: "2026-03-28T23:00:00Z",
    event: later(0),
    after: 4,
  },
  {
    name: "Berlin, the hour left out, down",
    pattern: daily(2, 30),
    zone: "Europe/Berlin",
    start: "2026-03-28T23:00:00Z",
    event: later(30 * HOUR),
    restartIn: "Europe/Berlin",
    after: 1,
  },
  {
    name: "Berlin, the hour that comes twice, running",
    pattern: daily(2, 30),
    zone: "Europe/Berlin",
    start: "2026-10-24T23:00:00Z",
    event: later(0),
    after: 4,
  },
  {
    name: "Berlin, the hour that comes twice, down",
    pattern: daily(2, 30),
    zone: "Europe/Berlin",
    start: "2026-10-24T23:00:00Z",
    event: later(30 * HOUR),
    restartIn: "Europe/Berlin",
    after: 1,
  },
  {
    name: "Berlin, each hour through the gap, down",
    pattern: hourly,
    zone: "Europe/Berlin",
    start: "2026-03-28T22:10:00Z",
    event: later(5 * HOUR),
    restartIn: "Europe/Berlin",
    after: 2,
  },
  {
    name: "Lord Howe, half an hour forward, running",
    pattern: daily(2, 15),
    zone: "Australia/Lord_Howe",
    start: "2026-10-03T14:00:00Z",
    event: later(0),
    after: 4,
  },
  {
    name: "Lord Howe, half an hour back, down",
    pattern: daily(1, 45),
    zone: "Australia/Lord_Howe",
    start: "2026-04-04T13:00:00Z",
    event: later(8 * HOUR),
    restartIn: "Australia/Lord_Howe",
    after: 1,
  },
  {
    name: "Moscow, which has no change, down",
    pattern: daily(2, 30),
    zone: "Europe/Moscow",
    start: "2026-03-28T20:00:00Z",
    event: later(30 * HOUR),
    restartIn: "Europe/Moscow",
    after: 1,
  },
  {
    name: "a machine asleep for 8 hours",
    pattern: hourly,
    zone: "Europe/Moscow",
    start: "2026-11-24T09:05:00Z",
    event: later(8 * HOUR),
    after: 2,
  },
  {
    name: "the clock set 3 days forward",
    pattern: hourly,
    zone: "Europe/Moscow",
    start: "2026-11-24T09:05:00Z",
    event: later(72 * HOUR),
    after: 2,
  },
  {
    name: "the clock set 2 hours back",
    pattern: hourly,
    zone: "Europe/Moscow",
    start: "2026-11-24T08:55:00Z",
    event: later(-2 * HOUR),
    after: 4,
  },
  {
    name: "another zone in the configuration",
    pattern: daily(12, 30),
    zone: "Europe/Moscow",
    start: "2026-11-24T06:00:00Z",
    event: later(HOUR),
    restartIn: "Asia/Yekaterinburg",
    // Past the time of both zones.
    after: 4,
  },
];
const POLICIES: MissedPolicy[] = ["skip", "once", "all"];

interface Run {
  fired: number[];
  missed: number[];
}

async function run(wanted: Case, missed: MissedPolicy): Promise<Run> {
  const [db, clock] = [tempDb(), fakeClock(at(wanted.start))];
  const plan = (timezone: string): PlannedSchedule[] => [
    {
      name: "s",
      kind: "retry_failed_publish",
      account: null,
      cron: cronOf(wanted.pattern),
      timezone,
      missed,
      overlap: missed === "all" ? "queue" : "skip",
      offset_ms: 0,
      enabled: true,
    },
  ];
  const scheduler = await startScheduler(db, clock, plan(wanted.zone));
  await clock.advance(10 * MINUTE);
  await finishJobs(db);
  if (wanted.restartIn) scheduler.stop();
  wanted.event(clock);
  if (wanted.restartIn) await startScheduler(db, clock, plan(wanted.restartIn));
  for (let passed = 0; passed < wanted.after * HOUR; passed += 10 * MINUTE) {
    await clock.advance(10 * MINUTE);
    await finishJobs(db);
  }
  return ledgerOf(db);
}

function ledgerOf(db: Db): Run {
  const rows = db.all(q.selectFrom("schedule_fires").selectAll().orderBy("scheduled_at"));
  const times = (outcome: string): number[] =>
    rows.filter((row) => row.outcome === outcome).map((row) => row.scheduled_at);
  return { fired: times("fired"), missed: times("skipped") };
}

/** Derives what is right from the wall clock and the definition of the policy alone. */
function expected({ pattern, zone, start, event, restartIn, after }: Case, policy: MissedPolicy): Run {
  const begin = at(start);
  const asleep = begin + 10 * MINUTE;
  const clock = fakeClock(asleep);
  event(clock);
  const awake = clock.now();
  const live = byWallClock(pattern, zone, begin, asleep);
  const end = awake + after * HOUR;
  const lastZone = restartIn ?? zone;
  // A schedule whose zone has changed counts from its start in the new zone.
  const gap = lastZone === zone && awake > asleep ? byWallClock(pattern, zone, asleep + MINUTE, awake) : [];
  const goneOn = byWallClock(pattern, lastZone, awake + MINUTE, end);
  const late = (ms: number): boolean => awake - ms > MINUTE;
  const madeUp = gap.filter((ms, i) => !late(ms) || policy === "all" || (policy === "once" && i === gap.length - 1));
  const fired = [...new Set([...live, ...madeUp, ...goneOn])].sort((a, b) => a - b);
  return { fired, missed: gap.filter((ms) => !madeUp.includes(ms)) };
}

const table: string[] = [];
afterAll(() => {
  if (process.env["REPUTATION_SHOW_TABLE"]) process.stdout.write(`${table.join("\n")}\n`);
});

describe.each(CASES)("$name", (wanted) => {
  test.each(POLICIES)("policy %s fires and misses what the wall clock says", async (policy) => {
    const [seen, right] = [await run(wanted, policy), expected(wanted, policy)];
    const cell = ({ fired, missed }: Run): string => `${fired.length} fired, ${missed.length} missed`;
    const first = seen.fired[0] === undefined ? "-" : new Date(seen.fired[0]).toISOString().slice(0, 16);
    table.push(
      `${wanted.name.padEnd(44)} ${policy.padEnd(5)} ${cell(seen).padEnd(21)} expected ${cell(right).padEnd(21)} first ${first}Z`,
    );
    expect(seen).toEqual(right);
    expect(right.fired.length + right.missed.length).toBeGreaterThan(0);
  });
});
