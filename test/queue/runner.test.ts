import { describe, expect, onTestFinished, test } from "vitest";
import { InternalError, MarketplaceError } from "../../src/base/errors.ts";
import { rescueOrphans } from "../../src/queue/rescue.ts";
import { createLog } from "../../src/base/log.ts";
import { done, snooze, type Outcome } from "../../src/queue/task.ts";
import { q, type Db } from "../../src/store/db.ts";
import { claimById, claimReady, requireJob, runningJobs } from "../../src/store/tables/jobs.ts";
import { fakeClock } from "../support/fake-clock.ts";
import { enqueueWork, testRunner } from "../support/runner.ts";
import { tempDb } from "../support/temp.ts";

function attempts(db: Db, id: number): string[] {
  const query = q.selectFrom("attempts").select("outcome").where("job_id", "=", id).orderBy("attempt");
  return db.all(query).map((row) => row.outcome);
}

describe("job", () => {
  test("a job is run and its result is stored with it", async () => {
    const [db, clock] = [tempDb(), fakeClock()];
    const runner = testRunner({ db, clock });
    const { id } = await enqueueWork(db, clock, 7);
    await runner.drain();
    const job = requireJob(db, id);
    expect(job).toMatchObject({ state: "done", attempt: 1, result: '{"n":7}', owner: "test/host/1/a" });
    expect(attempts(db, id)).toEqual(["done"]);
  });

  test("a passing failure is retried after its delay, and is final when the attempts are used up", async () => {
    const [db, clock] = [tempDb(), fakeClock()];
    const given: string[] = [];
    const runner = testRunner({
      db,
      clock,
      handler: () => Promise.reject(new MarketplaceError("no answer", { retryable: true })),
      exhausted: (_tx, _deps, _args, failure) => void given.push(failure.message),
    });
    const { id } = await enqueueWork(db, clock, 1);
    runner.start();
    onTestFinished(() => runner.stop(0));
    await clock.advance(0);
    expect(requireJob(db, id)).toMatchObject({ state: "scheduled", attempt: 1, error: "no answer" });
    await clock.advance(59_000);
    expect(requireJob(db, id).attempt).toBe(1);
    await clock.advance(1000);
    expect(requireJob(db, id).attempt).toBe(2);
    await clock.advance(120_000);
    expect(requireJob(db, id)).toMatchObject({ state: "failed", attempt: 4 });
    expect(attempts(db, id)).toEqual(["failed", "failed", "failed", "failed"]);
    expect(given).toEqual(["no answer"]);
  });

  test("a job that fails for good is not retried", async () => {
    const [db, clock] = [tempDb(), fakeClock()];
    const runner = testRunner({
      db,
      clock,
      handler: () => Promise.reject(new InternalError("broken", { hint: "Mend it." })),
    });
    const { id } = await enqueueWork(db, clock, 1);
    await runner.drain();
    expect(requireJob(db, id)).toMatchObject({ state: "failed", attempt: 1, error: "broken. Mend it." });
  });

  test("a job that is told to wait keeps its attempts, however often it happens", async () => {
    const [db, clock] = [tempDb(), fakeClock()];
    let calls = 0;
    const runner = testRunner({
      db,
      clock,
      handler: () => {
        calls++;
        if (calls <= 3) return Promise.resolve(snooze(clock.now() + 1000, "full"));
        if (calls <= 6) return Promise.reject(new MarketplaceError("429", { retryable: true, retryAfterMs: 1000 }));
        return Promise.resolve(done("at last"));
      },
    });
    const { id } = await enqueueWork(db, clock, 1);
    runner.start();
    onTestFinished(() => runner.stop(0));
    await clock.advance(6000);
    expect(requireJob(db, id)).toMatchObject({ state: "done", attempt: 7, excused: 6 });
  });

  test("a job whose arguments are invalid fails for good and says so", async () => {
    const [db, clock] = [tempDb(), fakeClock()];
    const { id } = await enqueueWork(db, clock, 1, { args: { n: "one" } });
    await testRunner({ db, clock }).drain();
    expect(requireJob(db, id)).toMatchObject({ state: "failed", error_code: "job.args" });
  });

  test("a job of a kind that this version does not know fails and says so", async () => {
    const [db, clock] = [tempDb(), fakeClock()];
    const { id } = await enqueueWork(db, clock, 1, { kind: "other" });
    await testRunner({ db, clock }).drain();
    expect(requireJob(db, id)).toMatchObject({ state: "failed", error_code: "job.kind" });
  });

  test("each attempt is one log line that says how it ended and has no undefined fields", async () => {
    const [db, clock] = [tempDb(), fakeClock()];
    const lines: string[] = [];
    const log = createLog("info", { write: (text) => void lines.push(...text.trim().split("\n")) });
    const ends = [snooze(clock.now(), "full"), new InternalError("broken", { code: "test.broken" }), done({ n: 3 })];
    const handler = (): Promise<Outcome> => {
      const end = ends.shift();
      return end instanceof Error ? Promise.reject(end) : Promise.resolve(end as Outcome);
    };
    await enqueueWork(db, clock, 1, { itemId: 7, account: "wb" });
    await testRunner({ db, clock, log, handler, slots: 1 }).drain();
    await enqueueWork(db, clock, 2);
    await testRunner({ db, clock, log, handler, slots: 1 }).drain();
    const about = { level: 30, time: expect.any(String) as unknown, msg: "job", task: "work", ms: 0 };
    const first = { ...about, job: 1, item: 7, account: "wb" };
    const until = new Date(clock.now()).toISOString();
    const failure = { code: "test.broken", error: "broken" };
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { ...first, attempt: 1, state: "scheduled", outcome: "snoozed", until, reason: "full" },
      { ...first, level: 50, attempt: 2, state: "failed", outcome: "failed", ...failure },
      { ...about, job: 2, attempt: 1, state: "done", outcome: "done", result: { n: 3 } },
    ]);
  });

  test("a job that is scheduled for later does not run before its time", async () => {
    const [db, clock] = [tempDb(), fakeClock()];
    const runner = testRunner({ db, clock });
    const { id } = await enqueueWork(db, clock, 1, { runAt: clock.now() + 10_000 });
    runner.start();
    onTestFinished(() => runner.stop(0));
    await clock.advance(9999);
    expect(requireJob(db, id).state).toBe("scheduled");
    await clock.advance(1);
    expect(requireJob(db, id).state).toBe("done");
  });
});

