import { describe, expect, test } from "vitest";
import { addDays, dayOf, dayRange } from "../../../src/domain/calendar.ts";
import { archiveBatch } from "../../../src/store/tables/archive.ts";
import { calculateDay, listAnalytics, type DayFigures } from "../../../src/store/views/analytics.ts";
import type { Db } from "../../../src/store/db.ts";
import { tempDb } from "../../support/temp.ts";
import { fillYears } from "../../support/years.ts";

const ZONE = "Europe/Moscow";
const FROM = Date.parse("2026-03-25T00:00:00Z");
const TO = Date.parse("2026-04-08T00:00:00Z");

interface Row {
  platform: string;
  brand_id: string;
  item_type: string;
  rating: number | null;
  status: string;
  sentiment: string;
  created_at: number;
  fetched_at: number;
  published_at: number | null;
}

const READ = `select platform, brand_id, item_type, rating, status, json_extract(ai_analysis, '$.sentiment') as sentiment,
  created_at, fetched_at, published_at`;

/** The figures of a day, counted item by item in TypeScript instead of SQL. */
function byHand(rows: Row[], day: string, platform: string, brand: string): Record<string, number | null> {
  const mine = rows.filter(
    (row) => (platform === "all" || row.platform === platform) && (brand === "all" || row.brand_id === brand),
  );
  const on = (ms: number | null): boolean => ms !== null && dayOf(ms, ZONE) === day;
  const written = mine.filter((row) => on(row.created_at));
  const count = (test: (row: Row) => boolean): number => written.filter(test).length;
  const mean = (values: number[]): number | null =>
    values.length === 0 ? null : values.reduce((a, b) => a + b, 0) / values.length;
  const waits = written
    .flatMap((row) => (row.published_at === null ? [] : [(row.published_at - row.created_at) / 60_000]))
    .sort((a, b) => a - b);
  const middle = waits.length / 2;
  return {
    total_items: written.length,
    reviews_count: count((row) => row.item_type === "review"),
    questions_count: count((row) => row.item_type === "question"),
    positive_count: count((row) => row.sentiment === "positive"),
    negative_count: count((row) => row.sentiment === "negative"),
    avg_rating: mean(written.flatMap((row) => row.rating ?? [])),
    rating_1: count((row) => row.rating === 1),
    rating_5: count((row) => row.rating === 5),
    processed_count: count((row) => row.status !== "error"),
    published_count: count((row) => row.status === "published"),
    skipped_count: count((row) => row.status === "skipped"),
    escalated_count: count((row) => row.status === "escalated"),
    avg_response_min: mean(waits),
    median_response_min: waits.length === 0 ? null : mean([waits[Math.ceil(middle) - 1]!, waits[Math.floor(middle)]!]),
    within_30m_count: waits.filter((wait) => wait <= 30).length,
    within_day_count: waits.filter((wait) => wait <= 1440).length,
    received_count: mine.filter((row) => on(row.fetched_at)).length,
    // The answer was sent one second before it was known to be published.
    answered_count: mine.filter((row) => row.status === "published" && on(row.published_at! - 1000)).length,
  };
}

function rowsOf(db: Db): Row[] {
  return db.statement(`${READ} from items union all ${READ} from items_archive`).all() as Row[];
}

describe("daily figures", () => {
  test("the daily figures equal a count by hand for every marketplace, brand and Moscow day, with late items and answers, live and archived", async () => {
    const db = tempDb();
    await fillYears(db, { items: 3000, from: FROM, to: TO });
    // Half of the items have been archived meanwhile.
    const limits = { before: FROM + (TO - FROM) / 2, moderatedSince: TO * 2 };
    for (let moved = 500; moved === 500;) moved = await db.write((tx) => archiveBatch(tx, limits, 500, TO));
    const rows = rowsOf(db);
    expect(rows).toHaveLength(3000);
    let compared = 0;
    for (let day = "2026-03-24"; day <= "2026-05-20"; day = addDays(day, 1)) {
      await db.write((tx) => void calculateDay(tx, day, dayRange(day, ZONE), TO));
      for (const figures of listAnalytics(db, day, day)) {
        const expected = byHand(rows, day, figures.platform, figures.brand_id);
        for (const [name, value] of Object.entries(expected)) {
          const seen = figures[name as keyof DayFigures] as number | null;
          if (value === null || seen === null) expect(seen, `${day} ${name}`).toBe(value);
          else expect(seen, `${day} ${figures.platform} ${figures.brand_id} ${name}`).toBeCloseTo(value, 6);
          compared++;
        }
      }
    }
    expect(compared).toBeGreaterThan(5000);
  });

  test("figures calculated twice are stored once", async () => {
    const db = tempDb();
    await fillYears(db, { items: 200, from: FROM, to: FROM + 86_400_000 });
    const day = "2026-03-25";
    const calculate = (): Promise<void> => db.write((tx) => void calculateDay(tx, day, dayRange(day, ZONE), 1));
    await calculate();
    const first = listAnalytics(db, day, day);
    await calculate();
    expect(listAnalytics(db, day, day)).toEqual(first);
    expect(first.filter((row) => row.platform === "all" && row.brand_id === "all")).toHaveLength(1);
  });
});
