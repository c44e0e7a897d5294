/** What holds back answers that are ready to be sent. */
import { describe, expect, test, vi } from "vitest";
import type { App } from "../../../src/app.ts";
import { dayOf } from "../../../src/domain/calendar.ts";
import { jobKey, POLL_KINDS, pollKind, pollOf } from "../../../src/domain/job.ts";
import { PLATFORMS, type Platform } from "../../../src/domain/platform.ts";
import type { SampleItem } from "../../../src/sandbox/samples.ts";
import type { Sandbox } from "../../../src/sandbox/sandbox.ts";
import { automaticSends } from "../../../src/store/tables/automatic-sends.ts";
import { auditOf } from "../../../src/store/tables/audit.ts";
import { listItems, requireItem } from "../../../src/store/tables/items.ts";
import { attemptsOfJob, listJobs } from "../../../src/store/tables/jobs.ts";
import { setMeta } from "../../../src/store/tables/meta.ts";
import { namedPauses, pausesOf } from "../../../src/store/tables/pauses.ts";
import { responseOf } from "../../../src/store/tables/responses.ts";
import { statusOf } from "../../../src/store/views/status.ts";
import { holdOf } from "../../../src/desk/hold-reason.ts";
import { textsOf } from "../../../src/texts/texts.ts";
import { testApp } from "../../support/app.ts";
import { startGate, type Gate } from "../../support/gate.ts";

const ME = "person:test";
const RULES = [{ name: "happy", when: { rating: { min: 5 } }, then: "approve" }];

function praise(count: number): SampleItem[] {
  return Array.from({ length: count }, (_, at) => ({
    id: `praise ${at}`,
    platform: "wb",
    rating: 5,
    text: `Отличное платье, ткань приятная, номер ${at}`,
  }));
}

async function poll(app: App, platform: Platform = "wb"): Promise<void> {
  const account = `${platform}-sandbox`;
  const kind = pollKind(platform, "review");
  await app.runner.runNow((tx) => app.enqueue(tx, kind, { account }, { key: jobKey(kind, account), account }).id);
  await app.runner.drain();
}

function sent(sandbox: Sandbox): number {
  return sandbox.world.items().reduce((sum, item) => sum + item.received.length, 0);
}

function statuses(app: App): Record<string, number> {
  const all = listItems(app.db, { limit: 100 }).map(({ status }) => status);
  return Object.fromEntries([...Map.groupBy(all, (status) => status)].map(([status, these]) => [status, these.length]));
}

