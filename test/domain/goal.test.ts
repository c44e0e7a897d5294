import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../src/base/clock.ts";
import { wallTime, weekdayOf, WEEKDAYS } from "../../src/domain/calendar.ts";
import { dueAt, overdueBefore, type Goals, type Hours } from "../../src/domain/goal.ts";

const at = (text: string): number => Date.parse(text);
const MOSCOW = "Europe/Moscow";
const OFFICE: Hours = { days: ["mon", "tue", "wed", "thu", "fri"], from: "09:00", to: "18:00" };
const GOALS: Goals = { urgent: 30 * MINUTE_MS, questions: 30 * MINUTE_MS, rest: 24 * HOUR_MS, hours: OFFICE };
const QUESTION = { item_type: "question", priority: 40 } as const;
const ANGER = { item_type: "review", priority: 50 } as const;
const PRAISE = { item_type: "review", priority: 10 } as const;

function due(item: Parameters<typeof dueAt>[0], since: string, goals = GOALS, zone = MOSCOW): string {
  return new Date(dueAt(item, at(since), goals, zone)).toISOString();
}

describe("the goal of answer time", () => {
  test("without business hours it runs around the clock for all", () => {
    const always = { ...GOALS, hours: null };
    expect(due(QUESTION, "2026-11-28T22:00:00Z", always)).toBe("2026-11-28T22:30:00.000Z");
    expect(due(PRAISE, "2026-11-28T22:00:00Z", always)).toBe("2026-11-29T22:00:00.000Z");
  });

  test("one or two stars and danger do not wait for the morning", () => {
    // A Saturday night.
    const since = "2026-11-28T22:00:00Z";
    expect(due({ item_type: "review", priority: 40 }, since)).toBe("2026-11-28T22:30:00.000Z");
    expect(due({ item_type: "question", priority: 140 }, since)).toBe("2026-11-28T22:30:00.000Z");
  });

  test("a question of Friday evening is due on Monday morning", () => {
    expect(due(QUESTION, "2026-11-27T14:45:00Z")).toBe("2026-11-30T06:15:00.000Z");
    expect(due(QUESTION, "2026-11-27T17:00:00Z")).toBe("2026-11-30T06:30:00.000Z");
    expect(due(QUESTION, "2026-11-27T14:30:00Z")).toBe("2026-11-27T15:00:00.000Z");
  });

  test("who wrote before the moment of a class is overdue, and who wrote at it is not, on any day of the week", () => {
    const week = at("2026-11-23T05:59:59.999Z");
    for (const goals of [GOALS, { ...GOALS, rest: 90 * DAY_MS }, { ...GOALS, hours: null }]) {
      for (let hour = 0; hour < 7 * 24; hour += 13) {
        const now = week + hour * HOUR_MS;
        for (const [name, item] of [
          ["urgent", ANGER],
          ["questions", QUESTION],
          ["rest", PRAISE],
        ] as const) {
          const moment = overdueBefore(name, now, goals, MOSCOW);
          expect(dueAt(item, moment - 1, goals, MOSCOW)).toBeLessThan(now);
          expect(dueAt(item, moment, goals, MOSCOW)).toBeGreaterThanOrEqual(now);
        }
      }
    }
  });

  test("a day and a night of work are more than two days of nine hours", () => {
    expect(due(PRAISE, "2026-11-26T06:00:00Z")).toBe("2026-11-30T12:00:00.000Z");
  });

  test("hours up to midnight follow one upon the other without a gap", () => {
    const all = { ...GOALS, hours: { days: WEEKDAYS, from: "00:00", to: "24:00" } };
    expect(due(PRAISE, "2026-03-28T12:00:00Z", all, "Europe/Berlin")).toBe("2026-03-29T12:00:00.000Z");
  });

  test("the hours are those of the wall clock on the days when clocks are changed", () => {
    const sunday = { ...GOALS, hours: { days: WEEKDAYS, from: "00:00", to: "06:00" } };
    // The night to the last Sunday of March has five hours until six o'clock, that of October seven.
    expect(due(PRAISE, "2026-03-28T23:00:00Z", { ...sunday, rest: 6 * HOUR_MS }, "Europe/Berlin")).toBe(
      "2026-03-29T23:00:00.000Z",
    );
    expect(due(PRAISE, "2026-10-24T22:00:00Z", { ...sunday, rest: 7 * HOUR_MS }, "Europe/Berlin")).toBe(
      "2026-10-25T05:00:00.000Z",
    );
  });
});

/** No time of day here comes twice or never, so that every minute is either within the hours or not. */
const ZONES = [MOSCOW, "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"];
const hour = (min: number, max: number) =>
  fc.integer({ min, max }).map((minutes) => {
    const two = (n: number): string => String(n).padStart(2, "0");
    return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
  });
const hours: fc.Arbitrary<Hours> = fc.record({
  days: fc.subarray([...WEEKDAYS], { minLength: 1 }),
  from: fc.oneof(fc.constant("00:00"), hour(4 * 60, 12 * 60)),
  to: fc.oneof(fc.constant("24:00"), hour(13 * 60, 23 * 60)),
});
// The weeks around the days when clocks are changed, and some others.
const minute = fc
  .tuple(
    fc.constantFrom("2026-03-06", "2026-03-27", "2026-04-02", "2026-10-01", "2026-10-22", "2026-10-30", "2026-12-28"),
    fc.integer({ min: 0, max: 6 * 24 * 60 }),
  )
  .map(([day, minutes]) => at(day) + minutes * MINUTE_MS);

function isWithin(ms: number, { days, from, to }: Hours, zone: string): boolean {
  const [day = "", time = ""] = wallTime(ms, zone).split("T");
  return days.includes(weekdayOf(day)) && time >= from && time < to;
}

/** Counts the minutes of work one by one. */
function countedDue(since: number, goal: number, of: Hours, zone: string): number {
  let ms = since;
  for (let left = goal; left > 0; ms += MINUTE_MS) if (isWithin(ms, of, zone)) left -= MINUTE_MS;
  return ms;
}

describe("business hours", () => {
  const goal = fc.integer({ min: 1, max: 30 * 60 }).map((minutes) => minutes * MINUTE_MS);
  const place = fc.constantFrom(...ZONES);

  test("the goal is reached when as many minutes within them have been counted", () => {
    const check = (since: number, rest: number, of: Hours, zone: string): void => {
      expect(dueAt(PRAISE, since, { ...GOALS, rest, hours: of }, zone)).toBe(countedDue(since, rest, of, zone));
    };
    fc.assert(fc.property(minute, goal, hours, place, check), { numRuns: 60 });
  });

  test("who writes later is due no earlier, and nobody is due before their goal", () => {
    const check = (since: number, rest: number, of: Hours, zone: string): void => {
      const goals = { ...GOALS, rest, hours: of };
      const first = dueAt(PRAISE, since, goals, zone);
      expect(first).toBeGreaterThanOrEqual(since + rest);
      expect(dueAt(PRAISE, since + 7 * HOUR_MS, goals, zone)).toBeGreaterThanOrEqual(first);
      expect(dueAt(PRAISE, since + DAY_MS, goals, zone)).toBeGreaterThanOrEqual(first);
    };
    fc.assert(fc.property(minute, goal, hours, place, check), { numRuns: 100 });
  });
});
