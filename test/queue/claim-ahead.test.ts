import { describe, expect, onTestFinished, test } from "vitest";
import { MarketplaceError } from "../../src/base/errors.ts";
import { rescueOrphans } from "../../src/queue/rescue.ts";
import type { Runner } from "../../src/queue/runner.ts";
import { done, type Outcome } from "../../src/queue/task.ts";
import type { Db, Tx } from "../../src/store/db.ts";
import { claimReady, requireJob, runningJobs } from "../../src/store/tables/jobs.ts";
import { fakeClock, type FakeClock } from "../support/fake-clock.ts";
import { enqueueWork, testRunner } from "../support/runner.ts";
import { tempDb } from "../support/temp.ts";

const ended = (): Promise<Outcome> => Promise.resolve(done(null));

async function enqueueSeveral(db: Db, clock: FakeClock, from: number, to: number): Promise<number[]> {
  const ids: number[] = [];
  for (let n = from; n <= to; n++) ids.push((await enqueueWork(db, clock, n)).id);
  return ids;
}

/** One slot: jobs 1 to 9 end at once, job 10 when it is let go; what was claimed when it began. */
function withSlowTenth(db: Db, clock: FakeClock) {
  const order: number[] = [];
  const letGo = Promise.withResolvers<void>();
  let claimed: number[] = [];
  const runner = testRunner({
    db,
    clock,
    slots: 1,
    async handler({ n }) {
      order.push(n);
      if (n !== 10) return ended();
      claimed = runningJobs(db).map(({ id }) => id);
      await letGo.promise;
      return done(null);
    },
  });
  onTestFinished(() => runner.stop(0));
  return { runner, order, letGo, claimed: () => claimed };
}

