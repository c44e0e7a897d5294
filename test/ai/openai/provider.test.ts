import type { ServerResponse } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { createLlm } from "../../../src/ai/create.ts";
import type { DraftRequest, Subject } from "../../../src/ai/llm.ts";
import { HOUR_MS, systemClock } from "../../../src/base/clock.ts";
import { fakeClock } from "../../support/fake-clock.ts";
import { createNet } from "../../../src/net/client.ts";
import { DIRECT } from "../../../src/net/route.ts";
import { createOpenAi } from "../../../src/ai/openai/provider.ts";
import { completion, json, llmServer, refuses, says, type Reply } from "../../support/llm-server.ts";
import { AuthError, causeChain, LlmError, type ReputationError } from "../../../src/base/errors.ts";

const KEY = "sk-test-1234567890";
const ANALYSIS = {
  sentiment: "negative",
  sentiment_score: 0.2,
  tags: ["Размер "],
  category: "sizing",
  key_points: ["маломерит"],
  attention: ["defect", "defect"],
};

const subject: Subject = {
  id: 7,
  platform: "wb",
  itemType: "review",
  rating: 2,
  text: "Маломерит и порвалось",
  pros: null,
  cons: null,
  clientName: "Анна",
  productName: "Платье",
  photoCount: 0,
};

const request: DraftRequest = {
  subject,
  analysis: {
    sentiment: "negative",
    sentiment_score: 0.2,
    tags: [],
    category: "sizing",
    key_points: [],
    attention: [],
  },
  voice: {
    brandId: "ohana",
    brandName: "Охана",
    tone: null,
    signature: "Команда Охана",
    forbidden: [],
    maxLength: 1000,
    useName: true,
    emoji: false,
    phrasesFile: null,
  },
  facts: null,
  instructions: null,
  problems: [],
  variant: 0,
};

/** A server that sends the replies in turn, and a provider that asks it. */
async function scripted(...replies: Reply[]) {
  const { seen, baseUrl } = await llmServer(...replies);
  const llm = createOpenAi({
    baseUrl,
    apiKey: KEY,
    model: "test-model",
    timeoutMs: 5_000,
    net: way(),
    clock: systemClock,
  });
  onTestFinished(() => llm.close());
  return { llm, seen, baseUrl };
}

const way = () => createNet(DIRECT, systemClock);

const live = () => new AbortController().signal;

async function failure(promise: Promise<unknown>): Promise<ReputationError> {
  return await promise.then(
    () => expect.fail("should have failed"),
    (error: unknown) => error as ReputationError,
  );
}

test("a structured answer becomes an analysis within its bounds", async () => {
  const { llm, seen } = await scripted(says(JSON.stringify({ ...ANALYSIS, sentiment_score: 7 })));

  const { analysis, model, usage } = await llm.analyze(subject, live());

  expect(analysis).toEqual({ ...ANALYSIS, sentiment_score: 1, tags: ["размер"], attention: ["defect"] });
  expect(model).toBe("test-model");
  expect(usage).toEqual({ inputTokens: 10, outputTokens: 5 });
  expect(seen[0]?.path).toBe("/v1/chat/completions");
  expect(seen[0]?.headers.authorization).toBe(`Bearer ${KEY}`);
  expect(seen[0]?.body.response_format).toMatchObject({ type: "json_schema", json_schema: { name: "analysis" } });
});

test("a draft carries the brand's signature once and the hash of its prompt", async () => {
  const { llm, seen } = await scripted(
    says(JSON.stringify({ answer: " Анна, извините нас! " })),
    says(JSON.stringify({ answer: "Извините нас!\nКоманда Охана" })),
  );

  const first = await llm.draft(request, live());
  const second = await llm.draft(request, live());

  expect(first.text).toBe("Анна, извините нас!\nКоманда Охана");
  expect(second.text).toBe("Извините нас!\nКоманда Охана");
  expect(first.promptHash).toMatch(/^[0-9a-f]{12}$/);
  expect(seen[0]?.body.response_format?.json_schema?.name).toBe("draft");
});

