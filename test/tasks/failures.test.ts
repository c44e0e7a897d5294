/** What a manager sees on an item when something failed for good, will be retried automatically, or was refused. */
import { describe, expect, test } from "vitest";
import type { App } from "../../src/app.ts";
import type { Config } from "../../src/config/schema.ts";
import type { Platform } from "../../src/domain/platform.ts";
import { jobKey } from "../../src/domain/job.ts";
import { failItem } from "../../src/decisions/fail.ts";
import { auditOf } from "../../src/store/tables/audit.ts";
import { insertIntent } from "../../src/store/tables/publish-attempts.ts";
import { moveItem, requireItem } from "../../src/store/tables/items.ts";
import { cancelJobs, type JobRow } from "../../src/store/tables/jobs.ts";
import { limitOf } from "../../src/store/tables/limits.ts";
import { pollingState } from "../../src/store/tables/polling-state.ts";
import { responseOf } from "../../src/store/tables/responses.ts";
import { testApp } from "../support/app.ts";

const ME = "person:test";
const HOST = String.raw`127\.0\.0\.1:\d+`;

type Locale = Config["locale"];

/** One item of the platform, read and drafted. */
async function drafted(locale: Locale, platform: Platform, settings: Record<string, unknown> = {}) {
  const opened = await testApp({
    items: [{ id: "one", platform, rating: 4, text: "Хорошая рубашка, но рукав длинноват." }],
    settings: { locale, tasks: { analyze_item: { retries: 0 }, send_response: { retries: 0 } }, ...settings },
  });
  await read(opened.app, platform);
  return opened;
}

async function read(app: App, platform: Platform): Promise<void> {
  const account = `${platform}-sandbox`;
  await app.runner.runNow((tx) => app.enqueue(tx, `poll_${platform}_reviews`, { account }).id);
  await app.runner.drain();
}

function send(app: App): Promise<JobRow> {
  const options = { key: jobKey("send_response", 1), itemId: 1 };
  return app.runner.runNow((tx) => app.enqueue(tx, "send_response", { item_id: 1 }, options).id);
}

/** The problem texts that the manager sees on the item and on its answer. */
function shown({ db }: App): [item: string | null, answer: string | null] {
  return [requireItem(db, 1).error_message, responseOf(db, 1)?.publish_error ?? null];
}

/** One item whose brand is no longer in the configuration when its answer is to be drafted. */
async function withoutBrand(locale: Locale): Promise<App> {
  const { app } = await testApp({
    items: [{ id: "one", platform: "wb", rating: 4, text: "Хорошая рубашка." }],
    settings: { locale },
    change({ accounts, brands }) {
      for (const account of accounts) account.brand = "gone";
      for (const brand of brands) brand.match = { brand_names: [], sku_prefixes: [] };
    },
  });
  await read(app, "wb");
  return app;
}

describe("a poll whose marketplace accepts no more requests", () => {
  const poll = (app: App, items: "reviews" | "questions"): Promise<JobRow> =>
    app.runner.runNow((tx) => app.enqueue(tx, `poll_wb_${items}`, { account: "wb-sandbox" }).id);

  test("comes back when it does: no attempt is spent, and no error counted", async () => {
    const { app, sandbox } = await testApp({
      items: [{ id: "one", platform: "wb", rating: 4, text: "Хорошая рубашка" }],
    });
    sandbox.setFaults("wb", { rate_limited: 1 });
    const job = await poll(app, "reviews");
    expect(job).toMatchObject({ state: "scheduled", error_code: "snoozed", attempt: 1, excused: 1 });
    expect(job.error).toContain("Wildberries answered HTTP 429");
    expect(pollingState(app.db, { account: "wb-sandbox", itemType: "review" })?.last_poll_error ?? null).toBeNull();
    sandbox.setFaults("wb", {});
    await app.clock.sleep(job.run_at - app.clock.now());
    await app.runner.drain();
    expect(requireItem(app.db, 1).status).toBe("pending_review");
  });

  test("frees its slot at once, without a request, while the account has to wait", async () => {
    const { app, sandbox } = await testApp({ items: [] });
    const until = app.clock.now() + 50_000;
    await limitOf("wb-sandbox", app.db).update((used) => void (used.holds[""] = until));
    sandbox.setFaults("wb", { error_before: 1 });
    expect(await poll(app, "questions")).toMatchObject({ state: "scheduled", run_at: until, error_code: "snoozed" });
    expect(pollingState(app.db, { account: "wb-sandbox", itemType: "question" })).toBeUndefined();
  });
});

describe("a draft that has failed for good", () => {
  test.each([
    ["ru", "Этого бренда больше нет в настройках", " Когда причина устранена, повторите. Для"],
    ["en", "This brand is no longer in the program's", " Once the cause is gone, retry it. For the"],
  ] as const)(
    "is explained in %s with what to do, while the records keep the program's own words",
    async (locale, words, next) => {
      const app = await withoutBrand(locale);
      const [error] = shown(app);

      expect(error?.slice(0, words.length)).toBe(words);
      expect(error).toContain(next);
      expect(error).toContain("gone");
      const failed = auditOf(app.db, 1).find(({ action }) => action === "fail");
      expect(JSON.parse(failed?.after ?? "")).toMatchObject({
        code: "config.brand",
        error: expect.stringContaining("gone") as unknown,
      });
    },
  );

  test("marks no item as failed that another job still works on", async () => {
    const { app } = await testApp({ items: [{ id: "one", platform: "wb", rating: 4, text: "Хорошая рубашка." }] });
    await app.runner.runNow((tx) => app.enqueue(tx, "poll_wb_reviews", { account: "wb-sandbox" }).id);
    const failure = { code: "job.crashes", message: "the process died 3 times", retryable: false };
    const fail = () => app.db.write((tx) => failItem(tx, app.deps, 1, failure, "generate_response"));
    await fail();
    expect(requireItem(app.db, 1)).toMatchObject({ status: "new", error_message: null });
    await app.db.write((tx) => cancelJobs(tx, { itemId: 1 }, app.clock.now()));
    await fail();
    expect(requireItem(app.db, 1).status).toBe("error");
  });
});

