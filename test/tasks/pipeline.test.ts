import { describe, expect, test } from "vitest";
import type { App } from "../../src/app.ts";
import { jobKey, POLL_KINDS, pollOf, type JobArgs, type JobKind } from "../../src/domain/job.ts";
import type { SampleItem } from "../../src/sandbox/samples.ts";
import { listAnalytics } from "../../src/store/views/analytics.ts";
import { auditOf } from "../../src/store/tables/audit.ts";
import { q } from "../../src/store/db.ts";
import { listItems, moveItem, requireItem } from "../../src/store/tables/items.ts";
import type { TaskContext } from "../../src/queue/task.ts";
import { claimById, listJobs, settleJob, type JobRow } from "../../src/store/tables/jobs.ts";
import { listAgents } from "../../src/store/tables/office-agents.ts";
import { circuitOf, pollingState } from "../../src/store/tables/polling-state.ts";
import { attemptsOf } from "../../src/store/tables/publish-attempts.ts";
import { answerText, responseOf } from "../../src/store/tables/responses.ts";
import { reopen, testApp } from "../support/app.ts";

const PRAISE: SampleItem = {
  id: "praise",
  platform: "wb",
  rating: 5,
  text: "Отличное платье, ткань приятная, село идеально!",
};
const COMPLAINT: SampleItem = {
  id: "complaint",
  platform: "ozon",
  rating: 1,
  text: "Пришло с пятном, швы кривые, очень расстроена.",
};
const QUESTION: SampleItem = {
  id: "question",
  platform: "ym",
  rating: null,
  itemType: "question",
  text: "На рост 170 какой размер брать?",
};

function run<Kind extends JobKind>(app: App, kind: Kind, args: JobArgs[Kind], itemId?: number): Promise<JobRow> {
  const key = jobKey(kind, itemId);
  return app.runner.runNow((tx) => app.enqueue(tx, kind, args, { key, ...(itemId !== undefined && { itemId }) }).id);
}

async function pollAll(app: App): Promise<Record<string, unknown>[]> {
  const results: Record<string, unknown>[] = [];
  for (const kind of POLL_KINDS) {
    const job = await run(app, kind, { account: `${pollOf(kind).platform}-sandbox` });
    results.push(JSON.parse(job.result ?? "{}") as Record<string, unknown>);
  }
  return results;
}

describe("one item", () => {
  test("is polled, analysed, drafted, approved, published and counted", async () => {
    const { app, sandbox } = await testApp({ items: [PRAISE, COMPLAINT, QUESTION] });
    await pollAll(app);
    await app.runner.drain();
    const items = listItems(app.db, { limit: 10 });
    expect(items.map((item) => item.status)).toEqual(["pending_review", "pending_review", "pending_review"]);
    expect(sandbox.world.items().flatMap((item) => item.received)).toEqual([]);

    for (const { id } of items) await app.decisions.approve(id, "person:test");
    await app.runner.drain();
    for (const { id } of items) {
      const item = requireItem(app.db, id);
      expect(item).toMatchObject({ status: "published", error_message: null });
      expect(attemptsOf(app.db, id).map((attempt) => attempt.outcome)).toEqual(["accepted"]);
      expect(auditOf(app.db, id).map((entry) => `${entry.actor} ${entry.action}`)).toEqual([
        "rule:default wait",
        "person:test approve",
        "task:send_response published",
      ]);
    }
    const received = sandbox.world.items().map((item) => item.received.map((answer) => answer.text));
    expect(received.flat().sort()).toEqual(items.map(({ id }) => answerText(responseOf(app.db, id)!)).sort());
    expect(received.every((answers) => answers.length === 1)).toBe(true);

    // What was accepted counts once the marketplace shows it: the next poll looks.
    expect(requireItem(app.db, 1).seen_at).toBeNull();
    await pollAll(app);
    expect(requireItem(app.db, 1).seen_at).not.toBeNull();
    const job = await run(app, "calculate_daily_analytics", {});
    expect(job.state).toBe("done");
    const totals = listAnalytics(app.db, "2000-01-01", "2100-01-01").filter(
      (row) => row.platform === "all" && row.brand_id === "all",
    );
    expect(totals.reduce((sum, row) => sum + row.published_count, 0)).toBe(3);
    expect(totals.reduce((sum, row) => sum + row.questions_count, 0)).toBe(1);
  });

  test("is stored once, however often it is polled", async () => {
    const { app, config } = await testApp({ items: [PRAISE, COMPLAINT, QUESTION] });
    // The overlap covers the whole look-back, so each poll reads everything again.
    config.poll.overlap = config.poll.lookback;
    const first = await pollAll(app);
    const second = await pollAll(app);
    expect(first.reduce((sum, result) => sum + Number(result["new"]), 0)).toBe(3);
    expect(second.map((result) => result["new"])).toEqual([0, 0, 0, 0, 0, 0]);
    expect(second.reduce((sum, result) => sum + Number(result["duplicates"]), 0)).toBe(3);
  });

  test("that was archived is not stored again when the marketplace lists it once more", async () => {
    const { app, config } = await testApp({ items: [PRAISE] });
    config.poll.overlap = config.poll.lookback;
    await pollAll(app);
    await app.decisions.skip(1, "person:test");
    await app.db.write((tx) => tx.run(q.updateTable("items").set({ created_at: 1 })));
    expect(JSON.parse((await run(app, "archive_old_items", {})).result ?? "")).toMatchObject({ archived: 1 });
    const again = await pollAll(app);
    expect(again[0]).toMatchObject({ fetched: 1, new: 0, duplicates: 1 });
    expect(app.db.all(q.selectFrom("items").selectAll())).toEqual([]);
  });

  test("that somebody has answered in the cabinet is closed together with its jobs", async () => {
    const { app, sandbox, config } = await testApp({ items: [PRAISE] });
    config.poll.overlap = config.poll.lookback;
    await pollAll(app);
    sandbox.world.answerInCabinet("praise", "Спасибо, ответили сами");
    await pollAll(app);
    expect(requireItem(app.db, 1)).toMatchObject({ status: "skipped", skip_reason: "answered_in_cabinet" });
    await app.runner.drain();
    expect(responseOf(app.db, 1)).toBeUndefined();
  });
});

