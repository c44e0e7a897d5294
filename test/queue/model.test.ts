import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { afterAttempt, attemptsSpent, type AttemptEnd } from "../../src/domain/job.ts";
import { rescueOrphans } from "../../src/queue/rescue.ts";
import { openDb, type Db } from "../../src/store/db.ts";
import {
  cancelJobs,
  claimReady,
  insertJob,
  settleJob,
  stageDue,
  type ClaimedJob,
  type JobRow,
} from "../../src/store/tables/jobs.ts";
import { expectNothingThatMustNeverBe } from "../support/never.ts";
import { newDatabase } from "../support/temp.ts";

/**
 * Compares the queue with a model of it: several processes run random commands on one file, among them late ones of
 * attempts that have lost their job, deaths, restarts and clock jumps. The store must always agree with the model;
 * afterwards SQL looks for rows that must never exist.
 */

const MAX_ATTEMPTS = 3;
const DELAY = 60_000;

interface ModelJob {
  id: number;
  key: string | null;
  itemId: number;
  state: "scheduled" | "ready" | "running" | "done" | "failed" | "cancelled";
  runAt: number;
  priority: number;
  attempt: number;
  excused: number;
  crashes: number;
  owner: string | null;
  ends: string[];
}

interface World {
  db: Db;
  now: number;
  jobs: Map<number, ModelJob>;
  /** Every claim ever made, also by processes that are gone, because each may come back late. */
  claims: ClaimedJob[];
  epoch: number;
}

const owner = (world: World): string => `daemon/host/1/${world.epoch}`;
const isLive = (job: ModelJob): boolean =>
  job.state === "scheduled" || job.state === "ready" || job.state === "running";
const failure = (retryable: boolean, retryAfterMs?: number): AttemptEnd => {
  return { outcome: "failed", failure: { code: "x", message: "m", retryable, retryAfterMs } };
};

type Command = (world: World) => Promise<void>;

function enqueue(keyNumber: number, delay: number, priority: number): Command {
  return async (world) => {
    const key = keyNumber === 0 ? null : `key ${keyNumber}`;
    const itemId = keyNumber + 1;
    const runAt = world.now + delay;
    const job = {
      kind: "work",
      lane: "ai",
      key,
      args: {},
      priority,
      runAt,
      maxAttempts: MAX_ATTEMPTS,
      itemId,
      account: null,
      scheduledFor: null,
    };
    const { id, created } = await world.db.write((tx) => insertJob(tx, job, world.now));
    const holder = [...world.jobs.values()].find((known) => key !== null && known.key === key && isLive(known));
    expect(created).toBe(holder === undefined);
    if (holder) {
      // A waiting job becomes as urgent as the second one would have been.
      holder.priority = Math.max(holder.priority, priority);
      return expect(id).toBe(holder.id);
    }
    const state = delay <= 0 ? "ready" : "scheduled";
    world.jobs.set(id, {
      id,
      key,
      itemId,
      state,
      runAt,
      priority,
      attempt: 0,
      excused: 0,
      crashes: 0,
      owner: null,
      ends: [],
    });
  };
}

function claim(limit: number): Command {
  return async (world) => {
    const taken = await world.db.write((tx) => {
      stageDue(tx, world.now);
      return claimReady(tx, "ai", limit, { owner: owner(world), leaseUntil: world.now + 1, now: world.now });
    });
    for (const job of world.jobs.values()) if (job.state === "scheduled" && job.runAt <= world.now) job.state = "ready";
    const expected = [...world.jobs.values()]
      .filter((job) => job.state === "ready")
      .sort((a, b) => b.priority - a.priority || a.runAt - b.runAt || a.id - b.id)
      .slice(0, limit);
    expect(taken.map((job) => job.id)).toEqual(expected.map((job) => job.id));
    for (const job of expected) Object.assign(job, { state: "running", attempt: job.attempt + 1, owner: owner(world) });
    world.claims.push(...taken);
  };
}

/** Ends an attempt, perhaps one that lost its job long ago. */
function settle(which: number, end: (now: number) => AttemptEnd): Command {
  return async (world) => {
    const claimed = world.claims[which % Math.max(world.claims.length, 1)];
    if (!claimed) return;
    const ended = end(world.now);
    const spent = {
      kind: claimed.kind,
      attempt: claimed.attempt,
      excused: claimed.excused,
      maxAttempts: MAX_ATTEMPTS,
      crashes: claimed.crashes,
    };
    const after = afterAttempt(spent, ended, DELAY, world.now);
    const fence = { id: claimed.id, attempt: claimed.attempt, owner: claimed.owner };
    const settlement = { outcome: ended.outcome, after, startedAt: claimed.started_at };
    const held = await world.db.write((tx) => settleJob(tx, fence, settlement, world.now));
    const job = world.jobs.get(claimed.id)!;
    const mine = job.state === "running" && job.attempt === fence.attempt && job.owner === fence.owner;
    expect(held).toBe(mine);
    if (mine) apply(job, after, ended.outcome, world.now);
  };
}

function apply(job: ModelJob, after: ReturnType<typeof afterAttempt>, outcome: string, now: number): void {
  const state = after.state === "scheduled" && after.runAt <= now ? "ready" : after.state;
  // A completed job keeps its owner and the time it was due.
  const rest = state === "done" ? {} : { runAt: after.runAt, owner: null };
  Object.assign(job, { state, excused: after.excused, crashes: after.crashes, ...rest });
  job.ends.push(outcome);
}

