import { expect, test } from "vitest";
import { HOUR_MS, MINUTE_MS } from "../../src/base/clock.ts";
import { percentileOf } from "../../src/desk/answer-waits.ts";
import { splitRef } from "../../src/domain/item-ref.ts";
import { figuresApi } from "../../src/desk/figures.ts";
import { monthApi, type MonthReport } from "../../src/desk/month-report.ts";
import { writtenRows } from "../../src/desk/cell/month-rows.ts";
import { insertAudit } from "../../src/store/tables/audit.ts";
import { storeMonths } from "../../src/desk/month-source.ts";
import type { SampleItem } from "../../src/sandbox/samples.ts";
import { tempDb } from "../support/temp.ts";
import { olderCell, openCellShop, openHubOver } from "./cells.ts";

const NOW = Date.now();
const many = (from: string, n: number): SampleItem[] =>
  Array.from({ length: n }, (_, i) => ({
    id: `${from}${i}`,
    platform: "wb",
    sku: i % 3 === 0 ? "shared" : `${from}${i % 3}`,
    productName: `Рубашка ${i % 3}`,
    rating: i % 2 === 0 ? 5 : 2,
    text: i % 2 === 0 ? "Отличная рубашка, ткань мягкая" : "Порвалась по шву через день, качество плохое",
    createdAt: NOW - (i + 1) * HOUR_MS,
  }));
const WEST = many("w", 9);
const EAST = many("e", 6);
type Shop = Awaited<ReturnType<typeof openCellShop>>;

/** Answers each item after a time that its place decides, the same in every daemon. */
async function answered({ app }: Shop): Promise<void> {
  await app.db.write((tx) => {
    const took = `${10 * MINUTE_MS} * (1 + (${NOW} - created_at) / ${HOUR_MS} * 5 % 7)`;
    tx.statement(
      `update items set status = 'published', published_at = created_at + ${took}, seen_at = created_at`,
    ).run();
    tx.statement(`insert into ai_usage (at, item_id, purpose, model, input_tokens, output_tokens, cost)
      select created_at, id, 'draft', 'm', rating * 100, 7, rating / 10.0 from items`).run();
    for (const { id, rating } of tx.statement("select id, rating from items").all() as { id: number; rating: number }[])
      insertAudit(tx, { actor: `rule:${rating}`, action: rating > 3 ? "approve" : "skip", itemId: id }, NOW - 1);
    const taken = `(select (${NOW} - created_at) / ${HOUR_MS} % 3 from items where id = item_id) = 0`;
    tx.statement(`update responses set status = iif(${taken}, 'draft', 'published'), approved_by = 'rule:5',
      publish_error = iif(${taken}, 'реклама', null),
      published_at = (select published_at from items where id = item_id)`).run();
  });
}

async function shops() {
  const all = await Promise.all([openCellShop(WEST), openCellShop(EAST), openCellShop([...WEST, ...EAST])]);
  for (const shop of all) await answered(shop);
  const [west, east, both] = all;
  return { west, east, both };
}

test("how long half of the buyers and nine of ten waited in two cells is what one daemon with all answers counts", async () => {
  const { west, east, both } = await shops();
  const { hub } = await openHubOver({ west: west.url, east: east.url });
  const query = { days: 30 };
  const [here, there] = [await hub.figures.of(query, null), await figuresApi(both.app).of(query, null)];
  expect(here.classes.map(({ answered: n }) => n).filter((n) => n > 1).length).toBeGreaterThan(0);
  for (const [at, { median, p90, ...counts }] of there.classes.entries()) {
    expect(here.classes[at]).toMatchObject(counts);
    for (const [own, one] of [
      [here.classes[at]!.median, median],
      [here.classes[at]!.p90, p90],
    ]) {
      if (one === null || one === undefined) expect(own).toBeNull();
      else expect(Math.abs(own! - one)).toBeLessThanOrEqual(Math.max(500, one / 10_000));
    }
  }
  const { classes: _here, tokensPerAnswer, cost, hoursSaved, ...counted } = here;
  expect(counted).toEqual({
    ...there,
    classes: undefined,
    tokensPerAnswer: undefined,
    cost: undefined,
    hoursSaved: undefined,
  });
  expect([tokensPerAnswer, cost?.sum, cost?.perAnswer, hoursSaved]).toEqual(
    [there.tokensPerAnswer, there.cost?.sum, there.cost?.perAnswer, there.hoursSaved].map((n) => expect.closeTo(n!, 6)),
  );
  expect(there.rules.length).toBeGreaterThan(1);
  const alone = await Promise.all([west, east].map(async ({ app }) => figuresApi(app).of(query, null)));
  const halves = [...alone, here].map(({ classes }) => classes[2]!.median! / MINUTE_MS);
  expect(halves).toEqual([40, 50, 45]);
  // A cell that is too old to tell leaves it unknown, and not that of the others.
  const old = await openHubOver({ west: west.url, east: await olderCell(east.url, ["waits"]) });
  const { classes } = await old.hub.figures.of(query, null);
  expect(classes[2]).toMatchObject({ answered: there.classes[2]!.answered, median: null, p90: null });
});