test.each([
  ["a code fence", '```json\n{"answer": "Спасибо"}\n```'],
  ["prose around it", 'Конечно! Вот ответ: {"answer": "Спасибо"} Надеюсь, {это} поможет.'],
  ["thoughts before it", '<think>{наверное} {"draft": 1}</think>{"answer": "Спасибо"}'],
  ["braces inside its strings", 'Итак {"answer": "Спасибо", "note": "} \\" {"}'],
])("JSON with %s is understood without asking again", async (_, content) => {
  const { llm, seen } = await scripted(says(content));

  const { text } = await llm.draft({ ...request, voice: { ...request.voice, signature: null } }, live());

  expect(text).toBe("Спасибо");
  expect(seen).toHaveLength(1);
});

test("an unusable answer leads to one more request that says what was wrong, and both calls are counted", async () => {
  const { llm, seen } = await scripted(says("Отзыв грустный, категория: размер."), says(JSON.stringify(ANALYSIS)));

  const { analysis, usage } = await llm.analyze(subject, live());

  expect(analysis.category).toBe("sizing");
  expect(usage).toEqual({ inputTokens: 20, outputTokens: 10 });
  const [system, user] = seen[1]?.body.messages ?? [];
  expect(system?.content).toContain("there is no JSON object");
  expect(system?.content).toContain("Прошлый ответ не подошёл");
  expect(user).toEqual(seen[0]?.body.messages[1]);
});

test.each([
  ["no JSON", "Не знаю, что сказать"],
  ["an empty answer", '{"answer": "  "}'],
  ["nothing", ""],
  ["braces without end", "{".repeat(100_000)],
])("an answer with %s twice is an error that does not help to repeat", async (_, content) => {
  const { llm, seen } = await scripted(says(content));

  const error = await failure(llm.draft(request, live()));

  expect(error).toBeInstanceOf(LlmError);
  expect(error).toMatchObject({ code: "llm.invalid_output", retryable: false });
  expect(error.hint).toContain("test-model");
  expect(seen).toHaveLength(2);
});

test.each([
  ["a refusal", json(200, completion({ refusal: "Не могу с этим помочь" }))],
  ["a content filter", says("", { finish_reason: "content_filter" })],
])("%s is told apart and not repeated", async (_, reply) => {
  const { llm, seen } = await scripted(reply);

  expect(await failure(llm.draft(request, live()))).toMatchObject({ code: "llm.refused", retryable: false });
  expect(seen).toHaveLength(1);
});

test.each([
  ["seconds", { "retry-after": "7" }, 7_000],
  ["a date", { "retry-after": "Wed, 21 Oct 2026 07:28:30 GMT", date: "Wed, 21 Oct 2026 07:28:00 GMT" }, 30_000],
  ["nothing", {}, undefined],
] as const)("429 with Retry-After in %s says how long to wait", async (_, headers, retryAfterMs) => {
  const { llm, seen } = await scripted(refuses(429, "slow down", headers));

  const error = await failure(llm.analyze(subject, live()));

  expect(error).toMatchObject({ code: "llm.rate_limited", retryable: true });
  expect(error.retryAfterMs).toBe(retryAfterMs);
  expect(seen).toHaveLength(1);
});

test.each([502, 503, 504, 529])("HTTP %i is a temporary outage", async (status) => {
  const { llm, seen } = await scripted(refuses(status, "internal"));

  expect(await failure(llm.analyze(subject, live()))).toMatchObject({ code: "llm.unavailable", retryable: true });
  expect(seen).toHaveLength(1);
});

test.each([401, 403])("HTTP %i is an error of the key, and the key is never shown", async (status) => {
  const { llm } = await scripted(refuses(status, `Permission denied for ${KEY}`));

  const error = await failure(llm.analyze(subject, live()));

  expect(error).toBeInstanceOf(AuthError);
  expect(error).toMatchObject({ code: "auth.llm", retryable: false });
  expect(error.message).toContain("•••");
  expect(`${causeChain(error)} ${error.hint} ${error.stack}`).not.toContain(KEY);
});

