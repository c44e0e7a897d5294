/** What an approving rule leaves to a person because of the buyer's words, with the built-in drafts. */
import { expect, test } from "vitest";
import { jobKey } from "../../src/domain/job.ts";
import { auditOf } from "../../src/store/tables/audit.ts";
import { listItems } from "../../src/store/tables/items.ts";
import { testApp } from "../support/app.ts";

const RULES = [
  { name: "low", when: { rating: { max: 3 } }, then: "approve" as const },
  { name: "all", when: {}, then: "approve" as const },
];

test("a rule answers what is ordinary by itself and leaves the rest to a person with the reason", async () => {
  const cases = [
    { rating: 2, text: "Ткань тонкая, не понравилась", why: null },
    { rating: 2, text: "Цвет бледный, потом лежала с копчиком", why: "слово не из обычных жалоб («лежала»)" },
    { rating: 1, text: "", why: null },
    { rating: 5, text: "Отличная лампа, ярко светит", why: null },
    { rating: 5, text: "Чудесная лампа, кроме шнура", why: "оговорка, пожелание или намёк («кроме шнура»)" },
  ];
  const { app } = await testApp({
    items: cases.map(({ rating, text }, at) => ({ id: `b${at}`, platform: "wb" as const, rating, text })),
    settings: { approval: { undo_window: "0s", rules: RULES } },
  });
  const account = "wb-sandbox";
  await app.runner.runNow(
    (tx) => app.enqueue(tx, "poll_wb_reviews", { account }, { key: jobKey("poll_wb_reviews", account), account }).id,
  );
  await app.runner.drain();

  for (const item of listItems(app.db, { limit: 20 })) {
    const { why } = cases.find(({ text }) => text === item.client_text)!;
    const waited = auditOf(app.db, item.id).find(({ action }) => action === "wait");
    expect([item.client_text, waited?.after ?? null]).toEqual([
      item.client_text,
      why === null ? null : expect.stringContaining(why),
    ]);
  }
});
