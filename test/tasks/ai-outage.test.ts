/** An LLM that cannot be used for hours: nothing is lost, nothing spent, and all goes on by itself when it is back. */
import { describe, expect, test } from "vitest";
import { HOUR_MS, MINUTE_MS } from "../../src/base/clock.ts";
import { checkDatabase } from "../../src/cli/doctor/surroundings.ts";
import { gaugesOf } from "../../src/desk/gauges.ts";
import { overviewOf, statusPage } from "../../src/desk/overview.ts";
import { aiHoldSentence } from "../../src/domain/failure.ts";
import { textsOf } from "../../src/texts/texts.ts";
import { attemptsSpent } from "../../src/domain/job.ts";
import type { SampleItem } from "../../src/sandbox/samples.ts";
import { aiHoldOf, saveAiHold } from "../../src/store/tables/ai-holds.ts";
import { listItems } from "../../src/store/tables/items.ts";
import { listJobs } from "../../src/store/tables/jobs.ts";
import { responseOf } from "../../src/store/tables/responses.ts";
import { lookAtHeldAi } from "../../src/tasks/drafting/ai-hold.ts";
import { tryVoice } from "../../src/tasks/drafting/trial.ts";
import { contactOf } from "../support/messenger.ts";
import { personWith } from "../support/people.ts";
import { reopen, testApp } from "../support/app.ts";
import { jumpingClock, type JumpingClock } from "../support/jumping-clock.ts";
import { json, llmServer, refuses, says, type LlmServer, type Reply, type Seen } from "../support/llm-server.ts";

const ME = "person:test";
const ANALYSIS = {
  sentiment: "negative",
  sentiment_score: 0.2,
  tags: [],
  category: "quality",
  key_points: [],
  attention: [],
};
const words = (n: number): string => `Здравствуйте! Просим извинить нас за крышку, замечание № ${n} очень пригодится.`;

let count = 0;
/** A model that answers everything. */
const works: Reply = (response, seen) => {
  const content = JSON.stringify(isAnalysis(seen) ? ANALYSIS : { answer: words((count += 1)) });
  says(content)(response, seen);
};
function isAnalysis({ body }: Seen): boolean {
  return body.messages.some(({ content }) => content.includes("sentiment_score"));
}
const hangs: Reply = () => undefined;

const review = (id: string, rating: number): SampleItem => ({
  id,
  platform: "wb",
  rating,
  text: `Крышка термоса ${id} протекает, обидно`,
});

interface Shop extends Awaited<ReturnType<typeof testApp>> {
  clock: JumpingClock;
  llm: LlmServer;
}

/** A shop whose reviews are read while the LLM answers as told. */
async function shop(items: SampleItem[], reply: Reply, ai: Record<string, unknown> = {}): Promise<Shop> {
  const llm = await llmServer(reply);
  const clock = jumpingClock();
  const rules = [{ name: "everything", when: {}, then: "approve" }];
  const opened = await testApp({
    items,
    clock,
    settings: { approval: { undo_window: "30d", rules } },
    change(config) {
      const way = { provider: "openai", base_url: llm.baseUrl, api_key: "key", model: "test-model", timeout: 4000 };
      Object.assign(config.ai, { ...way, ...ai });
    },
  });
  const account = "wb-sandbox";
  await opened.app.runner.runNow((tx) => opened.app.enqueue(tx, "poll_wb_reviews", { account }, { account }).id);
  await opened.app.runner.drain();
  return { ...opened, clock, llm };
}

/** Lets time pass, and runs what becomes due when it is due. */
async function pass({ app, clock }: Shop, ms: number): Promise<void> {
  const end = clock.now() + ms;
  for (;;) {
    await app.runner.drain();
    const due = listJobs(app.db, { state: "scheduled", limit: 100 }).map(({ run_at }) => run_at);
    const next = Math.min(end, ...due);
    clock.jump(Math.max(next - clock.now(), 0));
    if (next === end) return app.runner.drain();
  }
}

const states = ({ app }: Shop): string[] => listItems(app.db, { limit: 100 }).map(({ status }) => status);
const aiJobs = ({ app }: Shop) => listJobs(app.db, { limit: 100 }).filter(({ lane }) => lane === "ai");
const models = ({ app }: Shop): (string | undefined)[] =>
  listItems(app.db, { limit: 100 }).map(({ id }) => responseOf(app.db, id)?.model);

