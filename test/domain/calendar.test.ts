import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addDays, dayOf, dayRange, startOfDay } from "../../src/domain/calendar.ts";

const at = (text: string): number => Date.parse(text);
const ZONES = [
  "Europe/Moscow",
  "Europe/Berlin",
  "Australia/Lord_Howe",
  "America/New_York",
  "Asia/Kathmandu",
  "UTC",
  "Pacific/Apia",
];

describe("business day", () => {
  test("a Moscow seller's day begins at 21:00 UTC the day before", () => {
    expect(startOfDay("2026-11-24", "Europe/Moscow")).toBe(at("2026-11-23T21:00:00Z"));
    expect(dayOf(at("2026-11-23T20:59:59.999Z"), "Europe/Moscow")).toBe("2026-11-23");
    expect(dayOf(at("2026-11-23T21:00:00Z"), "Europe/Moscow")).toBe("2026-11-24");
  });

  test("a day has 23, 24 or 25 hours where clocks are changed", () => {
    const hours = (date: string, zone: string): number => {
      const { from, to } = dayRange(date, zone);
      return (to - from) / 3_600_000;
    };
    expect(hours("2026-03-29", "Europe/Berlin")).toBe(23);
    expect(hours("2026-10-25", "Europe/Berlin")).toBe(25);
    expect(hours("2026-10-04", "Australia/Lord_Howe")).toBe(23.5);
    expect(hours("2026-03-29", "Europe/Moscow")).toBe(24);
  });

  test("a day contains its first millisecond and not the one before, in every zone", () => {
    const day = fc.integer({ min: at("2015-01-01"), max: at("2035-01-01") });
    fc.assert(
      fc.property(day, fc.constantFrom(...ZONES), (ms, zone) => {
        const date = dayOf(ms, zone);
        const { from, to } = dayRange(date, zone);
        expect(from).toBeLessThanOrEqual(ms);
        expect(to).toBeGreaterThan(ms);
        expect(dayOf(from, zone)).toBe(date);
        expect(dayOf(from - 1, zone)).toBe(addDays(date, -1));
      }),
    );
  });
});
