import { Cron } from "croner";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  intervalOf,
  judge,
  LATE_MS,
  nextOccurrence,
  occurrencesUntil,
  planSchedules,
} from "../../src/schedule/plan.ts";
import { testConfig } from "../support/config.ts";
import { runs } from "../support/runs.ts";

const at = (text: string): number => Date.parse(text);
const iso = (ms: number): string => new Date(ms).toISOString();

describe("schedule plan", () => {
  test("the plan has the specification's ten schedules and the week's, with one poll per account, in the business time zone", () => {
    const plan = planSchedules(testConfig());
    expect(plan.map(({ name, cron, missed, timezone }) => `${name} ${cron} ${missed} ${timezone}`)).toEqual([
      "poll_wb_reviews:wb-main 0 */5 * * * * skip Europe/Moscow",
      "poll_wb_questions:wb-main 50 */5 * * * * skip Europe/Moscow",
      "poll_ozon_reviews:ozon-main 40 1-59/5 * * * * skip Europe/Moscow",
      "poll_ozon_questions:ozon-main 30 2-59/5 * * * * skip Europe/Moscow",
      "poll_ym_reviews:ym-main 20 3-59/5 * * * * skip Europe/Moscow",
      "poll_ym_questions:ym-main 10 4-59/5 * * * * skip Europe/Moscow",
      "retry_failed_publish 0 0 * * * * once Europe/Moscow",
      "calculate_daily_analytics 0 0 1 * * * once Europe/Moscow",
      "archive_old_items 0 0 2 * * * once Europe/Moscow",
      "office_heartbeat 0 * * * * * skip Europe/Moscow",
      "weekly_summary 0 0 9 * * 1 once Europe/Moscow",
    ]);
  });

  test("the polls start at :00, :50, 1:40, 2:30, 3:20 and 4:10 of every five minutes", () => {
    const from = at("2026-11-24T11:59:59Z");
    const polls = planSchedules(testConfig()).slice(0, 6);
    const seconds = polls.map((entry) => (nextOccurrence(entry, from) ?? 0) / 1000 - from / 1000 - 1);
    expect(seconds).toEqual([0, 50, 100, 150, 200, 250]);
  });

  test("one o'clock means one o'clock in Moscow even when the server runs in UTC", () => {
    const entry = { cron: "0 0 1 * * *", timezone: "Europe/Moscow" };
    expect(iso(nextOccurrence(entry, at("2026-11-24T00:00:00Z")) ?? 0)).toBe("2026-11-24T22:00:00.000Z");
  });

  test("the interval of an uneven schedule is that of the time asked for, also when the clock goes back", () => {
    const entry = { cron: "0 0 9,10,18 * * *", timezone: "UTC" };
    const hours = ["08:59:59", "09:00:00", "09:59:59", "10:00:00", "08:30:00"].map(
      (time) => intervalOf(entry, at(`2026-11-24T${time}Z`)) / 3_600_000,
    );
    expect(hours).toEqual([1, 8, 8, 15, 1]);
  });

  test("the configuration can change a schedule's times and policy and can disable it", () => {
    const config = testConfig({
      schedule: { archive_old_items: { cron: "0 30 4 * * *", missed: "all", enabled: false } },
    });
    const entry = planSchedules(config).find(({ kind }) => kind === "archive_old_items");
    expect(entry).toMatchObject({ cron: "0 30 4 * * *", missed: "all", enabled: false });
  });

  test("making up for each missed time enqueues a job for each, unless the configuration says otherwise", () => {
    const overlapOf = (entry: object): string | undefined => {
      const plan = planSchedules(testConfig({ schedule: { archive_old_items: entry } }));
      return plan.find(({ kind }) => kind === "archive_old_items")?.overlap;
    };
    expect(overlapOf({})).toBe("skip");
    expect(overlapOf({ missed: "all" })).toBe("queue");
    expect(overlapOf({ missed: "all", overlap: "skip" })).toBe("skip");
  });

  test("every account of a platform has its own poll, and a platform without accounts has none", () => {
    const account = { platform: "wb", brand: "market" };
    const config = testConfig({
      accounts: [
        { ...account, id: "a", token: "t" },
        { ...account, id: "b", token: "u" },
      ],
    });
    const names = planSchedules(config).map(({ name }) => name);
    expect(names.filter((name) => name.startsWith("poll_"))).toEqual([
      "poll_wb_reviews:a",
      "poll_wb_reviews:b",
      "poll_wb_questions:a",
      "poll_wb_questions:b",
    ]);
  });
});

