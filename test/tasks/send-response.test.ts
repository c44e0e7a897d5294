import { failSend } from "../../src/decisions/fail.ts";
import { describe, expect, test } from "vitest";
import type { App } from "../../src/app.ts";
import type { Config } from "../../src/config/schema.ts";
import type { Platform } from "../../src/domain/platform.ts";
import { jobKey } from "../../src/domain/job.ts";
import type { SampleItem } from "../../src/sandbox/samples.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import type { JobRow } from "../../src/store/tables/jobs.ts";
import { attemptsOf, insertIntent } from "../../src/store/tables/publish-attempts.ts";
import { moveItem, requireItem } from "../../src/store/tables/items.ts";
import { answerText, responseOf } from "../../src/store/tables/responses.ts";
import { filledApp } from "../support/app.ts";
import { cutProxy, type Fate } from "../support/cut-proxy.ts";

const PLATFORMS: Platform[] = ["wb", "ozon", "ym"];
const ITEM: SampleItem = { id: "one", rating: 4, text: "Хорошая рубашка, но рукав длинноват." };
const SENDS = /feedbacks\/answer|comment\/create|comments\/update/;

/** An approved item of the platform, ready to be sent; `fate` decides what happens to each call. */
async function approved(
  platform: Platform,
  fate: (path: string) => Fate = () => "pass",
): Promise<{ app: App; sandbox: Sandbox; config: Config }> {
  const shop = {
    items: [{ ...ITEM, platform }],
    settings: { tasks: { send_response: { retries: 0 } } },
    async change(config: Config, { url }: Sandbox) {
      const proxy = await cutProxy(url, (_, path) => fate(path));
      for (const account of config.accounts) account.base_url = account.base_url?.replace(url, proxy);
    },
  };
  return filledApp(`to be sent to ${platform}`, shop, async (app) => {
    await app.runner.runNow((tx) => app.enqueue(tx, `poll_${platform}_reviews`, { account: `${platform}-sandbox` }).id);
    await app.runner.drain();
    await app.decisions.approve(1, "person:test");
  });
}

/** Sends once the millisecond has passed after which an earlier send of open outcome may be read back. */
async function send(app: App): Promise<JobRow> {
  await app.clock.sleep(2);
  return app.runner.runNow(
    (tx) => app.enqueue(tx, "send_response", { item_id: 1 }, { key: jobKey("send_response", 1), itemId: 1 }).id,
  );
}

function received(sandbox: Sandbox): string[] {
  return sandbox.world.items().flatMap((item) => item.received.map((answer) => answer.text));
}

test("a text that another program has put into the database since the approval is not sent, and a person is told", async () => {
  const { app, sandbox } = await approved("wb");
  const read = answerText(responseOf(app.db, 1)!);
  await app.db.write((tx) => tx.statement("update responses set final_text = 'Купите у нас'").run());
  await app.runner.drain();
  expect(received(sandbox)).toEqual([]);
  expect(requireItem(app.db, 1)).toMatchObject({
    status: "pending_review",
    error_message: expect.stringContaining("не тот"),
  });
  // What a person reads and approves then goes out.
  await app.decisions.edit(1, read, "person:test");
  await app.decisions.approve(1, "person:test");
  await app.runner.drain();
  expect(received(sandbox)).toEqual([read]);
});

