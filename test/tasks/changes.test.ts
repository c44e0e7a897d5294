/** Changes at the marketplace after an item was stored: it is edited, answered, withdrawn or taken down by moderation. */
import { describe, expect, test } from "vitest";
import type { App } from "../../src/app.ts";
import type { Platform } from "../../src/domain/platform.ts";
import { pollKind } from "../../src/domain/job.ts";
import type { SampleItem } from "../../src/sandbox/samples.ts";
import { auditOf } from "../../src/store/tables/audit.ts";
import { requireItem } from "../../src/store/tables/items.ts";
import { attemptsOf, insertIntent, recordOutcome, resolveAttempts } from "../../src/store/tables/publish-attempts.ts";
import { answerText, responseOf } from "../../src/store/tables/responses.ts";
import { testApp } from "../support/app.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const review = (platform: Platform, more: Partial<SampleItem> = {}): SampleItem => {
  return {
    id: "one",
    platform,
    text: "Хорошая вещь, носим с удовольствием.",
    rating: 5,
    createdAt: Date.now() - HOUR,
    ...more,
  };
};

async function poll(app: App, platform: Platform, itemType: "review" | "question" = "review"): Promise<unknown> {
  const kind = pollKind(platform, itemType);
  const job = await app.runner.runNow((tx) => app.enqueue(tx, kind, { account: `${platform}-sandbox` }).id);
  await app.runner.drain();
  return JSON.parse(job.result ?? "{}");
}

async function publish(app: App): Promise<void> {
  await app.decisions.approve(1, "person:test");
  await app.runner.drain();
}

const CHANGED = "Вещь села после первой стирки, очень расстроена.";
const BRANDED = [{ name: "all", when: { rating: { min: 1 } }, then: "approve" }];

describe.each(["wb", "ym"] as const)("a review that its buyer changes at %s", (platform) => {
  test("after it was answered gets a new draft for a person, and the approved text replaces the first answer", async () => {
    const { app, sandbox } = await testApp({
      items: [review(platform)],
      settings: { approval: { undo_window: "0s", rules: BRANDED } },
    });
    await poll(app, platform);
    expect(requireItem(app.db, 1).status).toBe("published");

    sandbox.world.edit("one", { text: CHANGED, rating: 2 });
    expect(await poll(app, platform)).toMatchObject({ new: 0, changed: 1 });
    const changed = requireItem(app.db, 1);
    expect(changed).toMatchObject({ status: "pending_review", client_text: CHANGED, rating: 2 });
    expect(changed.ai_analysis?.sentiment).toBe("negative");
    expect(await poll(app, platform)).toMatchObject({ changed: 0 });

    await publish(app);
    expect(requireItem(app.db, 1).status).toBe("published");
    const received = sandbox.world.item("one").received;
    expect(received.map(({ edit }) => edit)).toEqual([false, true]);
    expect(received[1]?.text).not.toBe(received[0]?.text);
    expect(sandbox.world.item("one").answers.filter(({ deleted }) => !deleted)).toHaveLength(1);
    expect(auditOf(app.db, 1).map(({ actor, action }) => `${actor} ${action}`)).toContain("buyer change");
  });

  test("while it waits is analysed and drafted again", async () => {
    const { app, sandbox } = await testApp({ items: [review(platform)] });
    await poll(app, platform);
    sandbox.world.edit("one", { text: CHANGED, rating: 1 });
    await poll(app, platform);
    expect(requireItem(app.db, 1)).toMatchObject({ status: "pending_review", client_text: CHANGED });
    await publish(app);
    expect(sandbox.world.item("one").received).toHaveLength(1);
  });

  test("after it was answered has its answer edited only once when the reply to the edit is lost", async () => {
    const { app, sandbox } = await testApp({
      items: [review(platform)],
      settings: { approval: { undo_window: "0s", rules: BRANDED } },
    });
    await poll(app, platform);
    sandbox.world.edit("one", { text: CHANGED, rating: 2 });
    await poll(app, platform);
    await app.decisions.approve(1, "person:test");
    sandbox.setFaults(platform, { accept_then_drop: 1 });
    const sending = app.runner.runNow(
      (tx) => app.enqueue(tx, "send_response", { item_id: 1 }, { key: "send_response:1", itemId: 1 }).id,
    );
    await expect.poll(() => sandbox.world.item("one").received.length).toBeLessThanOrEqual(2);
    sandbox.setFaults(platform, {});
    await sending;
    await expect.poll(async () => (await app.runner.drain(), requireItem(app.db, 1).status)).toBe("published");
    expect(sandbox.world.item("one").received.map(({ edit }) => edit)).toEqual([false, true]);
  });
});

