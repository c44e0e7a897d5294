/** What happens at the marketplace between an approval and the send, during the send, and after it. */
import { describe, expect, test } from "vitest";
import type { App } from "../../../src/app.ts";
import type { Config } from "../../../src/config/schema.ts";
import { jobKey, pollKind } from "../../../src/domain/job.ts";
import { PLATFORMS, type Platform } from "../../../src/domain/platform.ts";
import type { Sandbox } from "../../../src/sandbox/sandbox.ts";
import { auditOf } from "../../../src/store/tables/audit.ts";
import { requireItem } from "../../../src/store/tables/items.ts";
import type { JobRow } from "../../../src/store/tables/jobs.ts";
import { limitOf } from "../../../src/store/tables/limits.ts";
import { attemptsOf } from "../../../src/store/tables/publish-attempts.ts";
import { responseOf } from "../../../src/store/tables/responses.ts";
import { statusOf } from "../../../src/store/views/status.ts";
import { filledApp } from "../../support/app.ts";
import { cutProxy, type Fate } from "../../support/cut-proxy.ts";

const ME = "person:test";
const TEXT = "Хорошая рубашка, но рукав длинноват.";
const READS = /feedback\?id=|question\?id=|review\/info|question\/info|goods-feedback(\?|$)/;
const SENDS = /feedbacks\/answer|comment\/create|comments\/update/;
const HOUR = 3_600_000;
const WRITTEN = Date.now() - HOUR;

interface Shop {
  app: App;
  sandbox: Sandbox;
  /** Decides what happens to each request from now on. */
  on: (fate: (path: string) => Fate) => void;
}

/** One approved review, not sent yet. */
async function approved(platform: Platform): Promise<Shop> {
  let fate: (path: string) => Fate = () => "pass";
  const shop = {
    items: [{ id: "one", platform, rating: 4, text: TEXT, createdAt: WRITTEN }],
    settings: { tasks: { send_response: { retries: 0 } } },
    async change(config: Config, { url }: Sandbox) {
      const proxy = await cutProxy(url, (_, path) => fate(path));
      for (const account of config.accounts) account.base_url = account.base_url?.replace(url, proxy);
    },
  };
  const { app, sandbox } = await filledApp(`approved at ${platform}`, shop, async (opened) => {
    await poll(opened, platform);
    await opened.decisions.approve(1, ME);
  });
  return { app, sandbox, on: (next) => void (fate = next) };
}

async function published(platform: Platform): Promise<Shop> {
  const shop = await approved(platform);
  await shop.app.runner.drain();
  expect(requireItem(shop.app.db, 1).status).toBe("published");
  return shop;
}

async function poll(app: App, platform: Platform): Promise<void> {
  const args = { account: `${platform}-sandbox` };
  await app.runner.runNow((tx) => app.enqueue(tx, pollKind(platform, "review"), args).id);
  await app.runner.drain();
}

function send(app: App): Promise<JobRow> {
  const key = { key: jobKey("send_response", 1), itemId: 1 };
  return app.runner.runNow((tx) => app.enqueue(tx, "send_response", { item_id: 1 }, key).id);
}

function received(sandbox: Sandbox): string[] {
  return sandbox.world.item("one").received.map(({ by, text }) => (by === "api" ? "ours" : text));
}

/** Lets the database believe that this much time has passed since the answer was accepted and last looked at. */
async function later(app: App, ms: number): Promise<void> {
  await app.db.write((tx) => {
    tx.statement("update items set published_at = published_at - ?").run(ms);
    tx.statement("update responses set missed_at = missed_at - ?").run(ms);
    tx.statement("update item_checks set checked_at = checked_at - ?").run(ms);
  });
}