describe.each<[string, Reply, code: string]>([
  ["401", json(401, { message: "Token has expired" }), "auth.llm"],
  ["402", json(402, { error: { message: "Insufficient Balance" } }), "llm.no_money"],
  ["403", refuses(403, "Country, region, or territory not supported"), "llm.country"],
  ["404", refuses(404, "The model does not exist"), "llm.model"],
  ["429", refuses(429, "Rate limit"), "llm.rate_limited"],
  ["503", refuses(503, "Overloaded"), "llm.unavailable"],
  ["a reply that never comes", hangs, "llm.unavailable"],
])("an outage with %s", (_, away, code) => {
  test("loses nothing: the urgent get ready phrases, the rest waits, and the LLM drafts all of it afterwards", async () => {
    const items = [review("a", 5), review("b", 1), review("c", 3), review("d", 4)];
    const opened = await shop(items, away, { stand_in_after: 10 * MINUTE_MS });
    const { app, llm } = opened;

    await pass(opened, 5 * MINUTE_MS);
    expect(states(opened)).toEqual(["analyzing", "analyzing", "analyzing", "analyzing"]);
    expect(aiHoldOf(app.db, "main")).toMatchObject({ code });

    const asked = llm.seen.length;
    await pass(opened, 15 * MINUTE_MS);
    // One request a minute finds out whether it is back.
    expect(llm.seen.length - asked).toBeGreaterThan(12);
    expect(llm.seen.length - asked).toBeLessThan(17);
    expect(states(opened).toSorted()).toEqual(["analyzing", "analyzing", "pending_review", "pending_review"]);
    expect(models(opened).filter((model) => model === "offline")).toHaveLength(2);

    llm.answer(works);
    await pass(opened, 2 * MINUTE_MS);
    expect(models(opened)).toEqual(Array.from({ length: 4 }, () => "test-model"));
    expect(states(opened).filter((state) => state !== "approved" && state !== "pending_review")).toEqual([]);
    expect(aiHoldOf(app.db, "main")).toBeUndefined();
    for (const job of aiJobs(opened)) expect([job.state, attemptsSpent(job)]).toEqual(["done", 1]);
  });
});

test("the page, the status, the doctor and the metrics tell what is wrong, each with the remedy", async () => {
  const { app, config } = await shop([review("a", 1)], refuses(402, "Insufficient Balance"));

  const [hold] = (await overviewOf(app.db, app)).ai_holds;
  expect(aiHoldSentence(hold!)(textsOf("ru").failures)).toMatch(/^На счёте нейросети кончились деньги.*402: Insuff/);
  expect(statusPage(app.db, app).ai_holds).toMatchObject([{ name: "main", code: "llm.no_money" }]);
  expect(checkDatabase(config, app.db, app.clock).find(({ subject }) => subject === "ai")?.remedy).toContain(
    "Top the account up",
  );
  expect(gaugesOf({ ...app, config }).aiAwaySeconds.main).toBeGreaterThanOrEqual(0);
});

test("ready phrases that stand in say why, and no rule approves them", async () => {
  const opened = await shop([review("a", 1)], refuses(402, "Insufficient Balance"));
  await pass(opened, 2 * HOUR_MS);

  const [item] = listItems(opened.app.db, { limit: 1 });
  expect(item?.status).toBe("pending_review");
  const problem = responseOf(opened.app.db, item!.id)?.problems.find(({ rule }) => rule === "llm");
  expect(problem?.message).toContain("кончились деньги");
});

test("what a person has written is not replaced when the LLM is back", async () => {
  const opened = await shop([review("a", 1)], refuses(503, "Overloaded"));
  await pass(opened, 2 * HOUR_MS);
  const [item] = listItems(opened.app.db, { limit: 1 });
  await opened.app.decisions.edit(item!.id, "Здравствуйте! Просим прощения за крышку.", ME);
  opened.llm.answer(works);
  await pass(opened, HOUR_MS);

  expect(responseOf(opened.app.db, item!.id)).toMatchObject({ final_text: "Здравствуйте! Просим прощения за крышку." });
});