describe("pause publish", () => {
  test("holds what is approved and queued, spends no attempt, and resume sends it once", async () => {
    const { app, sandbox } = await testApp({ items: praise(3) });
    await poll(app);
    for (const id of [1, 2]) await app.decisions.approve(id, ME);
    expect(await app.decisions.pause("publish", ME)).toBe(true);
    expect(await app.decisions.pause("publish", ME)).toBe(false);
    await app.decisions.approve(3, ME);
    await app.runner.drain();

    expect(statuses(app)).toEqual({ approved: 3 });
    expect(sent(sandbox)).toBe(0);
    const jobs = listJobs(app.db, { kind: "send_response", limit: 10 });
    expect(jobs.map(({ state, attempt }) => ({ state, attempt }))).toEqual(
      Array.from({ length: 3 }, () => ({ state: "ready", attempt: 0 })),
    );

    // A job that is held on purpose does not count as late.
    expect(statusOf(app.db, app.clock.now() + 1000, 0).jobs.oldest_due_ms).toBeNull();
    await app.decisions.undo(3, ME);
    expect(await app.decisions.resume("publish", ME)).toBe(true);
    await app.runner.drain();
    expect(statuses(app)).toEqual({ published: 2, pending_review: 1 });
    expect(sent(sandbox)).toBe(2);
  });

  test("stops a send that has started but not yet stored its intent, and `send` says why", async () => {
    const { app, sandbox } = await testApp({ items: praise(1) });
    await poll(app);
    await app.decisions.approve(1, ME);
    const [job] = listJobs(app.db, { kind: "send_response", limit: 1 });
    const marketplace = app.deps.marketplaces.get("wb-sandbox")!;
    const read = marketplace.read.bind(marketplace);
    marketplace.read = async (...args) => {
      await app.decisions.pause("publish", ME);
      return read(...args);
    };
    const after = await app.runner.runNow(() => job!.id);

    expect(sent(sandbox)).toBe(0);
    expect(requireItem(app.db, 1).status).toBe("approved");
    expect(after).toMatchObject({ state: "ready", excused: 1, error: expect.stringContaining("paused") as unknown });
    expect(attemptsOfJob(app.db, after.id).map(({ outcome }) => outcome)).toEqual(["snoozed"]);
    marketplace.read = read;
    await app.decisions.resume("publish", ME);
    await app.runner.drain();
    expect(sent(sandbox)).toBe(1);
  });

  test("of one marketplace lets the answers of the others out, and its own answers say what they wait for", async () => {
    const { app, sandbox } = await testApp({ items: [...praise(1), { ...praise(1)[0]!, id: "ym", platform: "ym" }] });
    await poll(app);
    await poll(app, "ym");
    await app.decisions.pause("publish_wb", ME);
    for (const id of [1, 2]) await app.decisions.approve(id, ME);
    await app.runner.drain();

    expect(statuses(app)).toEqual({ approved: 1, published: 1 });
    const hold = holdOf(app.db, responseOf(app.db, 1)!, app.deps);
    expect(hold?.reason).toBe("publishing is paused: reputation resume publish_wb");
    expect(holdOf(app.db, responseOf(app.db, 2)!, app.deps)).toBeUndefined();
    expect(namedPauses(app.db)).toMatchObject({ publish_wb: { by: ME } });
    await app.decisions.resume("publish", ME);
    await app.runner.drain();
    expect(sent(sandbox)).toBe(2);
  });

  test("is stored in the database and recorded in the audit log", async () => {
    const { app } = await testApp({ items: [] });
    await app.decisions.pause("publish", ME);
    await app.decisions.pause("ai", ME);
    await app.decisions.resume("ai", ME);

    await app.decisions.pause("poll_ym", ME);
    await app.decisions.resume("poll", ME);

    const by = expect.objectContaining({ by: ME }) as unknown;
    expect(pausesOf(app.db)).toEqual({ publish_wb: by, publish_ozon: by, publish_ym: by });
    expect(namedPauses(app.db)).toEqual({ publish: by });
    const actions = app.db.statement("select action from audit where item_id is null order by id").pluck().all();
    expect(actions).toEqual(["pause", "pause", "resume", "pause", "resume"]);
  });
});

test.each(["poll", "ai"] as const)("pause %s leaves its jobs where they are", async (lane) => {
  const { app } = await testApp({ items: praise(1) });
  await app.decisions.pause(lane, ME);
  await app.db.write((tx) => app.enqueue(tx, "poll_wb_reviews", { account: "wb-sandbox" }));
  await app.runner.drain();
  expect(statuses(app)).toEqual(lane === "poll" ? {} : { new: 1 });
  await app.decisions.resume(lane, ME);
  await app.runner.drain();
  expect(statuses(app)).toEqual({ pending_review: 1 });
});

