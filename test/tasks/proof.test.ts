/** What an approving rule sends by itself, with an LLM that finds nothing wrong and writes what it is asked for. */
import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import type { App } from "../../src/app.ts";
import { jobKey } from "../../src/domain/job.ts";
import { auditOf } from "../../src/store/tables/audit.ts";
import { listItems } from "../../src/store/tables/items.ts";
import { listJobs, type JobRow } from "../../src/store/tables/jobs.ts";
import { responseOf } from "../../src/store/tables/responses.ts";
import { testApp } from "../support/app.ts";

const ANALYSIS = {
  sentiment: "positive",
  sentiment_score: 1,
  tags: [],
  category: "other",
  key_points: [],
  attention: [],
};

/** An LLM that analyses everything as well and drafts, for each buyer's text, what stands here. */
async function obedient(drafts: Record<string, string>, verdict: unknown = { says_more: false }) {
  const judged: string[] = [];
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const asked = Buffer.concat(await incoming.toArray()).toString();
      const draft = Object.entries(drafts).find(([text]) => asked.includes(text))?.[1];
      const isJudge = asked.includes("says_more");
      if (isJudge) judged.push(asked);
      const said = isJudge ? verdict : asked.includes("sentiment_score") ? ANALYSIS : { answer: draft };
      const content = JSON.stringify(said);
      const choices = [{ index: 0, finish_reason: "stop", message: { role: "assistant", content } }];
      outgoing.writeHead(200, { "content-type": "application/json" });
      outgoing.end(JSON.stringify({ id: "x", object: "chat.completion", model: "m", choices, usage: null }));
    })();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, judged };
}

function scheduled({ db }: App): JobRow[] {
  return listJobs(db, { state: "scheduled", limit: 1 });
}

const THANKS = "Здравствуйте! Спасибо за отзыв! Рады, что покупка вам понравилась.";

/** Polls reviews of five stars and works until nothing is left to do. */
async function worked(texts: readonly string[], baseUrl: string, ai: Record<string, unknown> = {}): Promise<App> {
  const { app } = await testApp({
    items: texts.map((text, at) => ({ id: `p${at}`, platform: "wb" as const, rating: 5, text })),
    settings: { approval: { undo_window: "0s", rules: [{ name: "all", when: {}, then: "approve" }] } },
    change: (config) =>
      void Object.assign(config.ai, { provider: "openai", base_url: baseUrl, api_key: "k", model: "m", ...ai }),
  });
  const account = "wb-sandbox";
  await app.runner.runNow(
    (tx) => app.enqueue(tx, "poll_wb_reviews", { account }, { key: jobKey("poll_wb_reviews", account), account }).id,
  );
  await app.runner.drain();
  // On a busy machine a send may wait for its turn.
  for (let [next] = scheduled(app); next !== undefined; [next] = scheduled(app)) {
    await app.clock.sleep(Math.max(0, next.run_at - app.clock.now()));
    await app.runner.drain();
  }
  return app;
}

test("plain thanks for plain praise go out, everything else waits with the reason", async () => {
  // Another wording, because a near-copy of an answer waits for that reason.
  const others = "Добрый день! Благодарим за высокую оценку и желаем хорошего настроения!";
  const waits = "pending_review";
  const cases = [
    { text: "Отличная вещь, ношу каждый день", draft: THANKS, status: "published", why: "" },
    {
      text: "Отлично! Соседке вы писали про склад",
      draft: "Здравствуйте! Спасибо за отзыв! Ждём вас на складе.",
      status: waits,
      why: "слово не из безобидных («складе»)",
    },
    { text: "Супер, nice thing and very good", draft: others, status: waits, why: "не весь по-русски" },
    { text: "Хорошая, но очень маломерит", draft: others, status: waits, why: "есть недовольство («маломер»)" },
    { text: "Сосед попал в больницу из-за вашей лампы", draft: others, status: waits, why: "безопасность" },
  ];
  const { url, judged } = await obedient(Object.fromEntries(cases.map(({ text, draft }) => [text, draft])));
  const app = await worked(
    cases.map(({ text }) => text),
    url,
  );

  for (const item of listItems(app.db, { limit: 10 })) {
    const { status, why } = cases.find(({ text }) => text === item.client_text)!;
    expect([item.client_text, item.status]).toEqual([item.client_text, status]);
    const waited = auditOf(app.db, item.id).find(({ action }) => action === "wait");
    expect(waited?.after ?? "").toContain(why);
  }
  // Only the draft that would have gone out was looked at again, and without the buyer's words.
  expect(judged).toHaveLength(1);
  expect(judged[0]).toContain("Рады, что покупка вам понравилась");
  expect(judged[0]).not.toContain("ношу каждый день");
});

test.each([
  ["it says more than a shop would", { says_more: true }, "judge", {}],
  ["it says nothing usable", { verdict: "fine" }, "judge_silent", {}],
  ["it is switched off", { says_more: true }, null, { judge: false }],
])("the second look at a draft: %s", async (_, verdict, rule, ai) => {
  const text = "Отличная вещь, ношу каждый день";
  const { url } = await obedient({ [text]: THANKS }, verdict);
  const { db } = await worked([text], url, ai);

  const [item] = listItems(db, { limit: 1 });
  expect(item?.status).toBe(rule === null ? "published" : "pending_review");
  expect(responseOf(db, item!.id)?.problems.map((problem) => problem.rule)).toEqual(rule === null ? [] : [rule]);
});
