/** Polls whose marketplace answers in a way that no reader can finish or understand. */
import { describe, expect, test } from "vitest";
import { pollKind } from "../../../src/domain/job.ts";
import { pollingState } from "../../../src/store/tables/polling-state.ts";
import { requireItem } from "../../../src/store/tables/items.ts";
import type { SampleItem } from "../../../src/sandbox/samples.ts";
import { testApp } from "../../support/app.ts";

const ONE: SampleItem = { id: "one", platform: "ym", text: "Хорошая вещь.", rating: 5 };

describe.each(["ozon", "ym"] as const)("look-ups of %s that only embellish", (platform) => {
  const items = (["review", "question"] as const).map((itemType): SampleItem => {
    const rating = itemType === "review" ? 5 : null;
    return {
      id: itemType,
      platform,
      itemType,
      text: "Хорошая?",
      rating,
      sku: "OM-1001",
      photos: rating === null ? 0 : 2,
    };
  });
  // One is from the last day, which every poll lists; the other is older.
  const old = { ...items[0]!, id: "old", createdAt: Date.now() - 20 * 86_400_000 };

  test.each(["gone", "missing", "error", "html", "hang", "denied"] as const)(
    "and are %s never stop a poll, and are made again by the next one",
    async (how) => {
      const { app, sandbox } = await testApp({ items: [...items, old] });
      const poll = async (itemType: "review" | "question") => {
        const kind = pollKind(platform, itemType);
        return app.runner.runNow((tx) => app.enqueue(tx, kind, { account: `${platform}-sandbox` }).id);
      };
      sandbox.setFaults(platform, { lookups: how });
      expect(await poll("review")).toMatchObject({ state: "done" });
      expect(await poll("question")).toMatchObject({ state: "done" });
      expect([1, 2, 3].map((id) => requireItem(app.db, id).product_name)).toEqual([null, null, null]);

      sandbox.setFaults(platform, {});
      // A key that lacks the right is not asked again by every page.
      if (how === "denied") await app.clock.sleep(61_000);
      await poll("review");
      await poll("question");
      const { name } = sandbox.world.item("old").product;
      for (const id of [1, 2, 3]) {
        const item = requireItem(app.db, id);
        expect(item).toMatchObject({ product_name: name, sku: "OM-1001", incomplete: false });
        expect(item.photos).toHaveLength(item.item_type === "review" ? 2 : 0);
      }
    },
  );
});

describe("stars that only the archive of Wildberries shows", () => {
  test.each(["30d", "7d"])("are answered within minutes, with a look-back of %s", async (lookback) => {
    const { app, sandbox } = await testApp({ items: [], settings: { poll: { lookback } } });
    sandbox.setFaults("wb", { stars_archived: true });
    const poll = async () => {
      await app.runner.runNow((tx) => app.enqueue(tx, "poll_wb_reviews", { account: "wb-sandbox" }).id);
      await app.runner.drain();
    };
    await poll();
    sandbox.world.add([{ id: "stars", platform: "wb", text: "", rating: 5, createdAt: Date.now() - 60_000 }]);
    await poll();
    expect(requireItem(app.db, 1)).toMatchObject({ status: "pending_review", rating: 5, client_text: "" });
  });
});

describe("a list that goes round", () => {
  test("ends the poll with a state that says so, and what was read is stored", async () => {
    const { app, sandbox } = await testApp({ items: [ONE] });
    sandbox.setFaults("ym", { page_circle: 2 });
    const job = await app.runner.runNow((tx) => app.enqueue(tx, "poll_ym_reviews", { account: "ym-sandbox" }).id);
    expect(job).toMatchObject({ state: "scheduled", error_code: "marketplace.bad_reply" });
    const state = pollingState(app.db, { account: "ym-sandbox", itemType: "review" });
    expect(state).toMatchObject({ last_poll_status: "error", watermark: null });
    expect(state?.last_poll_error).toContain("goes round");
    expect(requireItem(app.db, 1).client_text).toBe(ONE.text);
  });
});