describe("an answer that cannot be sent", () => {
  test.each([
    [
      "ru",
      "Площадка ответила так, что программа",
      "Программа попробует ещё раз сама.",
      "Когда причина устранена, повторите.",
    ],
    ["en", "The program did not understand the", "try again by itself.", "Once the cause is gone, retry it."],
  ] as const)(
    "says in %s that the program will retry, and finally that a person has to act",
    async (locale, what, itself, byHand) => {
      const { app, sandbox } = await drafted(locale, "wb");
      await app.decisions.approve(1, ME);
      sandbox.setFaults("wb", { truncated: 1 });
      const job = await send(app);

      expect(job).toMatchObject({
        error_code: "marketplace.bad_reply",
        error: expect.stringMatching(/^the reply of W/),
      });
      const [none, first] = shown(app);
      expect(none).toBeNull();
      expect(first?.slice(0, what.length)).toBe(what);
      expect(first).toContain(itself);
      expect(first).toContain("the reply of Wildberries to GET 127.0.0.1");
      for (let i = 0; i < 4; i++) {
        await app.runner.runNow((tx) => app.enqueue(tx, "retry_failed_publish", {}).id);
        await send(app);
      }
      const [item, answer] = shown(app);
      expect(requireItem(app.db, 1).status).toBe("error");
      expect(item).toBe(answer);
      expect(item).toContain(byHand);
      expect(item).not.toContain(itself);
    },
  );

  test.each([
    ["ru", "Этого кабинета больше нет в настройках программы.", "Когда причина устранена, повторите."],
    ["en", "This account is no longer in the program's configuration.", "Once the cause is gone, retry it."],
  ] as const)("because its account is gone says so in %s", async (locale, what, next) => {
    const { app } = await drafted(locale, "ozon");
    await app.decisions.approve(1, ME);
    (app.deps.marketplaces as Map<string, unknown>).delete("ozon-sandbox");
    await send(app);
    expect(shown(app)[0]).toContain(what);
    expect(shown(app)[0]).toContain(next);
  });

  test.each([
    ["ru", "Дошёл ли ответ до площадки, неизвестно, посмотрите в её кабинете."],
    ["en", "It is not known whether the answer has arrived, look at the marketplace's cabinet."],
  ] as const)("and may have arrived sends the manager to look, in %s", async (locale, look) => {
    const { app, sandbox } = await drafted(locale, "wb");
    await app.decisions.approve(1, ME);
    await app.db.write((tx) => {
      moveItem(tx, 1, "publish", app.clock.now());
      insertIntent(tx, { itemId: 1, jobId: 1, text: "x", version: 1 }, app.clock.now());
    });
    await send(app);
    sandbox.setFaults("wb", { truncated: 1 });
    await send(app);
    expect(requireItem(app.db, 1).status).toBe("error");
    expect(shown(app)[0]).toContain(look);
  });
});

describe("an answer that the marketplace refuses", () => {
  const said = "Illegal url in comment text.";

  test.each([
    ["ru", `Площадка не приняла ответ: «${said}». Измените текст и отправьте снова. Для администратора: `],
    ["en", `The marketplace did not take the answer: “${said}”. Change it and send it again. For the admin`],
  ] as const)("comes back in %s with the marketplace's words whole and first", async (locale, words) => {
    const { app } = await drafted(locale, "ym");
    await app.decisions.edit(1, "Спасибо! Подробнее: https://example.com/size", ME);
    await app.decisions.approve(1, ME);
    await app.runner.drain();
    const [item, answer] = shown(app);

    expect(requireItem(app.db, 1).status).toBe("pending_review");
    expect(item?.slice(0, words.length)).toBe(words);
    expect(item).toMatch(new RegExp(`Yandex Market answered HTTP 400 to POST ${HOST}/.*: …$`));
    expect(answer).toBe(item);
    const refused = auditOf(app.db, 1).find(({ action }) => action === "refuse");
    expect((JSON.parse(refused?.after ?? "{}") as { error: string }).error).toContain(`comments/update: ${said}`);
  });

  test("after moderation at Ozon has rejected the first text is written anew beside it", async () => {
    const { app, sandbox } = await drafted("ru", "ozon");
    await app.decisions.approve(1, ME);
    await app.runner.drain();
    expect(requireItem(app.db, 1).status).toBe("published");
    sandbox.world.rejectAnswer("one", "ссылка");
    await app.db.write((tx) => void tx.statement("update items set published_at = published_at - 7200000").run());
    await read(app, "ozon");
    expect(requireItem(app.db, 1).status).toBe("pending_review");
    await app.decisions.edit(1, "Спасибо! Передадим ваше замечание о рукаве.", ME);
    await app.decisions.approve(1, ME);
    await app.runner.drain();

    expect(requireItem(app.db, 1).status).toBe("published");
    expect(sandbox.world.item("one").received).toHaveLength(2);
  });
});
