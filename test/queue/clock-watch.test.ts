/** A clock that was wrong does no lasting harm. */
import { expect, test } from "vitest";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../src/base/clock.ts";
import { clockDoubt, watchClock } from "../../src/queue/clock-watch.ts";
import { takeLease, type Owner } from "../../src/queue/owner.ts";
import { archiveOldItems } from "../../src/tasks/archive-old-items.ts";
import type { TaskContext } from "../../src/queue/task.ts";
import type { Deps } from "../../src/tasks/deps.ts";
import type { Db } from "../../src/store/db.ts";
import { claimById, insertJob, requireJob } from "../../src/store/tables/jobs.ts";
import { setMeta } from "../../src/store/tables/meta.ts";
import { tempDb } from "../support/temp.ts";

const NOW = Date.parse("2026-11-24T12:00:00Z");
const YEARS = 3650 * DAY_MS;

/** A job that was made at `madeAt` and waits for `runAt`. */
function waitingJob(db: Db, key: string, madeAt: number, runAt: number): Promise<number> {
  const job = {
    kind: "send_response",
    lane: "publish_wb",
    key,
    args: { item_id: 1 },
    priority: 0,
    runAt,
    maxAttempts: 3,
  };
  return db.write((tx) => insertJob(tx, { ...job, itemId: null, account: null, scheduledFor: null }, madeAt).id);
}

test.each([45_000, 3 * HOUR_MS, DAY_MS, YEARS])(
  "a job that was made while the clock was %i ms ahead waits as long as it would have waited, and others as before",
  async (ahead) => {
    const db = tempDb();
    await db.write((tx) => watchClock(tx, NOW + ahead, null));
    const made = await waitingJob(db, "made", NOW + ahead, NOW + ahead + 30_000);
    const right = await waitingJob(db, "right", NOW - HOUR_MS, NOW + 5 * HOUR_MS);
    const { mended } = await db.write((tx) => watchClock(tx, NOW, null));
    expect(mended).toBe(1);
    expect(requireJob(db, made)).toMatchObject({ state: "scheduled", run_at: NOW + 30_000, created_at: NOW });
    expect(requireJob(db, right)).toMatchObject({ state: "scheduled", run_at: NOW + 5 * HOUR_MS });
    expect(await db.write((tx) => watchClock(tx, NOW + 1000, null))).toMatchObject({ mended: 0 });
    expect(requireJob(db, made).run_at).toBe(NOW + 30_000);
  },
);

test("a job that began in time and ended in a false future waits from now on", async () => {
  const db = tempDb();
  await db.write((tx) => watchClock(tx, NOW, null));
  const id = await waitingJob(db, "poll", NOW - 1000, NOW - 1000);
  await db.write((tx) => {
    claimById(tx, id, { owner: "daemon/here/1/a", leaseUntil: NOW + 30_000, now: NOW });
    tx.statement(
      `insert into job_attempts (job_id, attempt, owner, started_at, finished_at, outcome) values (?, 1, 'a', ?, ?, 'failed')`,
    ).run(id, NOW, NOW + YEARS);
    tx.statement(`update jobs set state = 'scheduled', run_at = ?, owner = null, lease_until = null where id = ?`).run(
      NOW + YEARS + 60_000,
      id,
    );
    watchClock(tx, NOW + YEARS, null);
    watchClock(tx, NOW + 5000, null);
  });
  expect(requireJob(db, id).run_at).toBe(NOW + 65_000);
});

test("a job whose attempt ended after the clock was set back waits no longer for what it reckoned before", async () => {
  const db = tempDb();
  await db.write((tx) => watchClock(tx, NOW + YEARS, null));
  const id = await waitingJob(db, "poll", NOW - 1000, NOW - 1000);
  await db.write((tx) => {
    claimById(tx, id, { owner: "daemon/here/1/a", leaseUntil: NOW + YEARS, now: NOW + YEARS });
    watchClock(tx, NOW, null);
    tx.statement(`update jobs set state = 'scheduled', run_at = ?, owner = null, lease_until = null where id = ?`).run(
      NOW + YEARS + 60_000,
      id,
    );
  });
  expect(await db.write((tx) => watchClock(tx, NOW + 10_000, null))).toMatchObject({ mended: 1 });
  expect(requireJob(db, id).run_at).toBe(NOW + 70_000);
});

test("the daemon's sign of life from a far future keeps no other daemon out", async () => {
  const db = tempDb();
  const me: Owner = { role: "daemon", host: "here", pid: 1, epoch: "me" };
  const lease = { host: "elsewhere", pid: 7, epoch: "other", started_at: NOW + YEARS };
  await db.write((tx) => setMeta(tx, "daemon", { ...lease, seen_at: NOW + YEARS }));
  await db.write((tx) => takeLease(tx, me, NOW));
  // Clocks of two places differ by minutes, and the other one may live.
  await db.write((tx) => setMeta(tx, "daemon", { ...lease, seen_at: NOW + 10 * MINUTE_MS }));
  await expect(db.write((tx) => takeLease(tx, me, NOW))).rejects.toThrow("a daemon already runs");
});

test("nothing is archived or deleted on one reading of a clock, until a marketplace agrees or a day has gone by", async () => {
  const db = tempDb();
  const watch = (now: number, behind: number | null) => db.write((tx) => watchClock(tx, now, behind));
  expect(clockDoubt(db, NOW)).toBeUndefined();
  await watch(NOW, null);
  expect(clockDoubt(db, NOW + 1000)).toMatch(/made a jump/);
  await watch(NOW + 10_000, 3000);
  expect(clockDoubt(db, NOW + 11_000)).toBeUndefined();
  // Another process reads a clock that was set, before the daemon has noticed.
  expect(clockDoubt(db, NOW + YEARS)).toMatch(/the daemon last saw 2026-11-24T12:00:10/);
  expect(await watch(NOW + YEARS, 3000), "what was known of other clocks is void").toMatchObject({ jumped: true });
  expect(clockDoubt(db, NOW + YEARS)).toMatch(/made a jump/);
  await watch(NOW + YEARS + 10_000, -YEARS);
  expect(clockDoubt(db, NOW + YEARS + 10_000)).toMatch(/min ahead of the marketplaces/);
  for (let hour = 1; hour <= 25; hour++) await watch(NOW + YEARS + hour * HOUR_MS, null);
  expect(clockDoubt(db, NOW + YEARS + 25 * HOUR_MS)).toBeUndefined();
});

test("the archive run waits while the clock is in doubt", async () => {
  const db = tempDb();
  await db.write((tx) => watchClock(tx, NOW, null));
  const deps = { db, clock: { now: () => NOW + YEARS } };
  expect(await archiveOldItems.run(deps as Deps, {}, {} as TaskContext)).toMatchObject({
    until: NOW + YEARS + HOUR_MS,
  });
});