test("a percentile lies between two waits as SQLite counts it, over any number of lists", () => {
  const waits = [5, 900, 20_000, 20_000, 3, 77_000, 12];
  const exactly = tempDb().statement("select percentile(value, ?) from json_each(?)").pluck();
  const parts = [waits.slice(0, 3), waits.slice(3)].map((some) => some.map((ms): [number, number] => [ms, 1]));
  for (const share of [0, 0.5, 0.9, 1]) {
    expect(percentileOf(parts, share)).toBeCloseTo(exactly.get(100 * share, JSON.stringify(waits)) as number, 6);
  }
  expect(percentileOf([[], []], 0.5)).toBeNull();
});

test("a month's report over two cells is that of one daemon with all items, and names the cell that it lacks", async () => {
  const { west, east, both } = await shops();
  const opened = await openHubOver({ west: west.url, east: east.url });
  const { hub } = opened;
  const month = hub.month.months()[0]!;
  const { app } = both;
  const one = monthApi({ ...app, figures: figuresApi(app), articleOf: () => undefined });
  const bare = ({ figures, worst, takenDown, ...report }: MonthReport) => ({
    ...report,
    takenDown: takenDown.map(({ product_name: name, reason, sent_at: at }) => [name, reason, at]),
    received: figures.classes.map(({ received }) => received),
    worst: worst.map(({ quotes, ...product }) => ({ ...product, quotes: quotes.map(({ text }) => text) })),
  });
  const report = await hub.month.of(month, undefined, null);
  expect(bare(report)).toEqual(bare(await one.of(month, undefined, null)));
  // Each is led to in its own cell.
  expect(report.takenDown.map(({ item_id: id }) => splitRef(id).cell)).toEqual(
    expect.arrayContaining(["east", "west"]),
  );
  for (const { quotes } of report.worst)
    for (const { id, text } of quotes) expect(await hub.items.get(id, null)).toMatchObject({ client_text: text });
  const marina = await opened.browserOf("marina");
  const page = await marina.get("/figures/month");
  expect(page.status).toBe(200);
  expect(page.text).not.toContain("этого не умеет");
  const old = await openHubOver({ west: west.url, east: await olderCell(east.url, ["month"]) });
  const olga = await old.browserOf("olga");
  expect((await olga.get("/figures/month")).text).toContain("Ячейка «EAST» этого не умеет");
});

test("of more SKUs than are told one by one the rest is added up, so that no sum of a month lacks anything", async () => {
  const { app } = await openCellShop(WEST);
  const days = { from: new Date(NOW - 40 * 24 * HOUR_MS).toISOString().slice(0, 10), to: "2099-01-01" };
  const { written } = await storeMonths({ ...app, articleOf: () => undefined }).counts(days, days, null);
  const rows = writtenRows(written, 1);
  expect(rows.map(([, , sku]) => sku)).toEqual(["shared", null]);
  const items = rows.reduce((sum, [, , , , [n = 0]]) => sum + n, 0);
  expect(items).toBe(WEST.length);
});
