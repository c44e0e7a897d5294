import { describe, expect, test } from "vitest";
import { judge, LATE_MS, nextOccurrence, occurrencesUntil, planSchedules } from "../../src/schedule/plan.ts";
import { testConfig } from "../support/config.ts";

const at = (text: string): number => Date.parse(text);
const iso = (ms: number): string => new Date(ms).toISOString();

describe("schedule plan", () => {
  test("the plan has the specification's ten schedules, with one poll per account, in the business time zone", () => {
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
