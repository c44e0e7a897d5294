import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dayOf } from "../../src/domain/calendar.ts";
import { judge, nextOccurrence, occurrencesUntil, type Verdict } from "../../src/schedule/plan.ts";
import type { MissedPolicy } from "../../src/store/schema.ts";
import { byWallClock, cronOf, type Pattern } from "../support/wall-clock.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const at = (text: string): number => Date.parse(text);
const iso = (ms: number): string => new Date(ms).toISOString().replace(":00.000Z", "Z");

function fires(pattern: Pattern, timezone: string, from: number, to: number): number[] {
  const entry = { cron: cronOf(pattern), timezone };
  const first = nextOccurrence(entry, from - 1);
  return first === null || first > to ? [] : occurrencesUntil(entry, first, to).due;
}

const CHANGES: [zone: string, day: string, pattern: Pattern, expected: string[]][] = [
  ["Europe/Berlin", "2026-03-29", { hour: 2, minutes: [30] }, ["2026-03-29T01:00Z"]],
  ["Europe/Berlin", "2026-10-25", { hour: 2, minutes: [30] }, ["2026-10-25T00:30Z"]],
  ["Europe/Berlin", "2026-10-25", { hour: 1, minutes: [0] }, ["2026-10-24T23:00Z"]],
  ["Australia/Lord_Howe", "2026-10-04", { hour: 2, minutes: [15] }, ["2026-10-03T15:30Z"]],
  ["Australia/Lord_Howe", "2026-04-05", { hour: 1, minutes: [45] }, ["2026-04-04T14:45Z"]],
  ["Europe/Moscow", "2026-03-29", { hour: 2, minutes: [30] }, ["2026-03-28T23:30Z"]],
  ["Europe/Moscow", "2026-10-25", { hour: 2, minutes: [30] }, ["2026-10-24T23:30Z"]],
];

describe("schedules across a change of clocks", () => {
  test.each(CHANGES)("the zone %s on %s with the pattern %o fires at %o", (zone, day, pattern, expected) => {
    const [from, to] = [at(`${day}T00:00:00Z`) - DAY, at(`${day}T00:00:00Z`) + DAY];
    const onDay = fires(pattern, zone, from, to).filter((ms) => dayOf(ms, zone) === day);
    expect(onDay.map(iso)).toEqual(expected);
    expect(
      byWallClock(pattern, zone, from, to)
        .filter((ms) => dayOf(ms, zone) === day)
        .map(iso),
    ).toEqual(expected);
  });

  test("every occurrence exists exactly once, in every zone, on every day around a change, at the wall clock's time", () => {
    const zones = ["Europe/Berlin", "Australia/Lord_Howe", "Europe/Moscow", "America/New_York", "Asia/Kathmandu"];
    const changes = ["2026-03-08", "2026-03-29", "2026-04-05", "2026-10-04", "2026-10-25", "2026-11-01"].map((day) =>
      at(`${day}T00:00:00Z`),
    );
    const pattern: fc.Arbitrary<Pattern> = fc.record({
      minutes: fc.constantFrom([0], [30], [15], [0, 15, 30, 45], [59]),
      hour: fc.option(fc.integer({ min: 0, max: 4 }), { nil: null }),
    });
    const when = fc.tuple(
      fc.constantFrom(...changes),
      fc.integer({ min: -24, max: 24 }),
      fc.integer({ min: 1, max: 30 }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...zones), pattern, when, (zone, wanted, [change, offset, hours]) => {
        const [from, to] = [change + offset * HOUR, change + (offset + hours) * HOUR];
        expect(fires(wanted, zone, from, to).map(iso)).toEqual(byWallClock(wanted, zone, from, to).map(iso));
      }),
      { numRuns: 300 },
    );
  });
});

/** How long nothing ran, and what the machine's clock did in that time. */
const GAPS: [name: string, ms: number][] = [
  ["a suspend of 8 hours", 8 * HOUR],
  ["a clock set 3 days forward", 3 * DAY],
  ["a short pause", 20_000],
];
const POLICIES: MissedPolicy[] = ["skip", "once", "all"];

describe.each(GAPS)("after %s", (_, gap) => {
  test.each(POLICIES)("policy %s makes up for what it promises, and every occurrence has its verdict", (policy) => {
    const hourly = { cron: "0 0 * * * *", timezone: "Europe/Moscow" };
    const last = at("2026-11-24T09:00:00Z");
    // Nothing ran since shortly after nine; now the scheduler runs again.
    const now = last + 59 * MINUTE + 50_000 + gap;
    const { due, next } = occurrencesUntil(hourly, last + HOUR, now);
    const expected = Array.from({ length: Math.floor((now - last) / HOUR) }, (_, i) => last + (i + 1) * HOUR);
    expect(due).toEqual(expected);
    expect(next).toBe(last + (expected.length + 1) * HOUR);
    const verdicts = judge(due, policy, false, now);
    const fired = verdicts.filter((verdict: Verdict) => verdict.fire).map((verdict) => verdict.at);
    const young = expected.filter((ms) => now - ms <= MINUTE);
    const wanted = { skip: young, once: expected.slice(-1), all: expected };
    expect(fired).toEqual(wanted[policy]);
    expect(verdicts).toHaveLength(expected.length);
  });
});
