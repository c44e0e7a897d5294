/** A buyer who writes in another language: the manager reads what it says, and a person decides. */
import { expect, test } from "vitest";
import { jobKey } from "../../src/domain/job.ts";
import { itemById } from "../../src/store/tables/items.ts";
import { responseOf } from "../../src/store/tables/responses.ts";
import { createStoreDesk } from "../../src/desk/store-desk.ts";
import { testApp } from "../support/app.ts";
import { llmServer, says } from "../support/llm-server.ts";

const TEXT = "Mahsulot juda yaxshi, rahmat";
const ANALYSIS = {
  sentiment: "positive",
  sentiment_score: 0.9,
  tags: [],
  category: "quality",
  key_points: [],
  attention: [],
  gist: "Товар очень хороший, спасибо.\u202e",
};
const ANSWER = "Assalomu alaykum! Fikringiz uchun rahmat, sizga yoqqanidan juda xursandmiz.";

/** The item after a model has answered in the buyer's language. */
async function answered(buyers_language: boolean) {
  const llm = await llmServer(says(JSON.stringify({ analysis: ANALYSIS, claims: [], answer: ANSWER })));
  const { app } = await testApp({
    items: [{ id: "a", platform: "wb", rating: 5, text: TEXT }],
    settings: { approval: { undo_window: "1h", rules: [{ name: "everything", when: {}, then: "approve" }] } },
    change(config) {
      Object.assign(config.ai, { provider: "openai", base_url: llm.baseUrl, api_key: "key", model: "m" });
      for (const brand of config.brands) brand.buyers_language = buyers_language;
    },
  });
  const account = "wb-sandbox";
  const key = jobKey("poll_wb_reviews", account);
  await app.runner.runNow((tx) => app.enqueue(tx, "poll_wb_reviews", { account }, { key, account }).id);
  await app.runner.drain();
  const rules = responseOf(app.db, 1)?.problems.map(({ rule }) => rule);
  const asked = llm.seen[0]?.body.messages[0]?.content;
  return { app, item: itemById(app.db, 1), rules, asked };
}

test("the gist is stored beside the buyer's words, and a person decides on an answer in their language", async () => {
  const { app, item, rules, asked } = await answered(true);
  expect(item).toMatchObject({ status: "pending_review", client_text: TEXT });
  expect(item?.ai_analysis?.gist).toBe("Товар очень хороший, спасибо.");
  expect(rules).toEqual(["foreign"]);
  expect(asked).toContain("На языке покупателя");
  expect((await createStoreDesk(app).item(1)).item.ai_analysis?.gist).toContain("Товар");
});

test("a brand that has not allowed it is told to answer in Russian, and another language is remarked", async () => {
  const { rules, asked } = await answered(false);
  expect(rules).toEqual(["language", "foreign"]);
  expect(asked).not.toContain("На языке покупателя");
});
