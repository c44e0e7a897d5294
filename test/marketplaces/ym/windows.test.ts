import * as fc from "fast-check";
import { expect, it } from "vitest";
import { questionWindows, reviewWindows } from "../../../src/marketplaces/ym/windows.ts";
import { DAY, NOW } from "../quick-clock.ts";

const moments = fc.integer({ min: 0, max: 900 * DAY });

it("a recent time needs one part, open to the present", () => {
  expect(reviewWindows(NOW - 30 * DAY, NOW)).toEqual([{ from: "2026-06-15T08:59:59.000Z" }]);
  expect(questionWindows(NOW - 5 * DAY, NOW)).toEqual([{ from: "2026-07-09" }]);
});

it("every moment since then is inside some part of the reviews, ends excluded", () => {
  fc.assert(
    fc.property(moments, fc.double({ min: 0, max: 1, noNaN: true }), (age, share) => {
      const since = NOW - age;
      const moment = Math.floor(since + share * age);
      const parts = reviewWindows(since, NOW);
      const holds = parts.some(
        ({ from, to }) => Date.parse(from) < moment && (to === undefined || moment < Date.parse(to)),
      );
      expect(holds).toBe(true);
      for (const { from, to } of parts) {
        expect((to === undefined ? NOW : Date.parse(to)) - Date.parse(from)).toBeLessThanOrEqual(180 * DAY);
      }
    }),
  );
});

it("every day since then is inside some part of the questions, in every zone", () => {
  fc.assert(
    fc.property(
      moments,
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: -12, max: 14 }),
      (age, share, zone) => {
        const since = NOW - age;
        const day = new Date(since + share * age + zone * 3_600_000).toISOString().slice(0, 10);
        const parts = questionWindows(since, NOW);
        expect(parts.some(({ from, to }) => from <= day && (to === undefined || day < to))).toBe(true);
        for (const { from, to } of parts) {
          // A day later than here, somewhere.
          const end = to === undefined ? NOW + DAY : Date.parse(to);
          expect(end - Date.parse(from)).toBeLessThanOrEqual(28 * DAY + DAY);
        }
      },
    ),
  );
});