test("HTTP 404 names the settings to check", async () => {
  const { llm } = await scripted(refuses(404, "The model does not exist"));

  const error = await failure(llm.analyze(subject, live()));

  expect(error).toMatchObject({ code: "llm.model", retryable: false });
  expect(error.hint).toContain("ai.model");
});

const hangs: Reply = () => undefined;
const hangsInTheBody: Reply = (response) => {
  response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
  response.write('{"choices":');
};

test.each([
  ["before the headers", hangs],
  ["in the middle of the body", hangsInTheBody],
])("a server that hangs %s is given up after the time limit", async (_, reply) => {
  const { baseUrl } = await scripted(reply);
  const llm = createOpenAi({
    baseUrl,
    apiKey: KEY,
    model: "test-model",
    timeoutMs: 100,
    net: way(),
    clock: systemClock,
  });
  onTestFinished(() => llm.close());

  const error = await failure(llm.analyze(subject, live()));

  expect(error).toMatchObject({ code: "llm.unavailable", retryable: true });
});

test.each([
  ["cut", (response: ServerResponse) => response.destroy()],
  [
    "cut in the body",
    (response: ServerResponse) => {
      response.writeHead(200, { "content-type": "application/json", "content-length": "1000" }).write("{");
      setImmediate(() => response.destroy());
    },
  ],
  [
    "not JSON",
    (response: ServerResponse) => response.writeHead(200, { "content-type": "application/json" }).end("{oops"),
  ],
])("a reply that is %s is an outage that passes", async (_, reply) => {
  const { llm } = await scripted(reply);

  expect(await failure(llm.analyze(subject, live()))).toMatchObject({ code: "llm.unavailable", retryable: true });
});

test("a port without a listener is an outage whose error names the host", async () => {
  const llm = createOpenAi({
    baseUrl: "http://127.0.0.1:1/v1",
    apiKey: KEY,
    model: "m",
    timeoutMs: 1_000,
    net: way(),
    clock: systemClock,
  });
  onTestFinished(() => llm.close());

  const error = await failure(llm.analyze(subject, live()));

  expect(error).toMatchObject({ code: "llm.unavailable", retryable: true });
  expect(error.message).toContain("127.0.0.1:1");
});

test("an aborted signal stops the call with its own reason", async () => {
  const stop = new AbortController();
  const { llm } = await scripted(() => stop.abort(new Error("soft limit")));

  expect((await failure(llm.analyze(subject, stop.signal))).message).toBe("soft limit");
});

const noSchema = refuses(400, "Invalid parameter: 'response_format' of type 'json_schema' is not supported");
const noJsonMode = refuses(400, "response_format json_object is not supported by this model");

test("a server without schemas is asked in JSON mode from then on", async () => {
  const { llm, seen } = await scripted(noSchema, says(JSON.stringify(ANALYSIS)));

  await llm.analyze(subject, live());
  await llm.analyze(subject, live());

  expect(seen.map(({ body }) => body.response_format?.type)).toEqual(["json_schema", "json_object", "json_object"]);
});

test("a server without JSON mode is asked in plain text", async () => {
  const { llm, seen } = await scripted(noSchema, noJsonMode, says(JSON.stringify(ANALYSIS)));

  const { usage } = await llm.analyze(subject, live());

  expect(seen.map(({ body }) => body.response_format?.type)).toEqual(["json_schema", "json_object", undefined]);
  expect(usage).toEqual({ inputTokens: 10, outputTokens: 5 });
});

test("a 400 for any other reason is not mistaken for an unsupported format", async () => {
  const { llm, seen } = await scripted(refuses(400, "context length exceeded"));

  expect(await failure(llm.analyze(subject, live()))).toMatchObject({ code: "llm.too_long", retryable: false });
  expect(seen).toHaveLength(1);
});