test("other settings lift the hold at once", async () => {
  const opened = await shop([review("a", 1)], json(401, { message: "no" }));
  await pass(opened, 10 * MINUTE_MS);
  opened.llm.answer(works);
  opened.config.ai.api_key = "another";
  await opened.app.db.write((tx) => lookAtHeldAi(tx, opened.app.deps));
  await opened.app.runner.drain();

  expect(models(opened)).toEqual(["test-model"]);
});

test("the hold outlives the process", async () => {
  const opened = await shop([review("a", 5)], refuses(503, "Overloaded"));
  await opened.app.close(0);
  const app = await reopen(opened.config, opened.clock);
  const asked = opened.llm.seen.length;
  await app.runner.drain();

  expect(opened.llm.seen).toHaveLength(asked);
  expect(aiHoldOf(app.db, "main")?.code).toBe("llm.unavailable");
});

test("an item over which the LLM always fails holds up no other, and gets ready phrases in the end", async () => {
  const opened = await shop([review("odd", 1), review("b", 2), review("c", 2), review("d", 5)], (response, seen) => {
    const isOdd = seen.body.messages.some(({ content }) => content.includes("термоса odd"));
    (isOdd ? refuses(502, "Bad gateway") : works)(response, seen);
  });
  await pass(opened, 20 * MINUTE_MS);

  expect(models(opened).filter((model) => model === "offline")).toHaveLength(1);
  expect(models(opened).filter((model) => model === "test-model")).toHaveLength(3);
  expect(states(opened)).not.toContain("error");
});

test("a wait that the server names is kept", async () => {
  const opened = await shop([review("a", 1)], refuses(429, "slow down", { "retry-after": "1200" }));
  const asked = opened.llm.seen.length;
  await pass(opened, 19 * MINUTE_MS);
  expect(opened.llm.seen).toHaveLength(asked);
  opened.llm.answer(works);
  await pass(opened, 2 * MINUTE_MS);

  expect(models(opened)).toEqual(["test-model"]);
});

test("a used-up daily budget leaves the urgent to ready phrases, and the rest until tomorrow", async () => {
  const usage = { prompt_tokens: 500, completion_tokens: 50 };
  const opened = await shop(
    [review("a", 5), review("b", 1), review("c", 1), review("d", 5)],
    (response, seen) =>
      says(JSON.stringify(isAnalysis(seen) ? ANALYSIS : { answer: words(1) }), { usage })(response, seen),
    { daily_budget: { tokens: 500 } },
  );
  await pass(opened, 2 * HOUR_MS);
  expect(opened.llm.seen.length).toBeLessThanOrEqual(4);
  const urgent = listItems(opened.app.db, { limit: 100 }).filter(({ rating }) => rating === 1);
  expect(urgent.map(({ status }) => status)).toEqual(["pending_review", "pending_review"]);
  expect(states(opened)).not.toContain("error");
});

test("tokens that the server does not count are estimated for the budget", async () => {
  const opened = await shop(
    [review("a", 5), review("b", 5), review("c", 5), review("d", 5), review("e", 5), review("f", 5)],
    (response, seen) =>
      json(200, {
        choices: [{ message: { content: JSON.stringify(isAnalysis(seen) ? ANALYSIS : { answer: words(1) }) } }],
      })(response, seen),
    { daily_budget: { tokens: 1000 } },
  );

  expect(opened.llm.seen.length).toBeLessThanOrEqual(6);
  expect(states(opened)).toContain("analyzing");
});

test("stars without a word cost nothing, and do not wait for the LLM", async () => {
  const bare: SampleItem = { id: "bare", platform: "wb", rating: 5, text: "" };
  const opened = await shop([bare], refuses(503, "Overloaded"));

  expect(opened.llm.seen).toEqual([]);
  expect(models(opened)).toEqual(["offline"]);
  const [item] = listItems(opened.app.db, { limit: 1 });
  expect(responseOf(opened.app.db, item!.id)?.problems.map(({ rule }) => rule)).not.toContain("llm");
});