describe("a marketplace that hangs", () => {
  test("holds up neither the polls nor the sends of the others", async () => {
    const mixed: SampleItem[] = (["ozon", "ym"] as const).map((platform) => ({
      ...praise(1)[0]!,
      id: platform,
      platform,
    }));
    let gate: Gate | undefined;
    const { app, sandbox } = await testApp({
      items: [...praise(6), ...mixed],
      async change(config, { url }) {
        gate = await startGate(url);
        for (const account of config.accounts) {
          if (account.platform === "wb") account.base_url = `${gate.url}/wb`;
        }
      },
    });
    for (const platform of PLATFORMS) await poll(app, platform);
    for (const { id } of listItems(app.db, { limit: 100 })) await app.decisions.approve(id, ME);
    gate?.hold(/./);
    await app.db.write((tx) => {
      for (const kind of POLL_KINDS) app.enqueue(tx, kind, { account: `${pollOf(kind).platform}-sandbox` });
    });
    const drained = app.runner.drain();
    await vi.waitFor(
      () =>
        expect(
          app.runner
            .running()
            .map(({ lane }) => lane)
            .sort(),
        ).toEqual(hanging),
      2000,
    );
    expect(statuses(app)).toEqual({ publishing: 2, approved: 4, published: 2 });
    expect(sent(sandbox)).toBe(2);
    gate?.open();
    await drained;
    expect(statuses(app)).toEqual({ published: 8 });
  });

  const hanging = ["poll_wb", "poll_wb", "publish_wb", "publish_wb"];
});

describe("the daily cap", () => {
  test("is explained to the manager, who can undo an answer and approve it personally", async () => {
    const approval = { undo_window: "0s", daily_cap: 1, rules: RULES };
    const { app, sandbox } = await testApp({ items: praise(2), settings: { approval } });
    await poll(app);
    const [held] = listItems(app.db, { statuses: ["approved"], limit: 1 });
    const response = responseOf(app.db, held!.id)!;
    const say = holdOf(app.db, response, app.deps)?.say;

    expect(say?.(textsOf("ru").failures)).toMatch(/^Дневной предел ответов по правилам \(1\) исчерпан/);
    expect(say?.(textsOf("en").failures)).toMatch(/^The day's limit of answers by rules \(1\) is used up/);
    await app.decisions.undo(held!.id, ME);
    await app.decisions.approve(held!.id, ME);
    await app.runner.drain();
    expect(statuses(app)).toEqual({ published: 2 });
    expect(sent(sandbox)).toBe(2);
  });

  test("holds answers that rules approved beyond it until tomorrow, says so, and lets a person's approval through", async () => {
    const approval = { undo_window: "0s", daily_cap: 2, rules: RULES };
    const four = { ...praise(1)[0]!, id: "four", rating: 4 };
    const { app, sandbox } = await testApp({ items: [...praise(5), four], settings: { approval } });
    await poll(app);

    expect(statuses(app)).toEqual({ published: 2, approved: 3, pending_review: 1 });
    const held = listJobs(app.db, { kind: "send_response", state: "scheduled", limit: 10 });
    expect(held).toHaveLength(3);
    for (const job of held) {
      expect(job.error).toContain("the daily cap of 2 automatic answers is reached");
      expect(job.attempt - job.excused).toBe(0);
      expect(dayOf(job.run_at, "Europe/Moscow") > dayOf(app.clock.now(), "Europe/Moscow")).toBe(true);
    }
    const byHand = listItems(app.db, { statuses: ["pending_review"], limit: 1 })[0]!;
    await app.decisions.approve(byHand.id, ME);
    await app.runner.drain();
    expect(statuses(app)).toEqual({ published: 3, approved: 3 });

    // On the next day yesterday's count no longer matters.
    await app.db.write((tx) => setMeta(tx, "automatic_sends", { day: "2000-01-01", count: 2 }));
    for (const job of held.slice(0, 2)) await app.runner.runNow(() => job.id);
    expect(statuses(app)).toEqual({ published: 5, approved: 1 });
    expect((await app.runner.runNow(() => held[2]!.id)).error).toContain("daily cap");
    expect(sent(sandbox)).toBe(5);
    expect(automaticSends(app.db, dayOf(app.clock.now(), "Europe/Moscow"))).toBe(2);
    expect(auditOf(app.db, held[0]!.item_id!).map(({ action }) => action)).toContain("approve");
  });
});
