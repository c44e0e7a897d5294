import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { POLL_KINDS } from "../../src/domain/job.ts";
import { planSchedules } from "../../src/schedule/plan.ts";
import { q, type Db } from "../../src/store/db.ts";
import type { PlannedSchedule } from "../../src/store/tables/schedules.ts";
import { testConfig } from "../support/config.ts";
import { fakeClock } from "../support/fake-clock.ts";
import { finishJobs, startScheduler } from "../support/scheduler.ts";
import { tempDb, tempFolder } from "../support/temp.ts";

const START = Date.parse("2026-11-24T11:59:30Z");
const PLAN = planSchedules(testConfig());

/** The seconds after noon for which each kind's jobs were scheduled. */
function fired(db: Db): string[] {
  const rows = db.all(
    q.selectFrom("jobs").select(["kind", "account", "scheduled_for"]).orderBy("scheduled_for").orderBy("kind"),
  );
  const noon = Date.parse("2026-11-24T12:00:00Z");
  return rows.map((row) => `${row.kind} ${row.account ?? "-"} ${((row.scheduled_for ?? 0) - noon) / 1000}`);
}

function ledger(db: Db, schedule: string): string[] {
  const query = q.selectFrom("schedule_fires").selectAll().where("schedule", "=", schedule).orderBy("scheduled_at");
  return db
    .all(query)
    .map((row) => `${new Date(row.scheduled_at).toISOString().slice(11, 19)} ${row.reason ?? row.outcome}`);
}