describe("last writes of an attempt", () => {
  test("the last writes of an attempt are committed together with its end", async () => {
    const [db, clock] = [tempDb(), fakeClock()];
    const write = done(null, (tx) => void tx.run(q.insertInto("meta").values({ key: "k", value: "1" })));
    await enqueueWork(db, clock, 1);
    await testRunner({ db, clock, handler: () => Promise.resolve(write) }).drain();
    expect(db.get(q.selectFrom("meta").select("value").where("key", "=", "k"))).toEqual({ value: "1" });
  });

  test("an attempt whose last writes are refused has failed and writes nothing", async () => {
    const [db, clock] = [tempDb(), fakeClock()];
    const write = done(null, (tx) => {
      tx.run(q.insertInto("meta").values({ key: "k", value: "1" }));
      throw new InternalError("the item has moved on");
    });
    const { id } = await enqueueWork(db, clock, 1);
    await testRunner({ db, clock, handler: () => Promise.resolve(write) }).drain();
    expect(requireJob(db, id)).toMatchObject({ state: "failed", error: "the item has moved on" });
    expect(db.get(q.selectFrom("meta").selectAll().where("key", "=", "k"))).toBeUndefined();
  });

  test("an attempt that lost its job changes nothing, neither by its last writes nor by its end", async () => {
    const [db, clock] = [tempDb(), fakeClock()];
    const release = Promise.withResolvers<void>();
    const runner = testRunner({
      db,
      clock,
      slots: 1,
      async handler(_, context) {
        await release.promise;
        await expect(
          context.write((tx) => void tx.run(q.insertInto("meta").values({ key: "middle", value: "1" }))),
        ).rejects.toThrow("no longer owns");
        return done("late", (tx) => void tx.run(q.insertInto("meta").values({ key: "end", value: "1" })));
      },
    });
    const { id } = await enqueueWork(db, clock, 1);
    runner.start();
    await clock.advance(0);
    // Another process considers the job an orphan and finishes it.
    await db.write((tx) => void rescueOrphans(tx, new Map(), {}, () => true, clock.now()));
    await testRunner({ db, clock, owner: "test/host/2/b" }).drain();
    release.resolve();
    await runner.stop(1000);
    expect(requireJob(db, id)).toMatchObject({ state: "done", attempt: 2, result: '{"n":1}' });
    expect(attempts(db, id)).toEqual(["crashed", "done"]);
    expect(db.get(q.selectFrom("meta").selectAll().where("key", "in", ["middle", "end"]))).toBeUndefined();
    expect(runner.finished.map((ended) => ended.state)).toEqual(["stale"]);
  });
});