describe("ai.fallback", () => {
  async function withFallback(main: Reply, second: Reply) {
    const other = await llmServer(second);
    const way = { base_url: other.baseUrl, api_key: "key", model: "second-model", timeout: 4000 };
    const opened = await shop([review("a", 5), review("b", 1)], main, { fallback: way });
    return { ...opened, other };
  }

  test("drafts while the first LLM is away, which is tried once a minute and takes over when it is back", async () => {
    const opened = await withFallback(refuses(503, "Overloaded"), works);
    await pass(opened, MINUTE_MS / 2);
    expect(models(opened)).toEqual(["second-model", "second-model"]);
    expect(opened.llm.seen.length).toBeLessThanOrEqual(2);

    opened.llm.answer(works);
    const [item] = listItems(opened.app.db, { statuses: ["pending_review"], limit: 1 });
    await pass(opened, MINUTE_MS);
    await opened.app.decisions.regenerate(item!.id, "короче", ME);
    await pass(opened, MINUTE_MS);
    expect(responseOf(opened.app.db, item!.id)?.model).toBe("test-model");
    expect(aiHoldOf(opened.app.db, "main")).toBeUndefined();
  });

  test("tries a voice while the first LLM is held, which is not asked for that", async () => {
    const opened = await withFallback(refuses(503, "Overloaded"), works);
    await pass(opened, MINUTE_MS / 2);
    const { deps, db } = opened.app;
    const [item] = listItems(db, { statuses: ["pending_review", "approved"], limit: 1 });
    const asked = opened.llm.seen.length;
    const tried = () => tryVoice(deps, item!.brand_id, item!.id, { tone: "сухой" }, new AbortController().signal);
    expect(await tried()).toHaveProperty("edited");
    await db.write((tx) => saveAiHold(tx, { ...aiHoldOf(tx, "main")!, name: "fallback" }));
    expect(await tried()).toEqual({ cannot: "ai" });
    expect(opened.llm.seen.length).toBe(asked);
  });

  test("that is away, too, leaves the work waiting as without it", async () => {
    const opened = await withFallback(refuses(503, "Overloaded"), refuses(402, "Insufficient Balance"));
    await pass(opened, 5 * MINUTE_MS);
    expect(states(opened)).toEqual(["analyzing", "analyzing"]);
    expect(aiHoldOf(opened.app.db, "fallback")?.code).toBe("llm.no_money");
    opened.other.answer(works);
    await pass(opened, 2 * MINUTE_MS);
    expect(models(opened)).toEqual(["second-model", "second-model"]);
    for (const job of aiJobs(opened)) expect([job.state, attemptsSpent(job)]).toEqual(["done", 1]);
  });
});

test("another draft sees the answer that it is to change", async () => {
  const opened = await shop([review("a", 1)], works);
  const [item] = listItems(opened.app.db, { limit: 1 });
  const before = responseOf(opened.app.db, item!.id)?.draft_text ?? "?";
  await opened.app.decisions.regenerate(item!.id, "короче", ME);
  await opened.app.runner.drain();

  const asked = opened.llm.seen.findLast((seen) => !isAnalysis(seen))?.body.messages ?? [];
  expect(asked.at(-1)?.content).toContain(`"previous_answer":"${before.split("\n")[0]}"`);
  expect(asked.at(-1)?.content).toContain("короче");
});

test("administrators are told of an LLM that is away for five minutes, of its return, and of a budget used up", async () => {
  const opened = await shop([review("a", 1), review("b", 2)], refuses(503, "Overloaded"));
  const { app, llm } = opened;
  const { id } = await personWith(app, "anna", "admin");
  await contactOf(app, id);
  const told = () => app.db.statement("select kind from alerts order by id").pluck().all() as string[];
  await pass(opened, 4 * MINUTE_MS);
  expect(told()).toEqual([]);
  await pass(opened, 3 * MINUTE_MS);
  expect(told()).toEqual(["ai_away"]);
  app.config.ai.daily_budget = { tokens: 1 };
  llm.answer(works);
  await pass(opened, 5 * MINUTE_MS);
  expect(told().slice(0, 3).toSorted()).toEqual(["ai_away", "ai_back", "ai_budget"]);
  expect(told().filter((kind) => kind === "ai_budget")).toHaveLength(1);
});