describe.each(["wb", "ozon", "ym"] as const)("a text of %s that only looks different", (platform) => {
  const jobsFor = (app: App, kind: string): number =>
    (app.db.statement("select count(*) n from jobs where kind = ?").get(kind) as { n: number }).n;

  test.each<[string, string]>([
    ["ends in half an emoji", "Отлично \ud83d"],
    ["begins with the other half of one", "\ude00 Отлично"],
    ["writes a letter in two parts", "Мой сынок рад, но ёлка колется".normalize("NFD")],
    ["has the white space of another system", "Отлично\r\nсидит\u00a0хорошо"],
  ])("because it %s is not a change of the buyer's", async (_why, text) => {
    const items = (["review", "question"] as const).map((itemType) => {
      const rating = itemType === "review" ? 5 : null;
      return { ...review(platform), id: itemType, itemType, text, rating };
    });
    const { app } = await testApp({ items });
    for (let round = 0; round < 3; round++) {
      expect(await poll(app, platform)).toMatchObject({ changed: 0 });
      expect(await poll(app, platform, "question")).toMatchObject({ changed: 0 });
    }
    expect(requireItem(app.db, 1).client_text).toBe(text.toWellFormed().normalize("NFC"));
    expect(jobsFor(app, "analyze_item")).toBe(2);
  });

  test("is left out by one reply has not changed, and what is emptied has", async () => {
    const { app, sandbox } = await testApp({ items: [review(platform, { pros: "мягкая", cons: "маломерит" })] });
    await poll(app, platform);
    const words = requireItem(app.db, 1);
    sandbox.setFaults(platform, { leaves_out: 1 });
    expect(await poll(app, platform)).toMatchObject({ changed: 0 });
    sandbox.setFaults(platform, {});
    expect(await poll(app, platform)).toMatchObject({ changed: 0 });
    expect(requireItem(app.db, 1)).toMatchObject({ client_text: words.client_text, pros: words.pros });
    // The others leave out what is empty.
    if (platform !== "wb") return;
    sandbox.world.edit("one", { pros: "" });
    expect(await poll(app, platform)).toMatchObject({ changed: 1 });
    expect(requireItem(app.db, 1)).toMatchObject({ pros: null, cons: words.cons });
  });
});

describe("a review that its buyer changes at ozon", () => {
  test("after it was answered keeps its answer, because Ozon cannot edit answers", async () => {
    const { app, sandbox } = await testApp({
      items: [review("ozon")],
      settings: { approval: { undo_window: "0s", rules: BRANDED } },
    });
    await poll(app, "ozon");
    sandbox.world.edit("one", { text: CHANGED, rating: 2 });
    await poll(app, "ozon");
    expect(requireItem(app.db, 1).status).toBe("published");
    expect(sandbox.world.item("one").received).toHaveLength(1);
  });
});

describe.each(["wb", "ozon", "ym"] as const)("an item of %s that no list shows any more", (platform) => {
  const old = { createdAt: Date.now() - 20 * DAY };

  test("is closed together with its jobs when somebody has answered it in the cabinet", async () => {
    const { app, sandbox } = await testApp({ items: [review(platform, old)] });
    await poll(app, platform);
    expect(requireItem(app.db, 1).status).toBe("pending_review");
    sandbox.world.answerInCabinet("one", "Спасибо! Ответили сами.");
    await poll(app, platform);
    expect(requireItem(app.db, 1)).toMatchObject({ status: "skipped", skip_reason: "answered_in_cabinet" });
  });

  test("is closed when its buyer has withdrawn it", async () => {
    const { app, sandbox } = await testApp({ items: [review(platform, old)] });
    await poll(app, platform);
    sandbox.world.withdraw("one");
    await poll(app, platform);
    expect(requireItem(app.db, 1)).toMatchObject({ status: "skipped", skip_reason: "withdrawn" });
  });
});