test("a server that refuses even plain text because of the format is an error, not a loop", async () => {
  const { llm, seen } = await scripted(noSchema);

  expect(await failure(llm.analyze(subject, live()))).toMatchObject({ code: "llm.rejected" });
  expect(seen).toHaveLength(3);
});

test("the settings choose the provider", async () => {
  const { baseUrl, seen } = await scripted(says(JSON.stringify(ANALYSIS)));
  const offline = await createLlm({ provider: "offline" }, { openNet: way, clock: systemClock });
  const online = await createLlm(
    { provider: "openai", baseUrl, apiKey: KEY, model: "test-model", timeoutMs: 5_000 },
    { openNet: way, clock: systemClock },
  );

  await online.analyze(subject, live());
  await Promise.all([online.close(), offline.close()]);

  expect(offline.model).toBe("offline");
  expect(online.model).toBe("test-model");
  expect(seen).toHaveLength(1);
});

const BOTH = { analysis: ANALYSIS, claims: ["хлопок 95 %"], answer: "Анна, извините нас!" };

test("one call gives the analysis and the draft, with what the draft asserts", async () => {
  const { llm, seen } = await scripted(says(JSON.stringify(BOTH)));
  const { analysis, draft, usage } = await llm.answer!(request, live());

  expect(analysis.category).toBe("sizing");
  expect(draft).toMatchObject({ text: "Анна, извините нас!\nКоманда Охана", claims: ["хлопок 95 %"] });
  expect(usage).toEqual({ inputTokens: 10, outputTokens: 5 });
  expect(seen).toHaveLength(1);
});

test("fields beside the answer instead of inside their object are an analysis, and thoughts are none", async () => {
  const thought = JSON.stringify({ ...BOTH, answer: "Сами виноваты." });
  const flat = JSON.stringify({ ...ANALYSIS, answer: "Извините нас!" });
  const { llm } = await scripted(says(`<think>${thought}</think>${flat}`));
  const { analysis, draft } = await llm.answer!(request, live());

  expect(analysis.attention).toEqual(["defect"]);
  expect(draft?.text).toBe("Извините нас!\nКоманда Охана");
});

test.each([
  ["no answer", { analysis: ANALYSIS, answer: 7 }, { calls: 1, hasDraft: false }],
  ["no analysis", { analysis: "плохо", answer: "Извините нас!" }, { calls: 2, hasDraft: true }],
  ["neither", { verdict: "плохо" }, { calls: 2, hasDraft: false }],
])(
  "one call that gives %s loses the rest of it not, and its tokens are counted",
  async (_, said, { calls, hasDraft }) => {
    const { llm, seen } = await scripted(says(JSON.stringify(said)), says(JSON.stringify(ANALYSIS)));
    const { analysis, draft, usage } = await llm.answer!(request, live());

    expect(analysis.category).toBe("sizing");
    expect(draft !== null).toBe(hasDraft);
    expect(seen).toHaveLength(calls);
    expect(usage.inputTokens).toBe(10 * calls);
  },
);

test("a model that failed twice with one call is asked in two for hours, and then in one again", async () => {
  const clock = fakeClock();
  const { baseUrl, seen } = await llmServer((response, asked) => {
    const isBoth = asked.body.response_format?.json_schema?.name === "analysis_and_draft";
    says(isBoth ? "не умею" : JSON.stringify(ANALYSIS))(response, asked);
  });
  const llm = createOpenAi({ baseUrl, apiKey: KEY, model: "small", timeoutMs: 5_000, net: way(), clock });
  onTestFinished(() => llm.close());
  const asked = async () => {
    const before = seen.length;
    await llm.answer!(request, live());
    return seen.slice(before).map(({ body }) => body.response_format?.json_schema?.name);
  };

  expect([await asked(), await asked()].flat()).toEqual([
    "analysis_and_draft",
    "analysis",
    "analysis_and_draft",
    "analysis",
  ]);
  expect(await asked()).toEqual(["analysis"]);
  clock.jump(clock.now() + 6 * HOUR_MS);
  expect(await asked()).toEqual(["analysis_and_draft", "analysis"]);
});