describe("polls of many accounts", () => {
  const INTERVAL_MS = 300_000;
  const account = (id: string) => ({ id, platform: "ozon", client_id: id, api_key: "k", brand: "market" });
  const planOf = (ids: readonly string[], schedule = {}): ReturnType<typeof planSchedules> => {
    const config = testConfig({ schedule });
    const accounts = ids.map((id) => ({ ...account(id), platform: "ozon" as const }));
    return planSchedules({ ...config, accounts }).filter(({ kind }) => kind.startsWith("poll_ozon"));
  };
  const offsets = (ids: readonly string[], schedule = {}): Map<string, number> => {
    return new Map(planOf(ids, schedule).map(({ name, offset_ms }) => [name, offset_ms]));
  };
  const many = (count: number): string[] => Array.from({ length: count }, (_, i) => `ozon-${i}`);
  const ids = fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/), { minLength: 11, maxLength: 60 });

  test("up to ten accounts of a marketplace are polled in the second of the pattern, eleven take turns", () => {
    expect([...offsets(many(10)).values()]).toEqual(Array(20).fill(0));
    expect(new Set(offsets(many(11)).values()).size).toBe(22);
  });

  test("an account's turn does not change with a restart, its place in the list, or other accounts", () => {
    fc.assert(
      fc.property(ids, ids, (some, others) => {
        const [first, again] = [offsets(some), offsets([...new Set([...others, ...some.toReversed()])])];
        for (const [name, offset] of first) expect(again.get(name)).toBe(offset);
      }),
      runs(20),
    );
  });

  test("every poll still comes once in each interval, later than the pattern by less than the interval", () => {
    fc.assert(
      fc.property(ids, fc.integer({ min: 0, max: 400 * 86_400_000 }), (some, after) => {
        const from = at("2026-01-01T00:00:00Z") + after;
        for (const entry of planOf(some)) {
          const first = nextOccurrence(entry, from) ?? 0;
          const { due, next } = occurrencesUntil(entry, first, first + 3 * INTERVAL_MS - 1);
          expect(first - from).toBeLessThanOrEqual(INTERVAL_MS);
          expect([...due, next]).toEqual([0, 1, 2, 3].map((i) => first + i * INTERVAL_MS));
          expect(nextOccurrence({ ...entry, offset_ms: 0 }, first - entry.offset_ms - 1)).toBe(first - entry.offset_ms);
        }
      }),
      runs(20),
    );
  });

  test("no second of the interval gets far more than its part, also of accounts whose names hardly differ", () => {
    const plan = planOf(many(6000));
    const seconds = Map.groupBy(plan, (entry) => Math.floor(((nextOccurrence(entry, 0) ?? 0) % INTERVAL_MS) / 1000));
    const counts = [...seconds.values()].map((those) => those.length);
    // 12,000 polls in 300 seconds are 40 each; of so many seconds one in a million has 80 by chance.
    expect(seconds.size).toBe(300);
    expect(Math.max(...counts)).toBeLessThan(80);
    expect(Math.min(...counts)).toBeGreaterThan(10);
  });

  test("what is polled seldom is polled within a quarter of an hour, and what is polled in bursts between them", () => {
    const spread = (cron: string): number => {
      return Math.max(...offsets(many(300), { poll_ozon_reviews: { cron }, poll_ozon_questions: { cron } }).values());
    };
    expect(spread("0 0 9,18 * * *") / 60_000).toSatisfy((minutes: number) => minutes > 14 && minutes < 15);
    expect(spread("0 0,2,30 * * * *") / 60_000).toSatisfy((minutes: number) => minutes > 1.9 && minutes < 2);
  });
});