const cancel = (itemId: number): Command => {
  return async (world) => {
    const cancelled = await world.db.write((tx) => cancelJobs(tx, { itemId }, world.now));
    const mine = [...world.jobs.values()].filter(
      (job) => job.itemId === itemId && (job.state === "scheduled" || job.state === "ready"),
    );
    expect(cancelled).toBe(mine.length);
    for (const job of mine) job.state = "cancelled";
  };
};

/** The process dies and another one starts, which rescues the running jobs at once. */
const killAndRestart: Command = async (world) => {
  world.epoch++;
  const rescued = await world.db.write((tx) =>
    rescueOrphans(tx, new Map(), {}, (job) => job.owner !== owner(world), world.now),
  );
  const running = [...world.jobs.values()].filter((job) => job.state === "running");
  expect(new Set(rescued.map((job) => job.id))).toEqual(new Set(running.map((job) => job.id)));
  for (const job of running) {
    const spent = {
      kind: "work",
      attempt: job.attempt,
      excused: job.excused,
      maxAttempts: MAX_ATTEMPTS,
      crashes: job.crashes,
    };
    apply(job, afterAttempt(spent, { outcome: "crashed" }, 0, world.now), "crashed", world.now);
  }
};

const pass =
  (ms: number): Command =>
  async (world) =>
    void (world.now += ms);

const command: fc.Arbitrary<[string, Command]> = fc.oneof(
  fc
    .tuple(fc.nat(3), fc.constantFrom(-10, 0, 1000, DELAY), fc.nat(2))
    .map(([key, delay, priority]): [string, Command] => [
      `enqueue(${key}, ${delay}, ${priority})`,
      enqueue(key, delay, priority),
    ]),
  fc.constantFrom(1, 2, 3, 9).map((limit): [string, Command] => [`claim(${limit})`, claim(limit)]),
  fc
    .tuple(
      fc.nat(30),
      fc.constantFrom<[string, (now: number) => AttemptEnd]>(
        ["done", () => ({ outcome: "done", result: null })],
        ["fail", () => failure(true)],
        ["fail for good", () => failure(false)],
        ["told to wait", () => failure(true, 500)],
        ["snooze", (now) => ({ outcome: "snoozed", until: now + 500, reason: "r" })],
        ["interrupt", () => ({ outcome: "interrupted" })],
      ),
    )
    .map(([which, [name, end]]): [string, Command] => [`${name}(${which})`, settle(which, end)]),
  fc.nat(4).map((itemId): [string, Command] => [`cancel(${itemId})`, cancel(itemId)]),
  fc.constant<[string, Command]>(["kill", killAndRestart]),
  fc.constantFrom(1, 500, DELAY, 3 * 86_400_000, -7_200_000).map((ms): [string, Command] => [`clock ${ms}`, pass(ms)]),
);

function check(world: World): void {
  const rows = world.db.statement("select * from jobs order by id").all() as JobRow[];
  const seen = rows.map(({ id, state, run_at, attempt, excused, crashes, owner: by }) => ({
    id,
    state,
    runAt: run_at,
    attempt,
    excused,
    crashes,
    owner: by,
  }));
  const expected = [...world.jobs.values()].map(({ key: _k, itemId: _i, priority: _p, ends: _e, ...job }) => job);
  expect(seen).toEqual(expected.sort((a, b) => a.id - b.id));
  const ends = world.db.statement("select job_id, outcome from attempts order by job_id, attempt").all() as {
    job_id: number;
    outcome: string;
  }[];
  expect(ends.map((end) => `${end.job_id} ${end.outcome}`)).toEqual(
    [...world.jobs.values()].sort((a, b) => a.id - b.id).flatMap((job) => job.ends.map((end) => `${job.id} ${end}`)),
  );
  expectNothingThatMustNeverBe(world.db);
  for (const job of world.jobs.values()) expect(attemptsSpent(job)).toBeLessThanOrEqual(MAX_ATTEMPTS);
}

async function runCommands(commands: readonly [string, Command][]): Promise<void> {
  const db = openDb(newDatabase());
  const world: World = { db, now: 1_000_000_000, jobs: new Map(), claims: [], epoch: 1 };
  try {
    for (const [, step] of commands) {
      await step(world);
      check(world);
    }
  } finally {
    db.close();
  }
}

describe("queue model", () => {
  test("the queue agrees with its model after any commands in any order", async () => {
    const commands = fc.array(command, { minLength: 5, maxLength: 60 });
    const shown = commands.map((list) =>
      Object.assign(list, { [fc.toStringMethod]: () => list.map(([name]) => name).join("; ") }),
    );
    await fc.assert(fc.asyncProperty(shown, runCommands), { numRuns: 60 });
  });

  test("a late end of a lost attempt changes nothing, in all interleavings of two attempts", async () => {
    const ends = ["done", "failed", "snoozed", "interrupted"] as const;
    const make =
      (outcome: (typeof ends)[number]) =>
      (now: number): AttemptEnd => {
        if (outcome === "done") return { outcome, result: null };
        if (outcome === "snoozed") return { outcome, until: now, reason: "r" };
        return outcome === "failed" ? failure(true, 0) : { outcome };
      };
    for (const late of ends) {
      for (const second of ends) {
        // The job is claimed by one process, lost by its death and claimed by another; the first one's end then comes
        // before or after the second one's.
        const start: [string, Command][] = [
          ["", enqueue(1, 0, 0)],
          ["", claim(1)],
          ["", killAndRestart],
          ["", claim(1)],
        ];
        await runCommands([...start, ["", settle(0, make(late))], ["", settle(1, make(second))]]);
        await runCommands([...start, ["", settle(1, make(second))], ["", settle(0, make(late))]]);
      }
    }
  });
});