describe.each(PLATFORMS)("between the approval and the send at %s", (platform) => {
  test.each([
    ["words", { text: "Рукав оторвался в первый день!" }],
    ["stars", { rating: 1 }],
  ])(
    "the buyer changes the %s: nothing is sent, and the item starts again with what changed",
    async (_what, change) => {
      const { app, sandbox } = await approved(platform);
      sandbox.world.edit("one", change);
      await app.runner.drain();
      expect(received(sandbox)).toEqual([]);
      expect(requireItem(app.db, 1)).toMatchObject({ status: "pending_review" });
      expect(responseOf(app.db, 1)).toMatchObject({ status: "draft", approved_by: null });
      expect(auditOf(app.db, 1).find(({ action }) => action === "change")?.after).toContain(
        JSON.stringify(Object.values(change)[0]),
      );
    },
  );

  test("somebody answers in the cabinet while the send waits for the request limit: nothing is doubled", async () => {
    const { app, sandbox, on } = await approved(platform);
    let isRead = false;
    on((path) => {
      // As soon as the sender has read, a refusal of another request holds the whole account for 25 seconds.
      if (READS.test(path) && !isRead) {
        isRead = true;
        setTimeout(() => {
          sandbox.world.answerInCabinet("one", "Ответили сами");
          void limitOf(`${platform}-sandbox`, app.db).update(({ holds }) => {
            const paths = ["POST /v2/businesses/5098817/goods-feedback/comments/update"];
            for (const bucket of ["", ...paths, ...Object.keys(holds)]) holds[bucket] = app.clock.now() + 25_000;
          });
        });
      }
      return "pass";
    });
    await app.runner.drain();
    await app.clock.sleep(26_000);
    await app.runner.drain();
    expect(isRead).toBe(true);
    expect(received(sandbox)).toEqual(["Ответили сами"]);
    expect(requireItem(app.db, 1)).toMatchObject({ status: "skipped", skip_reason: "answered_in_cabinet" });
  });

  test("a send that a pause holds can be taken back, also after its process died while it was reading", async () => {
    const { app, sandbox, on } = await approved(platform);
    const { promise, resolve } = Promise.withResolvers<void>();
    on((path) => {
      if (READS.test(path)) resolve();
      return "cut before";
    });
    void app.runner.drain();
    await promise;
    expect(requireItem(app.db, 1).status).toBe("publishing");
    await app.decisions.pause("publish", ME);
    await app.close(0);
    const { reopen } = await import("../../support/app.ts");
    const again = await reopen(app.config, app.clock);
    expect(requireItem(again.db, 1).status).toBe("approved");
    await again.decisions.undo(1, ME);
    expect(requireItem(again.db, 1).status).toBe("pending_review");
    expect(received(sandbox)).toEqual([]);
  });
});

describe.each(PLATFORMS)("while the outcome of a send is open at %s", (platform) => {
  test("a person's answer in the cabinet is not claimed as ours", async () => {
    const { app, sandbox, on } = await approved(platform);
    on((path) => (SENDS.test(path) ? "cut before" : "pass"));
    await send(app);
    const answer = sandbox.world.answerInCabinet("one", "Передали ваше замечание закройщику, спасибо!");
    // Ozon shows the text only once it has passed moderation, which takes days.
    if (platform === "ozon") Object.assign(answer, { at: answer.at - 8 * 24 * HOUR });
    on(() => "pass");
    await send(app);
    expect(requireItem(app.db, 1)).toMatchObject({ status: "skipped", skip_reason: "answered_in_cabinet" });
    expect(attemptsOf(app.db, 1)).toMatchObject([{ outcome: "unknown", resolution: "absent" }]);
  });
});

test("an answer that Ozon hides after an open send is not ours when another text appears", async () => {
  const { app, sandbox, on } = await approved("ozon");
  on((path) => (SENDS.test(path) ? "cut before" : "pass"));
  await send(app);
  sandbox.world.answerInCabinet("one", "Передали ваше замечание закройщику, спасибо!");
  sandbox.world.show("one", false);
  on(() => "pass");
  await send(app);
  expect(requireItem(app.db, 1).status).toBe("published");
  sandbox.world.show("one", true);
  await later(app, 12 * HOUR);
  await poll(app, "ozon");
  expect(requireItem(app.db, 1)).toMatchObject({
    status: "pending_review",
    error_message: expect.stringContaining("стоит другой") as unknown,
  });
});

test("a refusal as a duplicate after an open send is the proof that the answer stands", async () => {
  const { app, sandbox, on } = await approved("ym");
  on((path) => (SENDS.test(path) ? "cut after" : "pass"));
  await send(app);
  // The list of comments lags behind, so the reading finds nothing, and the second send is refused.
  sandbox.world.show("one", false);
  on(() => "pass");
  await send(app);
  expect(requireItem(app.db, 1).status).toBe("published");
  expect(responseOf(app.db, 1)?.publish_error).toBeNull();
  expect(attemptsOf(app.db, 1)).toMatchObject([{ resolution: "found" }, { outcome: "refused" }]);
  expect(received(sandbox)).toEqual(["ours"]);
});