describe.each([
  ["wb", "buyout", "rejected"],
  ["ozon", "DELIVERED", "CANCELLED"],
] as const)("what %s tells of an order", (platform, kept, cancelled) => {
  test("is stored, decides a rule, and follows the marketplace without a new analysis", async () => {
    const rules = [{ name: "cancelled", when: { order_cancelled: true }, then: "skip" }];
    const items = [review(platform), review(platform, { id: "two", orderCancelled: true, photos: 1 })];
    const { app, sandbox } = await testApp({ items, settings: { approval: { rules } } });
    await poll(app, platform);
    expect(requireItem(app.db, 1)).toMatchObject({ status: "pending_review", order_status: kept });
    const two = requireItem(app.db, 2);
    expect(two).toMatchObject({ status: "skipped", order_status: cancelled, order_cancelled: true });
    expect(two.details.product_url).toMatch(/^https:\/\/www\.(wildberries|ozon)\.ru\//);
    expect(two.photos).toHaveLength(1);
    if (platform === "ozon") expect(two.details.product_photos[0]).toMatch(/^https?:\/\//);
    else expect(two.details).toMatchObject({ size: "44", color: sandbox.world.item("two").product.color });

    sandbox.world.item("one").orderCancelled = true;
    expect(await poll(app, platform)).toMatchObject({ changed: 0 });
    expect(requireItem(app.db, 1)).toMatchObject({ order_status: cancelled, order_cancelled: true });
  });
});

describe.each(["wb", "ozon", "ym"] as const)("reviews of %s that are missing from the daily full read", (platform) => {
  const ten = Array.from({ length: 10 }, (_, n) => review(platform, { id: `r${n}` }));

  async function afterDeletionOf(count: number, during?: (shop: Awaited<ReturnType<typeof testApp>>) => void) {
    const shop = await testApp({ items: ten });
    await poll(shop.app, platform);
    for (let n = 0; n < count; n++) shop.sandbox.world.withdraw(`r${n}`);
    await shop.app.db.write((tx) => void tx.statement("update polling_state set deep_read_at = 0").run());
    during?.(shop);
    await poll(shop.app, platform);
    return shop.app.db
      .statement("select status, skip_reason as reason, count(*) as n from items group by 1, 2 order by 1")
      .all();
  }

  test("are closed with their drafts when they are deleted", async () => {
    expect(await afterDeletionOf(2)).toEqual([
      { status: "pending_review", reason: null, n: 8 },
      { status: "skipped", reason: "withdrawn", n: 2 },
    ]);
  });

  test("stay when more than thirty per cent are missing at once, or the read was not complete", async () => {
    expect(await afterDeletionOf(4)).toEqual([{ status: "pending_review", reason: null, n: 10 }]);
    const broken = await afterDeletionOf(2, ({ sandbox }) => sandbox.setFaults(platform, { page_circle: 2 }));
    expect(broken).toEqual([{ status: "pending_review", reason: null, n: 10 }]);
  });
});

describe.each(["wb", "ozon", "ym"] as const)("an answer that the moderation of %s takes down", (platform) => {
  test("returns to a person with the reason, and the same text cannot be sent again", async () => {
    const { app, sandbox } = await testApp({ items: [review(platform)] });
    await poll(app, platform);
    await publish(app);
    expect(requireItem(app.db, 1).status).toBe("published");
    sandbox.world.rejectAnswer("one", "ссылка");
    await app.db.write((tx) => void tx.statement("update items set published_at = published_at - 7200000").run());
    await poll(app, platform);
    expect(requireItem(app.db, 1)).toMatchObject({
      status: "pending_review",
      error_message: expect.stringContaining("модерация") as unknown,
    });
    await publish(app);
    expect(requireItem(app.db, 1).status).toBe("pending_review");
    expect(sandbox.world.item("one").received).toHaveLength(1);
    expect(attemptsOf(app.db, 1)).toHaveLength(1);
  });
});

describe("an answer of ours whose send was given up", () => {
  /** Records a send of unknown outcome that a person has set aside before anybody checked whether it arrived. */
  async function giveUp(app: App): Promise<string> {
    const text = answerText(responseOf(app.db, 1)!);
    await app.db.write((tx) => {
      const attempt = insertIntent(tx, { itemId: 1, jobId: 1, text, version: 1 }, app.clock.now());
      recordOutcome(tx, attempt, { outcome: "unknown", error: "the process ended" }, app.clock.now());
      resolveAttempts(tx, 1, "person", app.clock.now());
    });
    return text;
  }

  test("is not mistaken for somebody else's answer by the next poll, and the next send finds it", async () => {
    const { app, sandbox } = await testApp({ items: [review("wb")] });
    await poll(app, "wb");
    sandbox.world.answerInCabinet("one", await giveUp(app));
    const job = await app.runner.runNow((tx) => app.enqueue(tx, "poll_wb_reviews", { account: "wb-sandbox" }).id);
    expect(job.state).toBe("done");
    expect(requireItem(app.db, 1).status).toBe("pending_review");
    await publish(app);
    expect(requireItem(app.db, 1).status).toBe("published");
    expect(sandbox.world.item("one").received).toHaveLength(1);
  });

  test("may already be published, so only a person, not a rule, approves its replacement", async () => {
    const rules = [{ name: "middling", when: { rating: { max: 4 } }, then: "approve" }];
    const { app, sandbox } = await testApp({
      items: [review("wb")],
      settings: { approval: { undo_window: "0s", rules } },
    });
    await poll(app, "wb");
    await giveUp(app);
    sandbox.world.edit("one", { rating: 4 });
    expect(await poll(app, "wb")).toMatchObject({ changed: 1 });
    expect(requireItem(app.db, 1)).toMatchObject({ status: "pending_review", rating: 4 });
    const why = expect.stringContaining("ответ на этот отзыв уже отправляли") as unknown;
    expect(auditOf(app.db, 1).at(-1)).toMatchObject({ action: "wait", after: why });
    expect(sandbox.world.item("one").received).toEqual([]);
  });
});
