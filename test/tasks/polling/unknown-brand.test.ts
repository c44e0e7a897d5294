/** Items of a cabinet with two brands whose product card does not say which one they are. */
import { describe, expect, test } from "vitest";
import type { App } from "../../../src/app.ts";
import type { Config } from "../../../src/config/schema.ts";
import { pollKind } from "../../../src/domain/job.ts";
import type { ItemType, Platform } from "../../../src/domain/platform.ts";
import type { CardState } from "../../../src/sandbox/catalogue.ts";
import type { SampleItem } from "../../../src/sandbox/samples.ts";
import { requireItem } from "../../../src/store/tables/items.ts";
import { responseOf } from "../../../src/store/tables/responses.ts";
import { reopen, testApp } from "../../support/app.ts";

const EVERYTHING = [{ name: "all", when: {}, then: "approve" }];

/** One review of the children's brand, in an account of the other one; only the card tells whose it is. */
async function shop(platform: Platform, { card = "live", brands = 2 }: { card?: CardState; brands?: number } = {}) {
  const item: SampleItem = { id: "one", platform, text: "Хорошая пижама.", rating: 5, sku: "OK-2006" };
  const opened = await testApp({
    items: [item],
    settings: { approval: { undo_window: "0s", rules: EVERYTHING } },
    change: (config: Config) => {
      // The marketplaces' own numbers of products begin like this; articles do not.
      for (const brand of config.brands) brand.match.sku_prefixes = brand.id === "ohana_market" ? ["1", "2"] : [];
      if (brands === 1) config.brands.splice(1);
    },
  });
  opened.sandbox.world.catalogue.bySku("OK-2006")!.card = card;
  return opened;
}

async function poll(app: App, platform: Platform, itemType: ItemType = "review"): Promise<void> {
  const job = await app.runner.runNow(
    (tx) => app.enqueue(tx, pollKind(platform, itemType), { account: `${platform}-sandbox` }).id,
  );
  expect(job.state).toBe("done");
  await app.runner.drain();
}

describe.each(["wb", "ozon", "ym"] as const)("at %s an item whose card is deleted", (platform) => {
  test("waits for a person without a draft, and goes on by itself once the card is there again", async () => {
    const { app, sandbox, config } = await shop(platform, { card: "deleted" });
    await poll(app, platform);
    expect(requireItem(app.db, 1)).toMatchObject({ status: "error", brand_known: false });
    expect(requireItem(app.db, 1).error_message).toContain("reputation retry 1 --brand ohana_market | ohana_kids");
    expect(responseOf(app.db, 1)).toBeUndefined();
    await poll(app, platform);
    expect(requireItem(app.db, 1).status).toBe("error");
    expect(sandbox.world.item("one").received).toEqual([]);

    sandbox.world.catalogue.bySku("OK-2006")!.card = "live";
    // The next start has not kept for an hour that there is no such card.
    await app.close(0);
    const next = await reopen(config, app.clock);
    await poll(next, platform);
    expect(requireItem(next.db, 1)).toMatchObject({ status: "published", brand_id: "ohana_kids", brand_known: true });
    expect(sandbox.world.item("one").received[0]?.text).toContain("Ваша Охана Кидс");
  });

  test("is answered in the name that a person says", async () => {
    const { app, sandbox } = await shop(platform, { card: "deleted" });
    await poll(app, platform);
    await expect(app.decisions.retry(1, "person:test", "ohana")).rejects.toMatchObject({ code: "brand.unknown" });
    await app.decisions.retry(1, "person:test", "ohana_kids");
    await app.runner.drain();
    expect(sandbox.world.item("one").received[0]?.text).toContain("Ваша Охана Кидс");
  });

  test("is answered as before in a cabinet of one brand", async () => {
    const { app } = await shop(platform, { card: "deleted", brands: 1 });
    await poll(app, platform);
    expect(requireItem(app.db, 1)).toMatchObject({ status: "published", brand_id: "ohana_market", brand_known: true });
  });
});

describe.each(["ozon", "ym"] as const)("at %s an item of two brands", (platform) => {
  test("is answered in the name of an archived card's own brand", async () => {
    const { app, sandbox } = await shop(platform, { card: "archived" });
    await poll(app, platform);
    expect(sandbox.world.item("one").received[0]?.text).toContain("Ваша Охана Кидс");
  });

  test("waits while the look-up of brands fails, and goes on with the next poll that succeeds", async () => {
    const { app, sandbox } = await shop(platform);
    sandbox.setFaults(platform, { lookups: "gone" });
    await poll(app, platform);
    expect(requireItem(app.db, 1)).toMatchObject({ status: "error", brand_known: false });
    sandbox.setFaults(platform, {});
    await poll(app, platform);
    expect(sandbox.world.item("one").received[0]?.text).toContain("Ваша Охана Кидс");
  });
});