describe("a poll", () => {
  test("with a refused token waits, names the account, and leaves the others alone", async () => {
    const { app } = await testApp({
      items: [PRAISE, COMPLAINT, QUESTION],
      change: (config) => {
        const wb = config.accounts.find((account) => account.platform === "wb");
        if (wb?.platform === "wb") wb.token = "wrong-token-1234567890";
      },
    });
    const job = await run(app, "poll_wb_reviews", { account: "wb-sandbox" });
    expect(job).toMatchObject({ state: "scheduled", error_code: "auth.key" });
    expect(job.error).not.toContain("wrong-token");
    expect(await run(app, "poll_ozon_reviews", { account: "ozon-sandbox" })).toMatchObject({ state: "done" });
    const agents = listAgents(app.db);
    expect(agents.find((agent) => agent.agent_id === "reputation_wb")).toMatchObject({
      status: "error",
      task: expect.stringContaining("Wildberries") as unknown,
    });
    expect(agents.find((agent) => agent.agent_id === "reputation_ozon")).toMatchObject({ status: "ok", task: null });
  });

  test("opens the circuit after five failures in a row, and then reports that instead of calling the marketplace", async () => {
    const { app, sandbox } = await testApp({
      items: [PRAISE],
      change: (config) => void (config.accounts[0]!.base_url = "http://127.0.0.1:9"),
    });
    const poll = { account: "wb-sandbox", itemType: "review" } as const;
    for (let i = 0; i < 5; i++) await run(app, "poll_wb_reviews", { account: poll.account });
    expect(circuitOf(pollingState(app.db, poll)).openUntil).toBeGreaterThan(app.clock.now());
    const job = await run(app, "poll_wb_reviews", { account: poll.account });
    expect(JSON.parse(job.result ?? "{}")).toEqual({ status: "circuit_open", platform: "wb", item_type: "review" });
    expect(sandbox.world.items()[0]?.received).toEqual([]);
  });

  test("keeps the watermark when it fails, so that the next poll reads what this one missed", async () => {
    const { app, config } = await testApp({ items: [PRAISE] });
    const address = config.accounts[0]!.base_url;
    config.accounts[0]!.base_url = "http://127.0.0.1:9";
    const broken = await reopen(config, app.clock);
    await run(broken, "poll_wb_reviews", { account: "wb-sandbox" });
    expect(pollingState(broken.db, { account: "wb-sandbox", itemType: "review" })).toMatchObject({
      watermark: null,
      last_poll_status: "error",
      last_poll_error_code: "marketplace.unavailable",
    });
    config.accounts[0]!.base_url = address;
    await app.db.write((tx) => tx.run(q.updateTable("jobs").set({ state: "cancelled", finished_at: 1, owner: null })));
    expect(JSON.parse((await run(app, "poll_wb_reviews", { account: "wb-sandbox" })).result ?? "")).toMatchObject({
      new: 1,
    });
    expect(pollingState(app.db, { account: "wb-sandbox", itemType: "review" })).toMatchObject({
      last_poll_error: null,
      last_poll_error_code: null,
    });
  });
});

