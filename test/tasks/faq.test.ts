/** A brand's own answers to frequent questions, from the configuration to what a rule sends. */
import { expect, test } from "vitest";
import { POLL_KINDS, pollOf } from "../../src/domain/job.ts";
import { listItems } from "../../src/store/tables/items.ts";
import { answerText, responseOf } from "../../src/store/tables/responses.ts";
import type { SampleItem } from "../../src/sandbox/samples.ts";
import { testApp } from "../support/app.ts";
import { llmServer, says } from "../support/llm-server.ts";

const ANSWER = "Возврат открыт 14 дней, если сохранены бирки.";
const FAQ = [{ questions: ["Сколько дней можно вернуть товар?"], answer: ANSWER }];
const question = (id: string, text: string): SampleItem => ({
  id,
  platform: "wb",
  itemType: "question",
  rating: null,
  text,
});

/** Polls the questions with a rule that approves all it may. */
async function asked(texts: readonly string[], ai: Record<string, unknown> = {}, faq = FAQ) {
  const { app } = await testApp({
    items: texts.map((text, at) => question(`q${at}`, text)),
    settings: { approval: { undo_window: "1h", rules: [{ name: "all", when: {}, then: "approve" }] } },
    change: (config) => {
      Object.assign(config.ai, ai);
      for (const brand of config.brands) brand.faq = faq;
    },
  });
  for (const kind of POLL_KINDS.filter((known) => pollOf(known).platform === "wb"))
    await app.runner.runNow((tx) => app.enqueue(tx, kind, { account: "wb-sandbox" }).id);
  await app.runner.drain();
  return listItems(app.db, { limit: 10 })
    .toSorted((a, b) => a.id - b.id)
    .map(({ id, status }) => ({ status, text: answerText(responseOf(app.db, id)!) }));
}

test("the built-in AI gives the brand's answer word for word, and a question that is only alike waits", async () => {
  const [same, alike] = await asked(["Сколько дней можно вернуть товар?", "Можно вернуть товар без чека?"]);
  expect(same).toMatchObject({ status: "approved", text: expect.stringContaining(ANSWER) });
  expect(alike?.status).toBe("pending_review");
  expect(alike?.text).not.toContain(ANSWER);
});

test("an answer of the FAQ that breaks the rules of answering is not sent by a rule", async () => {
  const faq = [
    { questions: ["Сколько дней можно вернуть товар?"], answer: "Подробности на нашем сайте shop-ohana.ru." },
  ];
  const [only] = await asked(["Сколько дней можно вернуть товар?"], {}, faq);
  expect(only?.status).toBe("pending_review");
});

test.each([
  ["an LLM that cites the whole answer is believed", `Здравствуйте! Спасибо за вопрос! ${ANSWER}`, "approved"],
  ["one that leaves the condition out is not", "Здравствуйте! Возврат открыт 14 дней.", "pending_review"],
  ["one that adds a word of the question is not", `Здравствуйте! Можно вернуть. ${ANSWER}`, "pending_review"],
])("%s", async (_, draft, status) => {
  const analysis = { sentiment: "neutral", sentiment_score: 0.5, tags: [], category: "other", key_points: [] };
  const llm = await llmServer((response, seen) => {
    const prompt = JSON.stringify(seen.body);
    const said = prompt.includes("says_more") ? { says_more: false } : { ...analysis, attention: [], answer: draft };
    says(JSON.stringify(said))(response, seen);
  });
  const ai = { provider: "openai", base_url: llm.baseUrl, api_key: "k", model: "m" };
  const [only] = await asked(["Сколько дней можно вернуть товар?"], ai);
  expect(only).toEqual({ status, text: expect.stringContaining(draft) });
});