describe("slots of a lane", () => {
  test("a lane never runs more handlers than it has slots", async () => {
    const [db, clock] = [tempDb(), fakeClock()];
    let [now, most] = [0, 0];
    const runner = testRunner({
      db,
      clock,
      slots: 3,
      async handler() {
        most = Math.max(most, ++now);
        await new Promise((resolve) => setImmediate(resolve));
        now--;
        return done(null);
      },
    });
    await Promise.all(Array.from({ length: 50 }, (_, n) => enqueueWork(db, clock, n)));
    await runner.drain();
    expect(most).toBe(3);
    expect(db.all(q.selectFrom("jobs").select("id").where("state", "=", "done"))).toHaveLength(50);
  });

  test("a lane takes urgent jobs first, then those that have been due longest", async () => {
    const [db, clock] = [tempDb(), fakeClock()];
    const order: number[] = [];
    const handler = ({ n }: { n: number }): Promise<ReturnType<typeof done>> => (
      order.push(n),
      Promise.resolve(done(null))
    );
    await enqueueWork(db, clock, 3, { runAt: clock.now() - 1 });
    await enqueueWork(db, clock, 2, { runAt: clock.now() - 5 });
    await enqueueWork(db, clock, 1, { priority: 9 });
    await testRunner({ db, clock, slots: 1, handler }).drain();
    expect(order).toEqual([1, 2, 3]);
  });
});

describe("time limits", () => {
  test("the soft limit aborts the signal and counts as a failed attempt", async () => {
    const [db, clock] = [tempDb(), fakeClock()];
    const runner = testRunner({
      db,
      clock,
      limits: { softLimitMs: 1000 },
      handler: (_, { signal }) =>
        new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error))),
    });
    const { id } = await enqueueWork(db, clock, 1);
    runner.start();
    onTestFinished(() => runner.stop(0));
    await clock.advance(1000);
    expect(requireJob(db, id)).toMatchObject({ state: "scheduled", error_code: "job.soft_limit" });
    expect(attempts(db, id)).toEqual(["timed_out"]);
  });

  test("the hard limit ends the attempt, but its slot stays taken until the work ends", async () => {
    const [db, clock] = [tempDb(), fakeClock()];
    const release = Promise.withResolvers<void>();
    const started: number[] = [];
    const runner = testRunner({
      db,
      clock,
      slots: 1,
      limits: { softLimitMs: 1000, hardLimitMs: 2000 },
      async handler({ n }) {
        started.push(n);
        if (n === 1) await release.promise;
        return done("late");
      },
    });
    const { id } = await enqueueWork(db, clock, 1, { maxAttempts: 1 });
    await enqueueWork(db, clock, 2);
    runner.start();
    onTestFinished(() => runner.stop(0));
    await clock.advance(2000);
    expect(requireJob(db, id)).toMatchObject({ state: "failed", error_code: "job.hard_limit" });
    expect(started).toEqual([1]);
    release.resolve();
    await clock.advance(0);
    expect(started).toEqual([1, 2]);
    expect(requireJob(db, id)).toMatchObject({ state: "failed", result: null });
  });

  test("a retry started after a hard limit is still known as running when the earlier work finally ends", async () => {
    const [db, clock] = [tempDb(), fakeClock()];
    const works = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const limits = { softLimitMs: 1000, hardLimitMs: 2000, retryDelayMs: 0 };
    const attempts: number[] = [];
    const runner = testRunner({
      db,
      clock,
      limits,
      async handler(_, { attempt }) {
        attempts.push(attempt);
        await works[attempt - 1]?.promise;
        return done({ attempt });
      },
    });
    const { id } = await enqueueWork(db, clock, 1);
    runner.start();
    await clock.advance(2000);
    await clock.advance(100);
    expect(attempts).toEqual([1, 2]);
    works[0]?.resolve();
    await clock.advance(0);
    expect(runner.running().map((job) => job.attempt)).toEqual([2]);
    const stopped = runner.stop(0);
    await clock.advance(10_000);
    await stopped;
    expect(requireJob(db, id)).toMatchObject({ state: "ready", attempt: 2 });
  });
});