describe("a person's decision", () => {
  test("that the built-in AI cannot follow is reported as a problem of the draft", async () => {
    const { app } = await testApp({ items: [PRAISE] });
    await pollAll(app);
    await app.runner.drain();
    const { jobId } = await app.decisions.regenerate(1, "теплее", "person:a");
    await app.runner.runNow(() => jobId);
    const rules = responseOf(app.db, 1)?.problems.map(({ rule }) => rule);
    expect(rules).toEqual(["instructions"]);
  });

  test("wins over a draft that is being generated, so that an edit made meanwhile stays", async () => {
    const { app } = await testApp({ items: [PRAISE] });
    await pollAll(app);
    await app.runner.drain();
    const { jobId } = await app.decisions.regenerate(1, "теплее", "person:a");
    const { llm } = app.deps;
    const draft = llm.draft.bind(llm);
    llm.draft = async (request, signal) => {
      const drafted = await draft(request, signal);
      await app.decisions.edit(1, "Мой собственный текст, и другого не надо.", "person:b");
      return drafted;
    };
    await app.runner.runNow(() => jobId);
    expect(answerText(responseOf(app.db, 1)!)).toBe("Мой собственный текст, и другого не надо.");
  });

  test("is not lost when it meets a send job that is just ending", async () => {
    const { app, sandbox } = await testApp({ items: [PRAISE] });
    await pollAll(app);
    await app.runner.drain();
    await app.decisions.approve(1, "person:a");
    const { db, clock } = app;
    const [job] = listJobs(db, { kind: "send_response", limit: 1 });
    // The approval is undone while the job is claimed, and given again after the attempt has checked the item, when the
    // job still holds its key.
    const owner = "test";
    const claimed = await db.write((tx) => {
      moveItem(tx, 1, "undo", clock.now());
      return claimById(tx, job!.id, { owner, leaseUntil: clock.now(), now: clock.now() });
    });
    const context = {
      jobId: job!.id,
      attempt: 1,
      scheduledFor: null,
      signal: new AbortController().signal,
      assertHeld: () => undefined,
      log: app.deps.log,
    };
    const write: TaskContext["write"] = async (fn) => {
      const looked = await db.write(fn);
      await app.decisions.approve(1, "person:a");
      return looked;
    };
    const outcome = await app.tasks.get("send_response")!.run(app.deps, { item_id: 1 }, { ...context, write });
    expect(outcome).toMatchObject({ type: "done", result: { status: "not_needed" } });
    await db.write((tx) => {
      const after = { state: "done", runAt: clock.now(), excused: 0, crashes: 0, error: null } as const;
      const fence = { id: job!.id, attempt: claimed!.attempt, owner };
      const startedAt = claimed!.started_at;
      expect(settleJob(tx, fence, { outcome: "done", after, startedAt }, clock.now())).toBe(true);
      outcome.apply?.(tx);
    });
    await app.runner.drain();
    expect(requireItem(app.db, 1).status).toBe("published");
    expect(sandbox.world.items()[0]?.received).toHaveLength(1);
  });
});

describe("the approval rules", () => {
  test("approve the items that match them, and leave everything else to a person", async () => {
    const rules = [{ name: "five stars", when: { type: ["review"], rating: { min: 5 } }, then: "approve" }];
    const { app, sandbox } = await testApp({
      items: [PRAISE, COMPLAINT, QUESTION],
      settings: { approval: { undo_window: "0s", rules } },
    });
    await pollAll(app);
    await app.runner.drain();
    const answered = sandbox.world.items().filter((item) => item.received.length > 0);
    expect(answered.map((item) => item.id)).toEqual(["praise"]);
    expect(auditOf(app.db, 1).map((entry) => entry.actor)).toContain("rule:five stars");
  });
});