describe("scheduler", () => {
  test("each poll and the heartbeat fire at their own second", async () => {
    const [db, clock] = [tempDb(), fakeClock(START)];
    await startScheduler(db, clock, PLAN);
    await clock.advance(30_000 + 270_000);
    const polls = fired(db).filter((line) => line.startsWith("poll_"));
    expect(polls).toEqual([
      "poll_wb_reviews wb-main 0",
      "poll_wb_questions wb-main 50",
      "poll_ozon_reviews ozon-main 100",
      "poll_ozon_questions ozon-main 150",
      "poll_ym_reviews ym-main 200",
      "poll_ym_questions ym-main 250",
    ]);
  });

  test("an occurrence is skipped while the previous job is live, and the ledger says so", async () => {
    const [db, clock] = [tempDb(), fakeClock(START)];
    await startScheduler(db, clock, PLAN);
    await clock.advance(30_000 + 300_000);
    await finishJobs(db);
    await clock.advance(300_000);
    expect(ledger(db, "poll_wb_reviews:wb-main")).toEqual(["12:00:00 fired", "12:05:00 overlap", "12:10:00 fired"]);
  });

  test("occurrences queue where the configuration says so, and every missed one gets a job", async () => {
    const path = join(tempFolder(), "a.db");
    const [db, clock] = [tempDb(path), fakeClock(START)];
    const plan = PLAN.filter(({ kind }) => kind === "retry_failed_publish").map((entry) => ({
      ...entry,
      missed: "all" as const,
      overlap: "queue" as const,
    }));
    (await startScheduler(db, clock, plan)).stop();
    clock.jump(Date.parse("2026-11-24T15:30:00Z"));
    await startScheduler(db, clock, plan);
    expect(ledger(db, "retry_failed_publish")).toEqual([
      "12:00:00 fired",
      "13:00:00 fired",
      "14:00:00 fired",
      "15:00:00 fired",
    ]);
    expect(fired(db)).toHaveLength(4);
  });

  test("after downtime polls are not made up for, hourly and daily tasks are made up for once, and the ledger has no gap", async () => {
    const path = join(tempFolder(), "a.db");
    const [db, clock] = [tempDb(path), fakeClock(START)];
    const first = await startScheduler(db, clock, PLAN);
    await clock.advance(31_000);
    await finishJobs(db);
    first.stop();
    clock.jump(Date.parse("2026-11-24T15:02:10Z"));
    await startScheduler(db, clock, PLAN);
    await clock.advance(0);
    expect(ledger(db, "retry_failed_publish")).toEqual([
      "12:00:00 fired",
      "13:00:00 missed",
      "14:00:00 missed",
      "15:00:00 fired",
    ]);
    expect(ledger(db, "poll_wb_reviews:wb-main")).toHaveLength(37);
    expect(ledger(db, "poll_wb_reviews:wb-main").slice(-2)).toEqual(["14:55:00 missed", "15:00:00 missed"]);
    expect(ledger(db, "office_heartbeat").at(-1)).toBe("15:02:00 fired");
  });

  test("two schedulers started at the same moment fire nothing twice", async () => {
    const path = join(tempFolder(), "a.db");
    const clock = fakeClock(START);
    const [one, two] = [tempDb(path), tempDb(path)];
    await startScheduler(one, clock, PLAN);
    await startScheduler(two, clock, PLAN);
    await clock.advance(31_000);
    expect(fired(one).filter((line) => line.startsWith("poll_wb_reviews"))).toEqual(["poll_wb_reviews wb-main 0"]);
  });

  test("a changed pattern counts from now, and a removed schedule is forgotten", async () => {
    const path = join(tempFolder(), "a.db");
    const [db, clock] = [tempDb(path), fakeClock(START)];
    const entry = (cron: string): PlannedSchedule[] =>
      PLAN.filter(({ kind }) => kind === "retry_failed_publish").map((p) => ({ ...p, cron }));
    (await startScheduler(db, clock, entry("0 0 * * * *"))).stop();
    clock.jump(Date.parse("2026-11-24T20:10:00Z"));
    await startScheduler(db, clock, entry("0 30 * * * *"));
    await clock.advance(20 * 60_000);
    expect(ledger(db, "retry_failed_publish")).toEqual(["20:30:00 fired"]);
    expect(db.all(q.selectFrom("schedules").select("name"))).toEqual([{ name: "retry_failed_publish" }]);
  });

  test("far more schedules than a statement takes values are stored, kept and forgotten", async () => {
    const [db, clock] = [tempDb(), fakeClock(START)];
    const [entry] = PLAN;
    const many = Array.from({ length: 34_000 }, (_, i) => ({
      ...entry!,
      name: `poll_wb_reviews:${i}`,
      account: `${i}`,
    }));
    (await startScheduler(db, clock, many)).stop();
    const at = (): unknown => db.statement("select count(*) as n, min(updated_at) as at from schedules").get();
    expect(at()).toEqual({ n: 34_000, at: START });
    clock.jump(START + 1000);
    (await startScheduler(db, clock, many.slice(1))).stop();
    expect(at()).toEqual({ n: 33_999, at: START });
  });

  test("an occurrence that cannot be fired leaves nothing behind, and fires as soon as it can", async () => {
    const [db, clock] = [tempDb(), fakeClock(START)];
    await startScheduler(db, clock, PLAN);
    const hourly = "retry_failed_publish";
    await db.write((tx) =>
      tx
        .statement(
          `create trigger broken before insert on jobs when new.kind = '${hourly}' begin select raise(abort, 'broken'); end`,
        )
        .run(),
    );
    await clock.advance(40_000);
    expect(ledger(db, hourly)).toEqual([]);
    expect(fired(db)).toContain("poll_wb_reviews wb-main 0");
    const next = (): number | null | undefined =>
      db.get(q.selectFrom("schedules").select("next_at").where("name", "=", hourly))?.next_at;
    expect(next()).toBe(Date.parse("2026-11-24T12:00:00Z"));
    await db.write((tx) => tx.statement("drop trigger broken").run());
    await clock.advance(20_000);
    expect(ledger(db, hourly)).toEqual(["12:00:00 fired"]);
    expect(next()).toBe(Date.parse("2026-11-24T13:00:00Z"));
  });

  test("after the clock was a month ahead for a while, schedules fire again once it is corrected", async () => {
    const [db, clock] = [tempDb(), fakeClock(START)];
    await startScheduler(db, clock, PLAN);
    await clock.advance(60_000);
    clock.jump(START + 30 * 86_400_000);
    await clock.advance(60_000);
    await finishJobs(db);
    clock.jump(START + 120_000);
    await clock.advance(300_000);
    await finishJobs(db);
    await clock.advance(300_000);
    const polls = ledger(db, "poll_wb_reviews:wb-main").filter((line) => line.endsWith("fired"));
    expect(polls.slice(0, 3)).toEqual(["12:00:00 fired", "12:05:00 fired", "12:10:00 fired"]);
  });

  test("a clock that is set back by a moment fires nothing a second time", async () => {
    const [db, clock] = [tempDb(), fakeClock(START)];
    await startScheduler(db, clock, PLAN);
    await clock.advance(32_000);
    const before = fired(db).length;
    await finishJobs(db);
    clock.jump(START + 28_000);
    await clock.advance(20_000);
    expect(fired(db)).toHaveLength(before);
  });

  test.each([
    ["45 seconds", 45_000],
    ["three hours", 3 * 3_600_000],
    ["ten years", 3650 * 86_400_000],
  ])("a clock that was %s ahead and is set back leaves no schedule silent", async (_, ahead) => {
    const [db, clock] = [tempDb(), fakeClock(START + ahead)];
    await startScheduler(db, clock, PLAN);
    for (let i = 0; i < 10; i++) {
      await clock.advance(60_000);
      await finishJobs(db);
    }
    clock.jump(START + 600_000);
    const since = clock.now();
    for (let i = 0; i < 12; i++) {
      await clock.advance(30_000);
      await finishJobs(db);
    }
    const jobs = db.all(
      q.selectFrom("jobs").select("kind").where("created_at", ">=", since).where("created_at", "<=", clock.now()),
    );
    const kinds = new Set(jobs.map(({ kind }) => kind));
    for (const kind of POLL_KINDS) expect(kinds).toContain(kind);
  });
});