describe("stopping", () => {
  test("a stopping runner waits for work that ends in time", async () => {
    const [db, clock] = [tempDb(), fakeClock()];
    const release = Promise.withResolvers<void>();
    const lanes = { system: 1 };
    const runner = testRunner({ db, clock, lanes, handler: async () => (await release.promise, done("in time")) });
    const { id } = await enqueueWork(db, clock, 1);
    await enqueueWork(db, clock, 2, { lane: "system" });
    runner.start();
    await clock.advance(0);
    const stopped = runner.stop(20_000);
    await clock.advance(10_000);
    release.resolve();
    await stopped;
    expect(requireJob(db, id).state).toBe("done");
  });

  test("a stopping runner gives back the jobs that do not end, and no attempt is lost", async () => {
    const [db, clock] = [tempDb(), fakeClock()];
    const runner = testRunner({ db, clock, handler: () => new Promise(() => {}) });
    const { id } = await enqueueWork(db, clock, 1);
    runner.start();
    await clock.advance(0);
    const stopped = runner.stop(20_000);
    await clock.advance(30_000);
    await stopped;
    expect(requireJob(db, id)).toMatchObject({ state: "ready", attempt: 1, excused: 1 });
    expect(attempts(db, id)).toEqual(["interrupted"]);
  });
});

describe("claim", () => {
  test.each([5, 6, 40])(
    "a claim of %i jobs takes the most urgent, each for one attempt of this owner",
    async (limit) => {
      const [db, clock] = [tempDb(), fakeClock()];
      for (let n = 0; n <= limit; n++) await enqueueWork(db, clock, n, { priority: n });
      const claim = { owner: "test/host/1/a", leaseUntil: clock.now() + 9, now: clock.now() };
      const claimed = await db.write((tx) => claimReady(tx, "ai", limit, claim));
      expect(claimed.map(({ args }) => args)).toEqual(Array.from({ length: limit }, (_, i) => `{"n":${limit - i}}`));
      const rows = runningJobs(db);
      expect(rows.map(({ id }) => id)).toEqual(claimed.map(({ id }) => id).toReversed());
      const taken = { attempt: 1, owner: claim.owner, lease_until: claim.leaseUntil, started_at: claim.now };
      for (const row of rows) expect(row).toMatchObject(taken);
    },
  );
});