describe.each(["wb", "ym"] as const)("an answer that %s has accepted", (platform) => {
  test("counts as published once it has been seen there", async () => {
    const { app } = await published(platform);
    const counted = () => statusOf(app.db, app.clock.now(), app.clock.now() - 24 * HOUR).published_24h;
    expect(counted()).toBe(0);
    await poll(app, platform);
    expect(requireItem(app.db, 1).seen_at).not.toBeNull();
    expect(counted()).toBe(1);
    expect(attemptsOf(app.db, 1)).toMatchObject([{ outcome: "accepted", resolution: "found" }]);
  });

  test("and that is not there at two looks comes back to a person, who can send it again", async () => {
    const { app, sandbox } = await published(platform);
    sandbox.world.lose("one");
    await poll(app, platform);
    expect(requireItem(app.db, 1)).toMatchObject({ status: "published", seen_at: null });
    await later(app, 3 * HOUR);
    await poll(app, platform);
    expect(requireItem(app.db, 1)).toMatchObject({
      status: "pending_review",
      error_message: expect.stringContaining("на ней его нет") as unknown,
    });
    expect(attemptsOf(app.db, 1)).toMatchObject([{ outcome: "accepted", resolution: "absent" }]);
    await app.decisions.approve(1, ME);
    await app.runner.drain();
    await poll(app, platform);
    expect(requireItem(app.db, 1)).toMatchObject({ status: "published" });
    expect(requireItem(app.db, 1).seen_at).not.toBeNull();
  });

  test.each<[string, (text: string) => string]>([
    ["without the dots of ё", (text) => text.replaceAll("ё", "е")],
    [
      "with quotes as entities",
      (text) => text.replaceAll("«", "&laquo;").replaceAll('"', "&quot;").replace(/[«»]/g, "&quot;"),
    ],
    [
      "without emoji and with other spaces",
      (text) => text.replace(/\p{Extended_Pictographic}/gu, "").replaceAll(" ", "\u00a0 "),
    ],
    ["with a signature of the marketplace's own", (text) => `${text}\n\nПредставитель бренда`],
  ])("and shows %s is still ours when the buyer changes the review", async (_how, shown) => {
    const { app, sandbox } = await approved(platform);
    await app.decisions.undo(1, ME);
    await app.decisions.edit(
      1,
      'Спасибо за тёплый отзыв о «рубашке»! 🙂 Учтём замечание о рукаве, "честное слово".',
      ME,
    );
    await app.decisions.approve(1, ME);
    await app.runner.drain();
    await poll(app, platform);
    for (const answer of sandbox.world.item("one").answers) answer.text = shown(answer.text);
    sandbox.world.edit("one", { text: "Рукав оторвался!", rating: 1 });
    await poll(app, platform);
    expect(requireItem(app.db, 1).status).toBe("pending_review");
    await app.decisions.approve(1, ME);
    await app.runner.drain();
    expect(requireItem(app.db, 1).status).toBe("published");
    expect(sandbox.world.item("one").received.map(({ edit }) => edit)).toEqual([false, true]);
  });
});

test("an answer that Ozon hides and never shows comes back to a person when its moderation must have ended", async () => {
  const { app, sandbox } = await published("ozon");
  await poll(app, "ozon");
  expect(requireItem(app.db, 1).seen_at).not.toBeNull();
  for (const answer of sandbox.world.item("one").answers) answer.deleted = true;
  await later(app, 10 * 24 * HOUR);
  await poll(app, "ozon");
  expect(requireItem(app.db, 1).status).toBe("published");
});

test("an answer that Wildberries lets nobody edit any more goes back to the person, and nothing is sent", async () => {
  const { app, sandbox } = await published("wb");
  await poll(app, "wb");
  const text = () => sandbox.world.item("one").answers.at(-1)?.text;
  for (const words of ["Рукав оторвался!", "Рукав оторвался, и пуговица тоже!"]) {
    sandbox.world.edit("one", { text: words });
    await poll(app, "wb");
    await app.decisions.edit(1, `Нам жаль. ${words} Разберёмся.`, ME);
    await app.decisions.approve(1, ME);
    await app.runner.drain();
    await poll(app, "wb");
  }
  expect(requireItem(app.db, 1)).toMatchObject({
    status: "pending_review",
    error_message: expect.stringContaining("больше не даёт") as unknown,
  });
  expect(received(sandbox)).toEqual(["ours", "ours"]);
  expect(text()).toBe(sandbox.world.item("one").received[1]?.text);
});