describe("a lane whose jobs end at once", () => {
  test("claims ahead, eight to a slot, and still runs no more at a time than it has slots", async () => {
    const [db, clock] = [tempDb(), fakeClock()];
    const claimed: number[] = [];
    let [now, most] = [0, 0];
    const charged: number[] = [];
    const handler = async (): Promise<Outcome> => {
      most = Math.max(most, ++now);
      const rows = runningJobs(db);
      claimed.push(rows.length);
      charged.push(rows.filter(({ crashes }) => crashes === 0).length);
      await Promise.resolve();
      now--;
      return done(null);
    };
    await enqueueSeveral(db, clock, 1, 40);
    const runner = testRunner({ db, clock, slots: 2, handler });
    await runner.drain();
    expect(most).toBe(2);
    expect(claimed[0]).toBe(2);
    expect(new Set(charged)).toEqual(new Set([2]));
    expect(Math.max(...claimed)).toBe(16);
    expect(runner.finished.map(({ state }) => state)).toEqual(Array.from({ length: 40 }, () => "done"));
  });

  test("gives back what it has claimed ahead as soon as a job takes longer, and what is urgent goes first", async () => {
    const [db, clock] = [tempDb(), fakeClock()];
    await enqueueSeveral(db, clock, 1, 14);
    const { runner, order, letGo, claimed } = withSlowTenth(db, clock);
    runner.start();
    await clock.advance(0);
    expect(order.at(-1)).toBe(10);
    expect(claimed().length).toBeGreaterThan(1);
    expect(runningJobs(db).map(({ args }) => args)).toEqual(['{"n":10}']);
    await enqueueWork(db, clock, 99, { priority: 9 });
    letGo.resolve();
    await clock.advance(0);
    expect(order).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 99, 11, 12, 13, 14]);
  });

  test("gives it back as it was: no attempt is spent, the last error stays", async () => {
    const [db, clock] = [tempDb(), fakeClock()];
    const ids = await enqueueSeveral(db, clock, 1, 14);
    const failing = testRunner({ db, clock, owner: "command/host/1/b", limits: { retryDelayMs: 0 }, handler: refuse });
    await failing.runNow(() => ids[12] ?? 0);
    const before = requireJob(db, ids[12] ?? 0);
    expect(before).toMatchObject({ state: "ready", attempt: 1, error: "no answer", error_code: "marketplace.failed" });
    const { runner, letGo, claimed } = withSlowTenth(db, clock);
    runner.start();
    await clock.advance(0);
    expect(claimed()).toContain(ids[12]);
    expect(requireJob(db, ids[12] ?? 0)).toEqual(before);
    expect(requireJob(db, ids[13] ?? 0)).toMatchObject({ state: "ready", attempt: 0, owner: null, lease_until: null });
    letGo.resolve();
  });

  test("leaves the event loop to others after ten milliseconds", async () => {
    const [db, clock] = [tempDb(), fakeClock()];
    let [inTurn, most] = [0, 0];
    const handler = (): Promise<Outcome> => {
      if (inTurn++ === 0) setImmediate(() => (inTurn = 0));
      most = Math.max(most, inTurn);
      clock.jump(clock.now() + 4);
      return ended();
    };
    await enqueueSeveral(db, clock, 1, 40);
    const runner = testRunner({ db, clock, slots: 1, handler });
    await runner.drain();
    expect(most).toBe(3);
    expect(runner.finished.map(({ state }) => state)).toEqual(Array.from({ length: 40 }, () => "done"));
  });

  test("does not claim ahead right after it has given back", async () => {
    const [db, clock] = [tempDb(), fakeClock()];
    const claimed: number[] = [];
    const handler = (): Promise<Outcome> => {
      claimed.push(runningJobs(db).length);
      clock.jump(clock.now() + 11);
      return ended();
    };
    await enqueueSeveral(db, clock, 1, 12);
    await testRunner({ db, clock, slots: 1, handler }).drain();
    expect(claimed.slice(0, 4)).toEqual([1, 8, 1, 8]);
  });

  test("is worked off to its end on a machine that is held up at any moment", async () => {
    const [db, steady] = [tempDb(), fakeClock()];
    await enqueueSeveral(db, steady, 1, 40);
    const clock = { ...steady, now: () => (steady.jump(steady.now() + 11), steady.now()) };
    const runner = testRunner({ db, clock, slots: 2, handler: ended });
    await runner.drain();
    expect(runner.finished.map(({ state }) => state)).toEqual(Array.from({ length: 40 }, () => "done"));
    expect(runningJobs(db)).toEqual([]);
  });

  test("lays a death of the process to what began at once, not to what was claimed ahead", async () => {
    const [db, clock] = [tempDb(), fakeClock()];
    const ids = await enqueueSeveral(db, clock, 1, 20);
    const claim = { owner: "daemon/host/1/a", leaseUntil: 0, now: clock.now() };
    const die = (tx: Tx): void => {
      claimReady(tx, "ai", 16, claim, 2);
      rescueOrphans(tx, new Map(), {}, () => true, clock.now());
    };
    for (let death = 1; death <= 3; death++) await db.write(die);
    const states = ids.map((id) => requireJob(db, id).state);
    expect(states).toEqual([...ids.slice(0, 2).map(() => "failed"), ...ids.slice(2).map(() => "ready")]);
    // Now they are the ones in front.
    for (let death = 1; death <= 3; death++) await db.write(die);
    expect(ids.slice(2, 5).map((id) => requireJob(db, id).state)).toEqual(["failed", "failed", "ready"]);
    await testRunner({ db, clock, slots: 2 }).drain();
    const rest = ids.slice(4).map((id) => requireJob(db, id));
    for (const job of rest) expect(job).toMatchObject({ state: "done", crashes: 0 });
  });

  test.each(["start", "drain"] as const)("begins none of it once the runner is stopping, after %s", async (way) => {
    const [db, clock] = [tempDb(), fakeClock()];
    const order: number[] = [];
    let stopped: Promise<void> | undefined;
    const runner: Runner = testRunner({
      db,
      clock,
      slots: 1,
      handler({ n }) {
        order.push(n);
        if (n === 10) stopped = runner.stop(0);
        return ended();
      },
    });
    const ids = await enqueueSeveral(db, clock, 1, 14);
    const drained = runner[way]();
    await clock.advance(0);
    await stopped;
    await drained;
    expect(order.at(-1)).toBe(10);
    expect(requireJob(db, ids[9] ?? 0).state).toBe("done");
    const left = ids.slice(10).map((id) => requireJob(db, id));
    for (const job of left) expect(job).toMatchObject({ state: "ready", attempt: 0 });
  });

  test("runs what it cannot give back, because the store refuses", async () => {
    const [db, clock] = [tempDb(), fakeClock()];
    const ids = await enqueueSeveral(db, clock, 1, 14);
    await refuseToTakeBack(db);
    let writes = 0;
    const counted: Db = { ...db, write: (fn) => (writes++, db.write(fn)) };
    const { runner, order, letGo, claimed } = withSlowTenth(counted, clock);
    runner.start();
    await clock.advance(0);
    writes = 0;
    await clock.advance(5000);
    // Once a second, not in each turn of the event loop.
    expect(writes).toBeLessThan(8);
    expect(runningJobs(db).map(({ id }) => id)).toEqual(claimed());
    letGo.resolve();
    await clock.advance(5000);
    expect(order).toEqual(ids.map((_, i) => i + 1));
    expect(runner.finished.map(({ state }) => state)).toEqual(ids.map(() => "done"));
  });
});

describe("a drain", () => {
  test("ends when it is told to, also when the store does not take back what was claimed ahead", async () => {
    const [db, clock] = [tempDb(), fakeClock()];
    await enqueueSeveral(db, clock, 1, 14);
    await refuseToTakeBack(db);
    const { runner, order, letGo } = withSlowTenth(db, clock);
    const drained = runner.drain();
    await clock.advance(0);
    const stopped = runner.stop(20_000);
    await clock.advance(0);
    letGo.resolve();
    await clock.advance(30_000);
    await Promise.all([drained, stopped]);
    expect(order.at(-1)).toBe(10);
  });
});

async function refuseToTakeBack(db: Db): Promise<void> {
  await db.write((tx) => {
    const when = "when old.state = 'running' and new.state = 'ready'";
    tx.statement(`create trigger no before update on jobs ${when} begin select raise(abort, 'no'); end`).run();
  });
}

function refuse(): Promise<never> {
  return Promise.reject(new MarketplaceError("no answer", { retryable: true }));
}
