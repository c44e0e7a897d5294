/** The OpenAI-compatible provider inside the whole program, against an LLM that misbehaves. */
import { describe, expect, test } from "vitest";
import type { App } from "../../src/app.ts";
import type { Clock } from "../../src/base/clock.ts";
import { POLL_KINDS, pollOf, jobKey } from "../../src/domain/job.ts";
import type { LlmFault } from "../../src/sandbox/llm/faults.ts";
import type { SampleItem } from "../../src/sandbox/samples.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { aiUsageSince } from "../../src/store/tables/ai-usage.ts";
import { auditOf } from "../../src/store/tables/audit.ts";
import { listItems, type Item } from "../../src/store/tables/items.ts";
import { listJobs } from "../../src/store/tables/jobs.ts";
import { responseOf } from "../../src/store/tables/responses.ts";
import { recordCalls } from "../../src/tasks/drafting/ai-calls.ts";
import { INJECTIONS, UNNOTICED } from "../ai/injections.ts";
import { reopen, testApp } from "../support/app.ts";
import { hurriedClock } from "../support/hurried-clock.ts";

const APPROVE_ALL = [{ name: "everything", when: {}, then: "approve" }];

function openWith(
  items: SampleItem[],
  ai: Record<string, unknown> = {},
  rules: object[] = APPROVE_ALL,
  clock: Clock = hurriedClock(),
): ReturnType<typeof testApp> {
  return testApp({
    items,
    clock,
    settings: {
      approval: { undo_window: "0s", rules },
      tasks: { analyze_item: { retry_delay: "1ms" }, generate_response: { retry_delay: "1ms" } },
    },
    change(config, sandbox) {
      Object.assign(config.ai, {
        provider: "openai",
        base_url: sandbox.baseUrls.llm,
        api_key: sandbox.credentials.llm.apiKey,
        model: "sandbox",
        ...ai,
      });
    },
  });
}

/** Polls everything, then runs all jobs and moves through their waits until none is left. */
async function work({ app }: { app: App }): Promise<Item[]> {
  for (const kind of POLL_KINDS) {
    const { platform } = pollOf(kind);
    const account = `${platform}-sandbox`;
    await app.runner.runNow((tx) => app.enqueue(tx, kind, { account }, { key: jobKey(kind, account), account }).id);
  }
  for (;;) {
    await app.runner.drain();
    const [next] = listJobs(app.db, { state: "scheduled", limit: 1 });
    // Jobs that are delayed until tomorrow are left alone.
    if (!next || next.run_at > app.clock.now() + 10_000) return listItems(app.db, { limit: 100 });
    await app.clock.sleep(next.run_at - app.clock.now());
  }
}

const sample = (id: string, rating: number): SampleItem => ({
  id,
  platform: "wb",
  rating,
  text: rating > 3 ? `Отличное платье ${id}, ткань приятная` : `Плохое платье ${id}, ткань неприятная, размер мал`,
});

/** Sends to each marketplace, as the sandbox saw them. */
function received(sandbox: Sandbox): string[] {
  return sandbox.world.items().flatMap((item) => item.received.map(({ text }) => text));
}

describe("an LLM that gives nothing usable", () => {
  const cases: [LlmFault, rule: string][] = [
    ["no_json", "llm"],
    ["wrong_schema", "llm"],
    ["refusal", "llm"],
    ["long", "length"],
    ["link", "link"],
  ];
  test.each(cases)("%s: every item waits for a person with a draft and the reason", async (fault, rule) => {
    const opened = await openWith([sample("a", 5), sample("b", 1)]);
    opened.sandbox.llm.always = fault;
    const items = await work(opened);

    expect(items.map(({ status }) => status)).toEqual(["pending_review", "pending_review"]);
    for (const { id } of items) {
      const response = responseOf(opened.app.db, id);
      expect(response?.draft_text).not.toBe("");
      expect(response?.problems.map((problem) => problem.rule)).toContain(rule);
      expect(auditOf(opened.app.db, id).at(-1)).toMatchObject({ action: "wait", actor: "rule:everything" });
    }
    expect(received(opened.sandbox)).toEqual([]);
  });

  test("still has its tokens counted", async () => {
    const opened = await openWith([sample("a", 5)], { price: { input: 1, output: 10 } });
    opened.sandbox.llm.always = "no_json";
    await work(opened);
    const { tokens, cost } = aiUsageSince(opened.app.db, 0);

    expect(tokens).toBeGreaterThan(1000);
    expect(cost).toBeGreaterThan(0.001);
  });

  test("costs less for what the provider had kept, by the price of it", async () => {
    const price = { input: 10, output: 100, cached: 1, currency: "₽" };
    const opened = await openWith([sample("a", 5)], { price });
    const [item] = await work(opened);
    const { app, config } = opened;
    const before = aiUsageSince(app.db, 0).cost ?? 0;
    const usage = { inputTokens: 1_000_000, cachedTokens: 400_000, outputTokens: 10_000 };
    await app.db.write((tx) =>
      recordCalls(tx, { ...app, config }, { itemId: item!.id, purpose: "answer" }, [{ model: "sandbox", usage }]),
    );
    expect(aiUsageSince(app.db, 0).cost! - before).toBeCloseTo(6 + 0.4 + 1, 9);
  });
});

