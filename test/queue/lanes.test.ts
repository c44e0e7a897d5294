import { describe, expect, onTestFinished, test } from "vitest";
import { done, type Outcome } from "../../src/queue/task.ts";
import type { Db } from "../../src/store/db.ts";
import { requireJob, runningJobs } from "../../src/store/tables/jobs.ts";
import { fakeClock, type FakeClock } from "../support/fake-clock.ts";
import { enqueueWork, testRunner, type Handler } from "../support/runner.ts";
import { tempDb } from "../support/temp.ts";

/** A runner whose jobs end one after another, when the test lets them. */
function held(db: Db, clock: FakeClock, more: Partial<Parameters<typeof testRunner>[0]> = {}) {
  const begun: number[] = [];
  const work: PromiseWithResolvers<void>[] = [];
  const handler: Handler = async ({ n }): Promise<Outcome> => {
    begun.push(n);
    const ends = Promise.withResolvers<void>();
    work.push(ends);
    await ends.promise;
    return done(null);
  };
  const runner = testRunner({ db, clock, handler, ...more });
  onTestFinished(async () => {
    for (const ends of work) ends.resolve();
    await runner.stop(0);
  });
  const letGo = async (): Promise<void> => {
    for (const ends of work.splice(0)) ends.resolve();
    await clock.advance(0);
  };
  return { runner, begun, letGo };
}

const runningArgs = (db: Db): string[] => runningJobs(db).map(({ args }) => args);

describe("lane", () => {
  test("a lane claims no more jobs than it has free slots", async () => {
    const [db, clock] = [tempDb(), fakeClock()];
    for (let n = 1; n <= 5; n++) await enqueueWork(db, clock, n);
    const { runner, letGo } = held(db, clock, { slots: 2 });
    runner.start();
    await clock.advance(0);
    expect(runningArgs(db)).toEqual(['{"n":1}', '{"n":2}']);
    await enqueueWork(db, clock, 6);
    await clock.advance(0);
    expect(runningArgs(db)).toEqual(['{"n":1}', '{"n":2}']);
    await letGo();
    expect(runningArgs(db)).toEqual(['{"n":3}', '{"n":4}']);
  });

  test("an urgent job is claimed before all waiting jobs, even when it was stored later", async () => {
    const [db, clock] = [tempDb(), fakeClock()];
    for (let n = 1; n <= 3; n++) await enqueueWork(db, clock, n);
    const { runner, begun, letGo } = held(db, clock, { slots: 1 });
    runner.start();
    await clock.advance(0);
    await enqueueWork(db, clock, 9, { priority: 9 });
    for (let end = 1; end <= 3; end++) await letGo();
    expect(begun).toEqual([1, 9, 2, 3]);
  });

  test("a lane does not wait for another one, whatever their names are", async () => {
    const [db, clock] = [tempDb(), fakeClock()];
    const names = ["poll_wb", "poll_ozon", "poll_ym", "publish_wb", "alerts"];
    const { runner, begun, letGo } = held(db, clock, {
      slots: 1,
      lanes: Object.fromEntries(names.map((name) => [name, 1])),
    });
    runner.start();
    for (let n = 1; n <= 3; n++) await enqueueWork(db, clock, n);
    await clock.advance(0);
    expect(begun).toEqual([1]);
    for (const [i, lane] of names.entries()) {
      await enqueueWork(db, clock, 10 + i, { lane });
      await clock.advance(0);
    }
    expect(begun).toEqual([1, 10, 11, 12, 13, 14]);
    await letGo();
    expect(begun).toEqual([1, 10, 11, 12, 13, 14, 2]);
  });

  test("a paused lane claims nothing while the others continue, and claims again when it is resumed", async () => {
    const [db, clock] = [tempDb(), fakeClock()];
    let paused: object = { publish_wb: {} };
    const lanes = { publish_wb: 1, publish_ym: 1 };
    const { runner, begun } = held(db, clock, { lanes, pauses: () => paused });
    const { id } = await enqueueWork(db, clock, 1, { lane: "publish_wb" });
    runner.start();
    await enqueueWork(db, clock, 2, { lane: "publish_ym" });
    await clock.advance(0);
    expect(begun).toEqual([2]);
    expect(requireJob(db, id)).toMatchObject({ state: "ready", attempt: 0 });
    paused = {};
    await db.write((tx) => tx.jobsChanged());
    await clock.advance(0);
    expect(begun).toEqual([2, 1]);
  });

  test("a paused lane lets running jobs finish", async () => {
    const [db, clock] = [tempDb(), fakeClock()];
    let paused: object = {};
    const { runner, letGo } = held(db, clock, { slots: 1, pauses: () => paused });
    const { id } = await enqueueWork(db, clock, 1);
    const { id: next } = await enqueueWork(db, clock, 2);
    runner.start();
    await clock.advance(0);
    paused = { ai: {} };
    await letGo();
    expect(requireJob(db, id).state).toBe("done");
    expect(requireJob(db, next)).toMatchObject({ state: "ready", attempt: 0 });
  });
});

describe("a job that a person runs by hand", () => {
  test("a job run by hand waits for no slot and no pause", async () => {
    const [db, clock] = [tempDb(), fakeClock()];
    const { runner, begun, letGo } = held(db, clock, { slots: 1, pauses: () => ({ publish_wb: {} }) });
    await enqueueWork(db, clock, 1);
    const { id } = await enqueueWork(db, clock, 2, { lane: "publish_wb" });
    const { id: third } = await enqueueWork(db, clock, 3);
    runner.start();
    await clock.advance(0);
    const byHand = Promise.all([runner.runNow(() => id), runner.runNow(() => third)]);
    await clock.advance(0);
    expect(begun).toEqual([1, 2, 3]);
    await letGo();
    expect((await byHand).map(({ state }) => state)).toEqual(["done", "done"]);
  });

  test("a job run by hand runs even if this version has no such lane", async () => {
    const [db, clock] = [tempDb(), fakeClock()];
    const { id } = await enqueueWork(db, clock, 1, { lane: "of another version" });
    const runner = testRunner({ db, clock });
    expect((await runner.runNow(() => id)).state).toBe("done");
  });
});

describe("a stopping runner", () => {
  test("a runner that is stopped before its claim is made claims nothing", async () => {
    const [db, clock] = [tempDb(), fakeClock()];
    const { id } = await enqueueWork(db, clock, 1);
    const runner = testRunner({ db, clock });
    runner.start();
    await runner.stop(0);
    expect(requireJob(db, id)).toMatchObject({ state: "ready", attempt: 0 });
  });

  test.each(["start", "drain"] as const)(
    "a runner that one of its own jobs stops claims no more after %s",
    async (way) => {
      const [db, clock] = [tempDb(), fakeClock()];
      const begun: number[] = [];
      let stopped: Promise<void> | undefined;
      const handler: Handler = ({ n }): Promise<Outcome> => {
        begun.push(n);
        if (n === 2) stopped = runner.stop(0);
        return Promise.resolve(done(null));
      };
      const runner: ReturnType<typeof testRunner> = testRunner({ db, clock, slots: 1, handler });
      const ids: number[] = [];
      for (let n = 1; n <= 4; n++) ids.push((await enqueueWork(db, clock, n)).id);
      const drained = runner[way]();
      await clock.advance(0);
      await stopped;
      await drained;
      expect(begun).toEqual([1, 2]);
      const jobs = ids.map((id) => requireJob(db, id));
      expect(jobs.map(({ state, attempt }) => `${state} ${attempt}`)).toEqual([
        "done 1",
        "done 1",
        "ready 0",
        "ready 0",
      ]);
    },
  );
});