/** Local wall-clock times that do not exist or occur twice, computed by hand. */
describe("occurrences across a change of clocks", () => {
  const fires = (cron: string, timezone: string, from: string, to: string): string[] => {
    const entry = { cron, timezone };
    const first = nextOccurrence(entry, at(from) - 1) ?? 0;
    return occurrencesUntil(entry, first, at(to)).due.map(iso);
  };

  test("a time that does not exist fires once, at the end of the missing hour (Berlin, spring)", () => {
    expect(fires("0 30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-30T12:00:00Z")).toEqual([
      "2026-03-29T01:00:00.000Z",
      "2026-03-30T00:30:00.000Z",
    ]);
  });

  test("a time that occurs twice fires once (Berlin, autumn)", () => {
    expect(fires("0 30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z", "2026-10-26T12:00:00Z")).toEqual([
      "2026-10-25T00:30:00.000Z",
      "2026-10-26T01:30:00.000Z",
    ]);
  });

  test("a quarter-hourly schedule has no gap in the hour that occurs twice", () => {
    const quarters = fires("0 */15 * * * *", "Europe/Berlin", "2026-10-25T00:00:00Z", "2026-10-25T02:00:00Z");
    expect(quarters).toHaveLength(9);
  });

  test("the next occurrence is the same whatever time was asked about before, forwards and backwards", () => {
    const start = at("2026-10-24T20:00:00Z");
    const times = fc.array(fc.integer({ min: 0, max: 10 * 3600 }), { minLength: 2, maxLength: 40 });
    const cron = fc.constantFrom("0 30 2 * * *", "0 */15 * * * *", "*/20 * * * * *", "0 0 1 1 1 *");
    fc.assert(
      fc.property(cron, times, (pattern, seconds) => {
        const direct = new Cron(pattern, { timezone: "Europe/Berlin", paused: true, mode: "6-part" });
        for (const after of seconds.map((second) => start + second * 1000)) {
          const next = nextOccurrence({ cron: pattern, timezone: "Europe/Berlin" }, after);
          expect(next).toBe(direct.nextRun(new Date(after))?.getTime() ?? null);
        }
      }),
      runs(50),
    );
  });

  test("Moscow has no change of clocks, so every day has its one o'clock", () => {
    expect(fires("0 0 1 * * *", "Europe/Moscow", "2026-03-01T00:00:00Z", "2026-04-30T23:00:00Z")).toHaveLength(61);
  });
});

describe("missed occurrences", () => {
  const now = at("2026-11-24T12:00:00Z");
  const due = [now - 3 * 3_600_000, now - 2 * 3_600_000, now - 3_600_000];
  const fired = (policy: "skip" | "once" | "all", times = due): boolean[] =>
    judge(times, policy, false, now).map((v) => v.fire);

  test("missed occurrences are dropped, made up for once, or made up for one by one", () => {
    expect(fired("skip")).toEqual([false, false, false]);
    expect(fired("once")).toEqual([false, false, true]);
    expect(fired("all")).toEqual([true, true, true]);
  });

  test("the last occurrence is on time when it is recent enough, whatever the policy", () => {
    expect(fired("skip", [...due, now - LATE_MS])).toEqual([false, false, false, true]);
    expect(fired("once", [...due, now - 1])).toEqual([false, false, false, true]);
  });

  test("occurrences of a paused schedule never fire, and their reason says so", () => {
    expect(judge(due, "all", true, now).map((v) => v.reason)).toEqual(["paused", "paused", "paused"]);
  });
});
