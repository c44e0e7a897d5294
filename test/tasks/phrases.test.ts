/** A brand's own phrases for the built-in AI, in the whole program. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Config } from "../../src/config/schema.ts";
import { jobKey } from "../../src/domain/job.ts";
import type { SampleItem } from "../../src/sandbox/samples.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { listItems } from "../../src/store/tables/items.ts";
import { responseOf } from "../../src/store/tables/responses.ts";
import { testApp } from "../support/app.ts";
import { tempFolder } from "../support/temp.ts";

const ITEMS: SampleItem[] = [
  { id: "market", platform: "wb", rating: 5, text: "", sku: "OM-1001" },
  { id: "kids", platform: "wb", rating: 5, text: "", sku: "OK-2001" },
];

function withPhrases(text: string): (config: Config) => void {
  const file = join(tempFolder(), "phrases.ru.yaml");
  writeFileSync(file, text);
  return ({ brands: [market] }) => Object.assign(market ?? {}, { phrases_file: file });
}

/** The drafts by brand, after everything was read and drafted. */
async function drafts(change: (config: Config, sandbox: Sandbox) => void): Promise<Map<string, string>> {
  const { app } = await testApp({ items: ITEMS, change });
  const account = "wb-sandbox";
  const key = jobKey("poll_wb_reviews", account);
  await app.runner.runNow((tx) => app.enqueue(tx, "poll_wb_reviews", { account }, { key, account }).id);
  await app.runner.drain();
  const items = listItems(app.db, { limit: 10 });
  return new Map(items.map(({ id, brand_id }) => [brand_id, responseOf(app.db, id)?.draft_text ?? ""]));
}

test("a brand's own phrases appear in the drafts of that brand alone", async () => {
  const found = await drafts(withPhrases("thanks: {five_stars: {plain: Пять звёзд от вас как праздник!}}"));

  expect(found.get("ohana_market")).toContain("Пять звёзд от вас как праздник!");
  expect(found.get("ohana_kids")).toMatch(/звёзд|оценк|пятёрк/u);
  expect(found.get("ohana_kids")).not.toContain("праздник");
});

test("a brand's own phrases appear in the built-in drafts that replace a model's refusal", async () => {
  const own = withPhrases("thanks: {five_stars: {plain: Пять звёзд от вас как праздник!}}");
  const found = await drafts((config, { llm, baseUrls, credentials }) => {
    own(config);
    llm.always = "refusal";
    const { apiKey: api_key } = credentials.llm;
    Object.assign(config.ai, { provider: "openai", base_url: baseUrls.llm, api_key, model: "sandbox" });
  });

  expect(found.get("ohana_market")).toContain("Пять звёзд от вас как праздник!");
});

test("wrong phrases stop the start with their line number, before anything is opened", async () => {
  const opening = testApp({ items: ITEMS, change: withPhrases("thanks:\n  five_starz: Ура!") });

  await expect(opening).rejects.toThrow(/phrases\.ru\.yaml:2:3 {2}thanks\.five_starz .*did you mean "five_stars"/);
});