describe("crash", () => {
  test("after a crash running jobs run again at once, and a send that was under way in three crashes is set apart", async () => {
    const [db, clock] = [tempDb(), fakeClock()];
    const { id } = await enqueueWork(db, clock, 1, { kind: "send_response" });
    for (let crash = 1; crash <= 3; crash++) {
      const claim = { owner: `test/host/1/${crash}`, leaseUntil: clock.now(), now: clock.now() };
      // The job is claimed and then the process is gone, so nobody settles it; the next process finds the job.
      await db.write((tx) => void claimReady(tx, "ai", 1, claim));
      expect(runningJobs(db)).toHaveLength(1);
      const rescued = await db.write((tx) => rescueOrphans(tx, new Map(), {}, () => true, clock.now()).length);
      expect(rescued).toBe(1);
    }
    expect(requireJob(db, id)).toMatchObject({ state: "failed", error_code: "job.crashes", crashes: 3 });
    expect(attempts(db, id)).toEqual(["crashed", "crashed", "crashed"]);
  });

  test("work that was under way in three crashes waits a little, runs again with all its attempts, and is done", async () => {
    const [db, clock] = [tempDb(), fakeClock()];
    const { id } = await enqueueWork(db, clock, 1);
    for (let crash = 1; crash <= 3; crash++) {
      const claim = { owner: `test/host/1/${crash}`, leaseUntil: clock.now(), now: clock.now() };
      await db.write((tx) => void claimById(tx, id, claim));
      await db.write((tx) => void rescueOrphans(tx, new Map(), {}, () => true, clock.now()));
    }
    expect(requireJob(db, id)).toMatchObject({ state: "scheduled", error_code: "job.crashes", excused: 3 });
    const runner = testRunner({ db, clock });
    runner.start();
    await clock.advance(19_000);
    expect(requireJob(db, id).state).toBe("scheduled");
    await clock.advance(2000);
    await runner.stop(0);
    expect(requireJob(db, id)).toMatchObject({ state: "done", crashes: 3 });
  });
});

describe("callback for a job that is given up", () => {
  test("the callback for an exhausted job may fail: the job ends all the same, and the callback's writes are undone", async () => {
    const [db, clock] = [tempDb(), fakeClock()];
    const runner = testRunner({
      db,
      clock,
      handler: () => Promise.reject(new InternalError("broken")),
      exhausted: (tx) => {
        tx.run(q.insertInto("meta").values({ key: "k", value: "1" }));
        throw new Error("no such item");
      },
    });
    const { id } = await enqueueWork(db, clock, 1);
    await runner.drain();
    expect(requireJob(db, id)).toMatchObject({ state: "failed", error: "broken" });
    expect(db.get(q.selectFrom("meta").selectAll().where("key", "=", "k"))).toBeUndefined();
  });
});

describe("suspended machine", () => {
  test("a job that fell due during a suspend runs within half a minute, whatever its timer says", async () => {
    const [db, clock] = [tempDb(), fakeClock()];
    const runner = testRunner({ db, clock });
    const { id } = await enqueueWork(db, clock, 1, { runAt: clock.now() + 3_600_000 });
    runner.start();
    onTestFinished(() => runner.stop(0));
    await clock.advance(1000);
    clock.jump(clock.now() + 8 * 3_600_000);
    await clock.advance(30_000);
    expect(requireJob(db, id).state).toBe("done");
  });
});

test("a stopping runner starts nothing more and stores nothing", async () => {
  const [db, clock] = [tempDb(), fakeClock()];
  const runner = testRunner({ db, clock });
  await runner.stop(0);
  const find = (): number => {
    throw new Error("not asked");
  };
  await expect(runner.runNow(find)).rejects.toThrow("the process is stopping");
});

describe("unique key", () => {
  test("a key holds one live job, however many callers enqueue it", async () => {
    const [db, clock] = [tempDb(), fakeClock()];
    const all = await Promise.all(Array.from({ length: 50 }, (_, n) => enqueueWork(db, clock, n, { key: "one" })));
    expect(all.filter((job) => job.created)).toHaveLength(1);
    expect(new Set(all.map((job) => job.id)).size).toBe(1);
    await testRunner({ db, clock }).drain();
    expect((await enqueueWork(db, clock, 99, { key: "one" })).created).toBe(true);
  });
});