describe.each(PLATFORMS)("publishing at %s", (platform) => {
  test("approving twice publishes once", async () => {
    const { app, sandbox } = await approved(platform);
    const again = await app.decisions.approve(1, "person:other");
    expect(again.changed).toBe(false);
    await app.runner.drain();
    await app.decisions.approve(1, "person:third");
    await app.runner.drain();
    expect(received(sandbox)).toHaveLength(1);
  });

  test("an answer is found and not sent again when the reply to its send was lost", async () => {
    let cut = true;
    const { app, sandbox } = await approved(platform, (path) => {
      if (!SENDS.test(path) || !cut) return "pass";
      cut = false;
      return "cut after";
    });
    const first = await send(app);
    expect(first.error).toContain("outcome unknown");
    expect(requireItem(app.db, 1).status).toBe("publishing");
    await send(app);
    expect(requireItem(app.db, 1).status).toBe("published");
    expect(received(sandbox)).toHaveLength(1);
    expect(attemptsOf(app.db, 1)).toMatchObject([{ outcome: "unknown", resolution: "found", version: 1 }]);
  });

  test("an answer that never arrived is sent again exactly once, after a read", async () => {
    let cut = true;
    const { app, sandbox } = await approved(platform, (path) => {
      if (!SENDS.test(path) || !cut) return "pass";
      cut = false;
      return "cut before";
    });
    await send(app);
    expect(received(sandbox)).toEqual([]);
    await send(app);
    expect(requireItem(app.db, 1).status).toBe("published");
    expect(received(sandbox)).toHaveLength(1);
    expect(attemptsOf(app.db, 1)).toMatchObject([
      { outcome: "unknown", resolution: "absent" },
      { outcome: "accepted" },
    ]);
  });

  test("three sends that never arrive leave the item to a person, who can restart it", async () => {
    let cut = true;
    const { app, sandbox } = await approved(platform, (path) => (cut && SENDS.test(path) ? "cut before" : "pass"));
    for (let i = 0; i < 4; i++) await send(app);
    expect(requireItem(app.db, 1)).toMatchObject({
      status: "error",
      error_message: expect.stringContaining("never appeared") as unknown,
    });
    expect(attemptsOf(app.db, 1)).toHaveLength(3);
    cut = false;
    await app.decisions.retry(1, "person:test");
    await app.runner.drain();
    expect(requireItem(app.db, 1).status).toBe("published");
    expect(received(sandbox)).toHaveLength(1);
  });

  test("after a crash between intent and outcome the marketplace is read first", async () => {
    const { app, sandbox } = await approved(platform);
    const text = answerText(responseOf(app.db, 1)!);
    await app.db.write((tx) => {
      moveItem(tx, 1, "publish", app.clock.now());
      insertIntent(tx, { itemId: 1, jobId: 1, text, version: 1 }, app.clock.now() - 1000);
    });
    sandbox.world.answerInCabinet("one", text);
    await send(app);
    await send(app);
    expect(requireItem(app.db, 1).status).toBe("published");
    expect(attemptsOf(app.db, 1)).toMatchObject([{ outcome: "unknown", resolution: "found" }]);
  });

  test("a send that a crash cut off a moment ago is not judged yet, because its answer may still arrive", async () => {
    const { app, config, sandbox } = await approved(platform);
    config.publish.recheck_after = 600_000;
    await app.db.write((tx) => {
      moveItem(tx, 1, "publish", app.clock.now());
      // The intent was written long ago, but the rate limit may have delayed the call until just before the crash.
      insertIntent(tx, { itemId: 1, jobId: 1, text: "x", version: 1 }, app.clock.now() - 3_600_000);
    });
    expect(await send(app)).toMatchObject({ state: "scheduled", error_code: "snoozed" });
    expect(received(sandbox)).toEqual([]);
    expect(requireItem(app.db, 1).status).toBe("publishing");
  });

  test("a text that is edited after its send job was created is the text that is sent", async () => {
    const { app, sandbox } = await approved(platform);
    await app.decisions.undo(1, "person:test");
    await app.decisions.edit(1, "Спасибо! Передадим ваше замечание о рукаве.", "person:test");
    await app.decisions.approve(1, "person:test");
    await app.runner.drain();
    expect(received(sandbox)).toEqual(["Спасибо! Передадим ваше замечание о рукаве."]);
  });

  test("an answer by somebody else closes the item, and nothing is sent", async () => {
    const { app, sandbox } = await approved(platform);
    sandbox.world.answerInCabinet("one", "Ответили сами, в кабинете.");
    await app.runner.drain();
    expect(requireItem(app.db, 1)).toMatchObject({ status: "skipped", skip_reason: "answered_in_cabinet" });
    expect(received(sandbox)).toEqual(["Ответили сами, в кабинете."]);
  });

  test("a withdrawn review closes the item, and nothing is sent", async () => {
    const { app, sandbox } = await approved(platform);
    sandbox.world.withdraw("one");
    await app.runner.drain();
    expect(requireItem(app.db, 1)).toMatchObject({ status: "skipped", skip_reason: "withdrawn" });
    expect(received(sandbox)).toEqual([]);
  });

  test("an item stays approved while the marketplace cannot be reached, and the hourly retry sends it", async () => {
    let down = false;
    const { app, sandbox } = await approved(platform, () => (down ? "cut before" : "pass"));
    down = true;
    expect(await send(app)).toMatchObject({ state: "failed", error_code: "marketplace.unavailable" });
    expect(requireItem(app.db, 1).status).toBe("approved");
    expect(responseOf(app.db, 1)).toMatchObject({ status: "failed", publish_retry_count: 1 });
    down = false;
    await app.runner.runNow((tx) => app.enqueue(tx, "retry_failed_publish", {}).id);
    await app.runner.drain();
    expect(requireItem(app.db, 1).status).toBe("published");
    expect(received(sandbox)).toHaveLength(1);
  });

  test("an account that is gone from the configuration fails the item at once, without hourly retries", async () => {
    const { app } = await approved(platform);
    (app.deps.marketplaces as Map<string, unknown>).delete(`${platform}-sandbox`);
    expect(await send(app)).toMatchObject({ state: "failed", error_code: "config.account" });
    expect(requireItem(app.db, 1).status).toBe("error");
    await app.runner.runNow((tx) => app.enqueue(tx, "retry_failed_publish", {}).id);
    expect(requireItem(app.db, 1).status).toBe("error");
  });

  test("our own answer is recognised even when it is shown altered while its outcome is open", async () => {
    const { app, config, sandbox } = await approved(platform);
    config.poll.overlap = config.poll.lookback;
    const text = answerText(responseOf(app.db, 1)!);
    await app.db.write((tx) => {
      moveItem(tx, 1, "publish", app.clock.now());
      insertIntent(tx, { itemId: 1, jobId: 1, text, version: 1 }, app.clock.now());
      moveItem(tx, 1, "fail", app.clock.now());
    });
    // A marketplace may alter the text it shows, so only the open send proves that the answer is ours.
    sandbox.world.answerInCabinet("one", `${text} [показано маркетплейсом]`);
    await app.runner.runNow((tx) => {
      return app.enqueue(tx, `poll_${platform}_reviews`, { account: `${platform}-sandbox` }).id;
    });
    expect(requireItem(app.db, 1).status).toBe("error");
    await app.decisions.approve(1, "person:test");
    await app.runner.drain();
    await app.runner.drain();
    await send(app);
    expect(requireItem(app.db, 1).status).toBe("published");
    expect(received(sandbox)).toHaveLength(1);
  });

  test("somebody else's answer that a poll sees while the outcome of a send is open leaves the item to the look-up", async () => {
    const { app, config, sandbox } = await approved(platform);
    config.poll.overlap = config.poll.lookback;
    await app.db.write((tx) => {
      moveItem(tx, 1, "publish", app.clock.now());
      insertIntent(tx, { itemId: 1, jobId: 1, text: "Наш ответ.", version: 1 }, app.clock.now());
      moveItem(tx, 1, "fail", app.clock.now());
    });
    sandbox.world.answerInCabinet("one", "Ответили в кабинете.");
    const args = { account: `${platform}-sandbox` };
    await app.runner.runNow((tx) => app.enqueue(tx, `poll_${platform}_reviews`, args).id);
    expect(requireItem(app.db, 1).status).toBe("error");
    expect(attemptsOf(app.db, 1)).toMatchObject([{ outcome: "intent", resolution: null }]);
  });

  test("an item whose fifth failure is a crash of the process is shown as failed, too", async () => {
    const { app } = await approved(platform, () => "pass");
    const failure = { code: "job.crashes", message: "the process died 3 times", retryable: false };
    await app.db.write((tx) => {
      tx.statement("update responses set publish_retry_count = 4").run();
      failSend(tx, app.deps, 1, failure);
    });
    expect(responseOf(app.db, 1)).toMatchObject({ status: "failed", publish_retry_count: 5 });
    expect(requireItem(app.db, 1).status).toBe("error");
  });

  test("five failures end the hourly retry, and the item is shown as failed", async () => {
    const { app, sandbox } = await approved(platform, () => "pass");
    sandbox.setFaults(platform, { truncated: 1 });
    for (let i = 0; i < 5; i++) {
      await send(app);
      await app.runner.runNow((tx) => app.enqueue(tx, "retry_failed_publish", {}).id);
    }
    expect(requireItem(app.db, 1)).toMatchObject({
      status: "error",
      error_message: expect.stringContaining("cannot be read") as unknown,
    });
  });
});
