/** Polls whose marketplace answers in a way that no reader can finish or understand. */
import { describe, expect, test } from "vitest";
import type { Config } from "../../../src/config/schema.ts";
import { gaugesOf } from "../../../src/desk/gauges.ts";
import { createStoreDesk } from "../../../src/desk/store-desk.ts";
import { pollKind } from "../../../src/domain/job.ts";
import { pollingState } from "../../../src/store/tables/polling-state.ts";
import { listQuarantined } from "../../../src/store/tables/quarantine.ts";
import { requireItem } from "../../../src/store/tables/items.ts";
import type { SampleItem } from "../../../src/sandbox/samples.ts";
import { json, scriptedServer } from "../../marketplaces/scripted-server.ts";
import { testApp } from "../../support/app.ts";
import { jumpingClock } from "../../support/jumping-clock.ts";

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
      const clock = jumpingClock();
      const { app, sandbox } = await testApp({ items: [...items, old], clock });
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
      if (how === "denied") clock.jump(61_000);
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

describe("an element that cannot be read", () => {
  test("stands in status, overview and metrics until somebody has looked at it", async () => {
    const { app, sandbox, config } = await testApp({ items: [ONE] });
    sandbox.setFaults("ym", { unreadable: 1 });
    const desk = createStoreDesk({ db: app.db, clock: app.clock, config });
    const poll = () => app.runner.runNow((tx) => app.enqueue(tx, "poll_ym_reviews", { account: "ym-sandbox" }).id);
    const counted = async () => {
      const [{ quarantined: status }, { quarantined: overview }] = [await desk.status(), await desk.overview()];
      return [status, overview, gaugesOf({ ...app, config }).quarantined];
    };
    await poll();
    expect(await counted()).toEqual([1, 1, 1]);
    expect(listQuarantined(app.db, 10)).toMatchObject([{ account: "ym-sandbox", looked_at: null }]);
    expect(await app.decisions.seeQuarantined("wb-sandbox", "person:test")).toBe(0);
    expect(await app.decisions.seeQuarantined("ym-sandbox", "person:test")).toBe(1);
    // The lists go on showing it, and it has been looked at.
    await poll();
    expect(await counted()).toEqual([0, 0, 0]);
  });

  test("is one of ten thousand: some are kept, all are counted, and the good one is stored", async () => {
    const broken = Array.from({ length: 10_000 }, (_, x) => ({ x }));
    const good = { id: "good", text: "Хорошо", productValuation: 5, createdDate: new Date().toISOString() };
    await using server = await scriptedServer(
      json(200, { data: { feedbacks: [...broken, good] } }),
      json(200, { data: { feedbacks: [] } }),
    );
    const change = (config: Config) => void (config.accounts[0]!.base_url = server.url);
    const { app } = await testApp({ items: [], change });
    const poll = () => app.runner.runNow((tx) => app.enqueue(tx, "poll_wb_reviews", { account: "wb-sandbox" }).id);
    const { state, result } = await poll();
    expect(state).toBe("done");
    expect(JSON.parse(result ?? "")).toMatchObject({ quarantined: 10_000, not_kept: 9800, new: 1 });
    expect(requireItem(app.db, 1)).toMatchObject({ external_id: "good" });
    const rows = listQuarantined(app.db, 1000);
    expect(rows).toHaveLength(201);
    expect(rows.map(({ reason }) => reason)).toContain(
      "9800 more that could not be read in one poll; they are not kept",
    );
  });

  test("is one that nobody can have written then: of years to come it counts as written now, of 1970 it is set aside", async () => {
    const dates = ["9999-12-31T23:59:59Z", "1970-01-01T00:00:00Z", "0001-01-01T00:00:00Z"];
    const feedbacks = dates.map((createdDate, id) => ({
      id: `r${id}`,
      text: "Хорошо",
      productValuation: 5,
      createdDate,
    }));
    await using server = await scriptedServer(
      json(200, { data: { feedbacks } }),
      json(200, { data: { feedbacks: [] } }),
    );
    const change = (config: Config) => void (config.accounts[0]!.base_url = server.url);
    const { app } = await testApp({ items: [], change });
    await app.runner.runNow((tx) => app.enqueue(tx, "poll_wb_reviews", { account: "wb-sandbox" }).id);
    expect(Math.abs(requireItem(app.db, 1).created_at - app.clock.now())).toBeLessThan(60_000);
    expect(listQuarantined(app.db, 10).map(({ reason }) => reason)).toEqual(
      Array(2).fill(expect.stringContaining("expected a date and time")),
    );
  });

  test("is not what an Ozon question without a SKU is: it waits, about an unknown product", async () => {
    const items = [0, 1].map((n): SampleItem => {
      return { id: `q${n}`, platform: "ozon", itemType: "question", rating: null, text: "Какой размер?" };
    });
    const { app, sandbox } = await testApp({
      items,
      change: (config) => void config.brands.splice(1),
    });
    Object.assign(sandbox.world.item("q0"), { ozonSku: 0 });
    await app.runner.runNow((tx) => app.enqueue(tx, "poll_ozon_questions", { account: "ozon-sandbox" }).id);
    await app.runner.drain();
    expect(listQuarantined(app.db, 10)).toEqual([]);
    expect(requireItem(app.db, 1)).toMatchObject({ status: "pending_review", sku: null, product_name: null });
    await app.decisions.approve(1, "person:test");
    await app.runner.drain();
    expect(requireItem(app.db, 1).error_message).toContain("Ответьте в её кабинете");
    expect(sandbox.world.item("q0").received).toEqual([]);
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