describe("an LLM that fails for a while", () => {
  test("a limit of requests twice: the item is drafted, and no attempt spent", async () => {
    const opened = await openWith([sample("a", 5)]);
    opened.sandbox.llm.next.push("rate_limited", "link", "rate_limited", null);
    const [item] = await work(opened);

    expect(item?.status).toBe("published");
    for (const kind of ["analyze_item", "generate_response"] as const) {
      expect(listJobs(opened.app.db, { kind, limit: 1 })).toMatchObject([{ state: "done", attempt: 2, excused: 1 }]);
    }
  });

  test("fenced JSON between prose is read", async () => {
    const opened = await openWith([sample("a", 5)]);
    opened.sandbox.llm.always = "fenced";

    expect((await work(opened))[0]?.status).toBe("published");
  });

  test("one unusable answer is asked for again", async () => {
    const opened = await openWith([sample("a", 5)]);
    opened.sandbox.llm.next.push("no_json", null, "wrong_schema", null);

    expect((await work(opened))[0]?.status).toBe("published");
  });
});

test("an LLM that obeys the buyer publishes nothing without a person", async () => {
  const texts = [...INJECTIONS, ...UNNOTICED];
  const items = texts.map((text, at): SampleItem => ({
    id: `injection ${at}`,
    platform: (["wb", "ozon", "ym"] as const)[at % 3]!,
    rating: 5,
    text,
  }));
  const opened = await openWith(items);
  opened.sandbox.llm.obedient = true;
  const stored = await work(opened);

  expect(stored).toHaveLength(texts.length);
  expect(stored.filter(({ status }) => status !== "pending_review").map(({ client_text }) => client_text)).toEqual([]);
  expect(received(opened.sandbox)).toEqual([]);
  for (const { id } of stored) expect(responseOf(opened.app.db, id)?.problems).not.toEqual([]);
});

test("a used-up daily budget stops only the AI, which continues on the next day", async () => {
  const opened = await openWith([sample("a", 5), sample("b", 5)], { daily_budget: { tokens: 1 } });
  const before = opened.app.clock.now();
  const items = await work(opened);

  expect(aiUsageSince(opened.app.db, before).calls).toBeLessThanOrEqual(4);
  const waiting = listJobs(opened.app.db, { state: "scheduled", limit: 10 });
  expect(items.some(({ status }) => status !== "published")).toBe(true);
  expect(waiting.map(({ error }) => error).join()).toContain("daily AI budget of 1 tokens is used up");
});

describe("one call for analysis and draft", () => {
  /** The shop after its only review was analysed; the draft waits in the job that is to check it. */
  async function analysed(rules: object[], fault: LlmFault | null = null) {
    const clock = hurriedClock();
    const opened = await openWith([sample("a", 5)], {}, rules, clock);
    opened.sandbox.llm.next.push(fault);
    const [kind, account] = ["poll_wb_reviews", "wb-sandbox"] as const;
    const run = (find: Parameters<App["runner"]["runNow"]>[0]) => opened.app.runner.runNow(find);
    await run((tx) => opened.app.enqueue(tx, kind, { account }, { key: jobKey(kind, account), account }).id);
    await run(() => listJobs(opened.app.db, { kind: "analyze_item", limit: 1 })[0]?.id ?? 0);
    return { ...opened, clock };
  }
  const purposes = ({ db }: App) =>
    db
      .statement("select purpose from ai_usage order by id")
      .all()
      .map((row) => (row as { purpose: string }).purpose);
  const draftOf = ({ db }: App) => responseOf(db, listItems(db, { limit: 1 })[0]?.id ?? 0);

  test("a draft that came with the analysis survives a restart, and needs no LLM that is away by then", async () => {
    const { app, config, clock, sandbox } = await analysed([]);
    await app.close(0);
    sandbox.llm.always = "server_error";
    const next = await reopen(config, clock);
    await next.runner.drain();

    expect(listItems(next.db, { limit: 1 })[0]?.status).toBe("pending_review");
    expect(draftOf(next)).toMatchObject({ model: "sandbox", problems: [] });
    expect(purposes(next)).toEqual(["answer"]);
  });

  test("a draft that a rule would approve is looked at first, by a call of its own", async () => {
    const { app } = await analysed(APPROVE_ALL);
    await app.runner.drain();

    expect(listItems(app.db, { limit: 1 })[0]?.status).toBe("published");
    expect(purposes(app)).toEqual(["answer", "judge"]);
  });

  test("another voice by then has it drafted anew", async () => {
    const { app } = await analysed([]);
    for (const brand of app.config.brands) brand.signature = "Другая подпись";
    await app.runner.drain();

    expect(draftOf(app)?.draft_text).toMatch(/\nДругая подпись$/u);
    expect(purposes(app)).toEqual(["answer", "draft"]);
  });

  test("a draft that breaks a rule is corrected by a call of its own", async () => {
    const { app } = await analysed([], "link");
    await app.runner.drain();

    expect(draftOf(app)?.problems).toEqual([]);
    expect(purposes(app)).toEqual(["answer", "draft"]);
  });
});
