/** Reviews without a word, answered in bulk by a rule that asks for them. */
import { expect, test } from "vitest";
import { jobKey } from "../../src/domain/job.ts";
import { listItems } from "../../src/store/tables/items.ts";
import { responseOf } from "../../src/store/tables/responses.ts";
import { testApp } from "../support/app.ts";

const COUNT = 24;
const WORDED = { id: "worded", platform: "wb", rating: 5, text: "Отличное платье, ткань приятная." } as const;
const BARE = Array.from({ length: COUNT }, (_, i) => ({
  id: `bare ${i}`,
  platform: "wb" as const,
  rating: 5,
  text: "",
}));

/** The shop after everything was read, drafted and sent that a rule with this condition approves. */
async function answered(when: Record<string, unknown>) {
  const rules = [{ name: "happy", when: { rating: { min: 5 }, ...when }, then: "approve" }];
  const { app, sandbox } = await testApp({
    items: [...BARE, WORDED],
    settings: { approval: { undo_window: "0s", daily_cap: 1000, rules } },
    // Room for a few words only, so that the answers come to be like each other.
    change({ brands }) {
      for (const brand of brands) Object.assign(brand, { max_length: 60, signature: undefined });
    },
  });
  const [kind, account] = ["poll_wb_reviews", "wb-sandbox"] as const;
  await app.runner.runNow((tx) => app.enqueue(tx, kind, { account }, { key: jobKey(kind, account), account }).id);
  await app.runner.drain();
  const items = listItems(app.db, { limit: 100 }).filter(({ client_text }) => client_text === "");
  const copies = items.filter(({ id }) => responseOf(app.db, id)?.problems.some(({ rule }) => rule === "copy"));
  const texts = sandbox.world.items().flatMap(({ received }) => received.map(({ text }) => text));
  return { open: items.filter(({ status }) => status !== "published"), copies, texts };
}

test("a rule for reviews without a word sends near-copies among their answers, and the answers vary", async () => {
  const { open, copies, texts } = await answered({ has_text: false });
  expect(copies.length).toBeGreaterThan(0);
  expect(open.map(({ id }) => id)).toEqual([]);
  expect(texts).toHaveLength(COUNT);
  const counts = [...Map.groupBy(texts, (text) => text).values()].map(({ length }) => length);
  expect(counts.length).toBeGreaterThan(COUNT / 4);
  expect(Math.max(...counts)).toBeLessThanOrEqual(COUNT / 10);
});

test("a rule that does not ask for reviews without a word leaves near-copies to a person", async () => {
  const { open, copies } = await answered({});
  expect(copies.length).toBeGreaterThan(0);
  expect(open.map(({ id }) => id)).toEqual(copies.map(({ id }) => id));
});
