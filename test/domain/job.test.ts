import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  afterAttempt,
  attemptsSpent,
  CRASH_CAP,
  pollKind,
  pollOf,
  POLL_KINDS,
  type AttemptEnd,
  type Spent,
} from "../../src/domain/job.ts";

const NOW = 1_000_000;
const DELAY = 60_000;
const failure = (retryable: boolean, retryAfterMs?: number): AttemptEnd => {
  return { outcome: "failed", failure: { code: "x", message: "m", retryable, retryAfterMs } };
};

const spent: fc.Arbitrary<Spent> = fc
  .record({
    kind: fc.constantFrom("send_response", "analyze_item"),
    attempt: fc.integer({ min: 1, max: 50 }),
    maxAttempts: fc.integer({ min: 1, max: 10 }),
    crashes: fc.nat(2),
    part: fc.nat(49),
  })
  .map(({ part, ...job }) => ({ ...job, excused: Math.min(part, job.attempt - 1) }));

const end: fc.Arbitrary<AttemptEnd> = fc.oneof(
  fc.constant<AttemptEnd>({ outcome: "done", result: null }),
  fc.nat(100_000).map((ms): AttemptEnd => ({ outcome: "snoozed", until: NOW + ms, reason: "r" })),
  fc.boolean().map((retryable) => failure(retryable)),
  fc.nat(100_000).map((ms) => failure(true, ms)),
  fc.constant<AttemptEnd>({ outcome: "interrupted" }),
  fc.constant<AttemptEnd>({ outcome: "crashed" }),
);

describe("job after an attempt", () => {
  test("after an attempt a job has ended or will run again, never before now", () => {
    fc.assert(
      fc.property(spent, end, (job, ended) => {
        const after = afterAttempt(job, ended, DELAY, NOW);
        expect(after.runAt).toBeGreaterThanOrEqual(NOW);
        expect(after.excused - job.excused).toBeOneOf([0, 1]);
        if (after.state === "done") expect(ended.outcome).toBe("done");
      }),
    );
  });

  test("waiting, stopping and crashing use up no attempt; failing does", () => {
    fc.assert(
      fc.property(spent, end, (job, ended) => {
        const after = afterAttempt(job, ended, DELAY, NOW);
        const kept = ended.outcome === "snoozed" || ended.outcome === "interrupted" || ended.outcome === "crashed";
        const told = ended.outcome === "failed" && ended.failure.retryAfterMs !== undefined;
        expect(attemptsSpent({ attempt: job.attempt, excused: after.excused })).toBe(
          attemptsSpent(job) - (kept || told ? 1 : 0),
        );
      }),
    );
  });

  test("a passing failure is retried until the attempts are used up, and no longer", () => {
    const job = (attempt: number): Spent => ({ kind: "analyze_item", attempt, excused: 0, maxAttempts: 4, crashes: 0 });
    for (const attempt of [1, 2, 3]) {
      expect(afterAttempt(job(attempt), failure(true), DELAY, NOW)).toMatchObject({
        state: "scheduled",
        runAt: NOW + DELAY,
      });
    }
    expect(afterAttempt(job(4), failure(true), DELAY, NOW).state).toBe("failed");
    expect(afterAttempt(job(1), failure(false), DELAY, NOW).state).toBe("failed");
  });

  test("the other side's requested wait overrides the task's delay", () => {
    const job = { kind: "analyze_item", attempt: 4, excused: 0, maxAttempts: 4, crashes: 0 };
    expect(afterAttempt(job, failure(true, 5000), DELAY, NOW)).toMatchObject({
      state: "scheduled",
      runAt: NOW + 5000,
      excused: 1,
    });
  });

  test("the crash limit sets a job apart whose effects outside cannot be repeated", () => {
    const job = (crashes: number): Spent => ({
      kind: "send_response",
      attempt: 9,
      excused: 8,
      maxAttempts: 4,
      crashes,
    });
    expect(afterAttempt(job(CRASH_CAP - 2), { outcome: "crashed" }, DELAY, NOW).state).toBe("ready");
    expect(afterAttempt(job(CRASH_CAP - 1), { outcome: "crashed" }, DELAY, NOW)).toMatchObject({
      state: "failed",
      error: { code: "job.crashes" },
    });
  });

  test("a poll is silent for at most a minute after any number of crashes", () => {
    for (const crashes of [4, 9, 20, 5000]) {
      const job: Spent = { kind: "poll_ym_questions", attempt: 9, excused: 8, maxAttempts: 4, crashes };
      expect(afterAttempt(job, { outcome: "crashed" }, DELAY, NOW).runAt - NOW).toBe(60_000);
    }
  });

  test("any other work starts again after each crash, later each time up to an hour", () => {
    const waits = [0, 1, 2, 3, 4, 20, 5000].map((crashes) => {
      const job: Spent = { kind: "analyze_item", attempt: 9, excused: 8, maxAttempts: 4, crashes };
      const after = afterAttempt(job, { outcome: "crashed" }, DELAY, NOW);
      expect(after).toMatchObject({ crashes: crashes + 1, excused: 9 });
      expect(after.state).toBe(crashes === 0 ? "ready" : "scheduled");
      return (after.runAt - NOW) / 1000;
    });
    expect(waits).toEqual([0, 10, 20, 40, 80, 3600, 3600]);
  });
});

test("the names of the polls and their platforms and item types map one to one", () => {
  for (const kind of POLL_KINDS) {
    const { platform, itemType } = pollOf(kind);
    expect(pollKind(platform, itemType)).toBe(kind);
  }
});
