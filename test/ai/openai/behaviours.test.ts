/** What becomes of the replies that real servers give: each is read, asked for again, or told apart with its remedy. */
import { describe, expect, onTestFinished, test } from "vitest";
import type { Analyzed, DraftRequest, Drafted, Subject } from "../../../src/ai/llm.ts";
import { createOpenAi } from "../../../src/ai/openai/provider.ts";
import type { OpenAiSettings } from "../../../src/ai/openai/endpoint.ts";
import { systemClock } from "../../../src/base/clock.ts";
import type { ReputationError } from "../../../src/base/errors.ts";
import { createNet } from "../../../src/net/client.ts";
import { DIRECT } from "../../../src/net/route.ts";
import { completion, json, llmServer, raw, refuses, says, type Reply } from "../../support/llm-server.ts";

const subject: Subject = {
  id: 7,
  platform: "wb",
  itemType: "review",
  rating: 2,
  text: "Крышка протекла в сумке",
  pros: null,
  cons: null,
  clientName: null,
  productName: "Термос",
  photoCount: 0,
};
const FINE = {
  sentiment: "negative",
  sentiment_score: 0.2,
  tags: ["крышка"],
  category: "quality",
  key_points: ["крышка протекла"],
  attention: ["defect"],
} as const;
const request: DraftRequest = {
  subject,
  analysis: { ...FINE, tags: [], key_points: [], attention: [] },
  voice: {
    brandId: "b",
    brandName: "Бренд",
    tone: null,
    signature: null,
    forbidden: [],
    maxLength: 1000,
    useName: false,
    emoji: false,
    phrasesFile: null,
  },
  facts: null,
  instructions: null,
  problems: [],
  variant: 0,
};
const GOOD = JSON.stringify({ answer: "Нам жаль, что крышка протекла." });
const BAD = JSON.stringify({ answer: "Сами плохо закрутили." });
const SORRY = "Нам жаль, что крышка протекла.";

async function asked(...replies: Reply[]) {
  return await askedWith({}, ...replies);
}

async function askedWith(extra: Partial<OpenAiSettings>, ...replies: Reply[]) {
  const server = await llmServer(...replies);
  const net = createNet(DIRECT, systemClock);
  const llm = createOpenAi({
    baseUrl: server.baseUrl,
    apiKey: "key",
    model: "m",
    timeoutMs: 5000,
    net,
    clock: systemClock,
    ...extra,
  });
  onTestFinished(() => llm.close());
  const { signal } = new AbortController();
  const draft = (): Promise<Drafted> => llm.draft(request, signal);
  const analyze = (): Promise<Analyzed> => llm.analyze(subject, signal);
  return { ...server, draft, analyze };
}

async function failure(promise: Promise<unknown>): Promise<ReputationError> {
  return await promise.then(
    () => expect.fail("it should have failed"),
    (error: unknown) => error as ReputationError,
  );
}

const chunk = (delta: object, finish_reason: string | null = null): string =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason }] })}\n\n`;

test.each<[string, unknown]>([
  ["tags", `<think>Можно так: ${BAD} — нет, это грубо.</think>\n${GOOD}`],
  ["tags of another name", `<thinking>${BAD}</thinking>${GOOD}`],
  ["tags with a prefix", `<seed:think>${BAD}</seed:think>${GOOD}`],
  ["tags without the opening one", `Можно так: ${BAD} — нет.</think>${GOOD}`],
  ["tags that are closed twice", `<think>пишу </think> и дальше ${BAD}</think>${GOOD}`],
  ["several blocks", `<think>${BAD}</think>${BAD}<think>нет</think>${GOOD}`],
  ["square brackets", `[THINK]${BAD}[/THINK]${GOOD}`],
  ["odd brackets", `◁think▷${BAD}◁/think▷${GOOD}`],
  ["marks of a thought", `<|begin_of_thought|>${BAD}<|end_of_thought|>${GOOD}`],
  ["marks of thinking", `<|START_THINKING|>${BAD}<|END_THINKING|><|START_RESPONSE|>${GOOD}<|END_RESPONSE|>`],
  [
    "channels",
    `<|channel|>analysis<|message|>${BAD}<|end|><|start|>assistant<|channel|>final <|constrain|>json<|message|>${GOOD}<|return|>`,
  ],
  ["channels whose marks were taken out", `analysisWe could say ${BAD}assistantfinal${GOOD}`],
  ["a channel of thoughts", `<|channel>thought\n${BAD}<channel|>${GOOD}`],
  ["plain words", `Вариант: ${BAD}\nГрубо. Лучше:\n${GOOD}`],
  ["a field", JSON.stringify({ thoughts: { answer: "Сами виноваты." }, result: JSON.parse(GOOD) as unknown })],
  [
    "parts of the content",
    [
      { type: "thinking", thinking: [{ type: "text", text: BAD }] },
      { type: "text", text: GOOD },
    ],
  ],
])("thoughts in %s are no source of the answer", async (_, content) => {
  const { draft, seen } = await asked(says(content));

  expect((await draft()).text).toBe(SORRY);
  expect(seen).toHaveLength(1);
});

test.each([
  ["thoughts that never end", `<think>Пишу: ${BAD} и думаю дальше`],
  ["an answer that thoughts follow", `${BAD}\n<think>Нет, это грубо, надо`],
  ["an answer with another one begun behind it", `${BAD}\nЛучше так: {"answer": "Нам жаль, что кры`],
  ["a channel of analysis alone", `<|channel|>analysis<|message|>${BAD}<|end|>`],
  ["thoughts inside the answer", JSON.stringify({ answer: "<think>грубо</think> Сами виноваты." })],
])("%s: nothing of it is taken", async (_, content) => {
  const { draft, seen } = await asked(says(content));

  expect(await failure(draft())).toMatchObject({ code: "llm.invalid_output" });
  expect(seen).toHaveLength(2);
});

test("an answer that stands only in the field of thoughts is asked for again", async () => {
  const { draft } = await asked(json(200, completion({ content: "", reasoning_content: BAD })), says(GOOD));

  expect((await draft()).text).toBe(SORRY);
});

test("an analysis in the thoughts does not take the place of the one behind them", async () => {
  const thought = JSON.stringify({ ...FINE, sentiment: "positive", attention: [] });
  const { analyze } = await asked(says(`<think>${thought} — нет.</think>${JSON.stringify(FINE)}`));

  expect((await analyze()).analysis).toEqual(FINE);
});

test.each<[string, Reply]>([
  ["a list of parts", says([{ type: "text", text: GOOD }])],
  ["the object itself", says(JSON.parse(GOOD))],
  ["JSON within a string", says(JSON.stringify(GOOD))],
  ["a list with one object", says(`[${GOOD}]`)],
  ["raw line breaks in its strings", says('{"answer": "Нам жаль,\nчто крышка протекла."}')],
  ["quotes that are not escaped", says('{"answer": "Нам жаль, что "крышка" протекла."}')],
  ["a comma too many", says('{"answer": "Нам жаль, что крышка протекла.",}')],
  ["a name in Russian", says(JSON.stringify({ ответ: SORRY }))],
  ["a tool call", json(200, completion({ tool_calls: [{ function: { name: "draft", arguments: GOOD } }] }))],
  ["a call of a function", json(200, completion({ function_call: { name: "draft", arguments: GOOD } }))],
  ["no content type", raw(200, JSON.stringify(completion({ content: GOOD })))],
  [
    "another content type",
    raw(200, JSON.stringify(completion({ content: GOOD })), { "content-type": "text/html; charset=utf-8" }),
  ],
  ["blank lines and a mark before it", raw(200, `\uFEFF\n\n${JSON.stringify(completion({ content: GOOD }))}`)],
  ["a number as the reason to stop", says(GOOD, { finish_reason: 0 })],
  ["an envelope in a list", json(200, [completion({ content: GOOD })])],
  [
    "a stream that nobody asked for",
    raw(
      200,
      `: keep-alive\n\n${chunk({ reasoning_content: BAD })}${chunk({ content: GOOD.slice(0, 20) })}${chunk({ content: GOOD.slice(20) })}${chunk({}, "stop")}data: [DONE]\n\n`,
      { "content-type": "text/event-stream" },
    ),
  ],
])("an answer with %s is read at once", async (_, reply) => {
  const { draft, seen } = await asked(reply);

  expect((await draft()).text.replaceAll(/["\n]/g, (sign) => (sign === "\n" ? " " : ""))).toBe(SORRY);
  expect(seen).toHaveLength(1);
});

test.each<[string, object, object]>([
  ["a gist of a Russian text", { gist: " нет " }, {}],
  ["a gist", { gist: " Товар хороший " }, { gist: "Товар хороший" }],
  ["a score in quotes", { sentiment_score: "0.2" }, {}],
  ["a score with a comma", { sentiment_score: "0,2" }, {}],
  ["a score in percent", { sentiment_score: "20 %" }, {}],
  ["a score that is no number", { sentiment_score: "низкая" }, { sentiment_score: 0.1 }],
  ["Russian words", { sentiment: "Негативный", category: "качество", attention: ["брак"] }, {}],
  ["an unknown category", { category: "смелость" }, { category: "other" }],
  ["no sentiment", { sentiment: null }, {}],
  ["tags in one text", { tags: "крышка" }, {}],
  ["tags that are numbers", { tags: [1, "крышка", null] }, {}],
  ["points missing", { key_points: undefined }, { key_points: [] }],
  ["no matter in a word", { attention: "нет" }, { attention: [] }],
  ["no matter in a list", { attention: ["none"] }, { attention: [] }],
  ["no matter as false", { attention: false }, { attention: [] }],
  ["matters as flags", { attention: { safety: true, defect: false } }, { attention: ["safety"] }],
  ["matters in one text", { attention: "safety, defect" }, { attention: ["safety", "defect"] }],
  ["an unknown matter", { attention: ["delivery"] }, { attention: ["unclear"] }],
  ["a sentence for a matter", { attention: "Смотрите сами" }, { attention: ["unclear"] }],
  ["a number for a matter", { attention: 7 }, { attention: ["unclear"] }],
  ["null for a matter", { attention: null }, { attention: ["unclear"] }],
  ["no matter at all", { attention: undefined }, { attention: ["unclear"] }],
])("an analysis with %s keeps its other fields", async (_, odd, told) => {
  const { analyze, seen } = await asked(says(JSON.stringify({ ...FINE, ...odd })));

  expect((await analyze()).analysis).toEqual({ ...FINE, ...told });
  expect(seen).toHaveLength(1);
});

test("the schema sent back is no analysis", async () => {
  const field = { type: "string" };
  const properties = { sentiment: field, sentiment_score: field, tags: field, category: field, attention: field };
  const { analyze } = await asked(says(JSON.stringify({ type: "object", properties })));

  expect(await failure(analyze())).toMatchObject({ code: "llm.invalid_output" });
});

const within = (error: unknown): Reply => json(200, { error });

test.each<[string, Reply, code: string]>([
  ["an expired key", json(401, { status: 401, message: "Token has expired" }), "auth.llm"],
  ["a key that is not valid", json(400, [{ error: { code: 400, message: "API key not valid." } }]), "auth.llm"],
  ["an empty account", json(402, { error: { message: "Insufficient Balance" } }), "llm.no_money"],
  [
    "a used-up quota",
    json(429, { error: { message: "You exceeded your current quota", code: "insufficient_quota" } }),
    "llm.no_money",
  ],
  ["a key at its limit", refuses(403, "Key limit exceeded. Manage it in the settings."), "llm.no_money"],
  [
    "a country that is not served",
    json(403, { error: { code: "unsupported_country_region_territory", message: "Country not supported" } }),
    "llm.country",
  ],
  [
    "a location that is not served",
    json(400, [{ error: { message: "User location is not supported for the API use." } }]),
    "llm.country",
  ],
  ["a page of a guard", raw(403, "<!DOCTYPE html><html><title>Attention</title></html>"), "llm.country"],
  ["a key without rights", refuses(403, "Permission denied"), "auth.llm"],
  ["a model that is not there", refuses(404, "The model `m-4.1` does not exist"), "llm.model"],
  ["a model that was never pulled", json(404, { error: "model 'm' not found, try pulling it first" }), "llm.model"],
  ["an id of no model", refuses(400, "m is not a valid model ID (model m is not a valid model)"), "llm.model"],
  ["a path that is not there", raw(404, "<html>404 Not Found nginx</html>"), "llm.address"],
  ["a web page", raw(200, "<!doctype html><title>Welcome</title>"), "llm.address"],
  ["a redirect", raw(301, "", { location: "/elsewhere" }), "llm.address"],
  ["a limit", refuses(429, "Rate limit"), "llm.rate_limited"],
  [
    "a limit in the words of an empty account, with a wait",
    json(429, [
      {
        error: {
          message: "You exceeded your current quota, check your plan and billing",
          details: [{ retryDelay: "34s" }],
        },
      },
    ]),
    "llm.rate_limited",
  ],
  ["a text that is too long", refuses(400, "the request exceeds the available context size"), "llm.too_long"],
  [
    "a filter",
    json(400, { error: { code: "content_filter", message: "The response was filtered", param: "prompt" } }),
    "llm.refused",
  ],
  ["a stock refusal", says("Я не могу обсуждать эту тему. Давайте поговорим о чём-нибудь ещё."), "llm.refused"],
  ["an unknown parameter", refuses(400, "Unknown parameter: folder"), "llm.rejected"],
  ["429 inside 200", within({ message: "Provider returned error", code: 429 }), "llm.rate_limited"],
  ["502 inside 200", within({ message: "Provider returned error", code: 502 }), "llm.unavailable"],
  ["402 inside 200", within({ message: "Insufficient credits", code: "402" }), "llm.no_money"],
  ["a name inside 200", within({ message: "no", code: "invalid_api_key" }), "auth.llm"],
  ["words inside 200", within("overloaded"), "llm.unavailable"],
  ["an error without a code inside 200", within({ message: "?" }), "llm.unavailable"],
  ["an error in a choice", json(200, { choices: [{ error: { code: 503, message: "down" } }] }), "llm.unavailable"],
  ["an error of vLLM inside 200", json(200, { object: "error", message: "no", code: 401 }), "auth.llm"],
  ["no choices", json(200, { choices: [] }), "llm.unavailable"],
  ["nothing", raw(200, ""), "llm.unavailable"],
  ["another API", json(200, { status: "ok" }), "llm.unavailable"],
  ["a stream that breaks off", raw(200, chunk({ content: GOOD })), "llm.unavailable"],
  ["a stream with an error", raw(200, `data: {"error":{"code":429,"message":"slow"}}\n\n`), "llm.rate_limited"],
])("%s is told apart", async (_, reply, code) => {
  const { draft, seen } = await asked(reply);

  expect(await failure(draft())).toMatchObject({ code });
  expect(seen).toHaveLength(1);
});

test("a model that failed to write JSON is asked again", async () => {
  const slip = json(400, { error: { message: "Failed to generate JSON", code: "json_validate_failed" } });
  const { draft, seen } = await asked(slip, says(GOOD));

  expect((await draft()).text).toBe(SORRY);
  expect(seen.map(({ body }) => body.response_format?.type)).toEqual(["json_schema", "json_schema"]);
});

const onlyWithout =
  (refusal: Reply, unwanted: string): Reply =>
  (response, seen) =>
    (seen.body.response_format?.type === unwanted ? refusal : says(GOOD))(response, seen);

test.each<[string, Reply]>([
  ["as a list", json(400, [{ error: { message: "Unknown name additionalProperties at response_schema" } }])],
  ["as a broken grammar", json(500, { object: "error", message: "Grammar error: Unimplemented keys", code: 500 })],
  ["as a bare 500", refuses(500, "Internal Server Error")],
  ["as an unknown input", json(422, { message: { detail: [{ type: "extra", loc: ["json_schema", "strict"] }] } })],
])("a server that refuses schemas %s is asked in JSON mode from then on", async (_, refusal) => {
  const { draft, seen } = await asked(onlyWithout(refusal, "json_schema"));

  await draft();
  expect((await draft()).text).toBe(SORRY);
  expect(seen.map(({ body }) => body.response_format?.type)).toEqual(["json_schema", "json_object", "json_object"]);
});

test("a server that is down with 500 is asked with schemas again when it is back", async () => {
  const { draft, seen, answer } = await asked(refuses(500, "Internal Server Error"));

  expect(await failure(draft())).toMatchObject({ code: "llm.unavailable" });
  answer(says(GOOD));
  await draft();
  expect(seen.at(-1)?.body.response_format?.type).toBe("json_schema");
});

test("a model without system messages gets everything in one", async () => {
  const { draft, seen } = await asked((response, asked) => {
    const isRefused = asked.body.messages.some(({ role }) => role === "system");
    (isRefused ? refuses(400, "System role not supported") : says(GOOD))(response, asked);
  });

  expect((await draft()).text).toBe(SORRY);
  expect(seen.at(-1)?.body.messages).toHaveLength(1);
});

test("a model whose thoughts took all its tokens is not asked twice, and the reason says so", async () => {
  const usage = { prompt_tokens: 10, completion_tokens: 4096 };
  const { draft, seen } = await asked(says("", { finish_reason: "length", usage }));

  const error = await failure(draft());

  expect(error).toMatchObject({ code: "llm.cut_off", spent: { outputTokens: 4096 } });
  expect(`${error.message} ${error.hint}`).toMatch(/finish_reason length.*ai\.extra_body/);
  expect(seen).toHaveLength(1);
});

test.each<[string, unknown, input: number | null, output: number | null]>([
  ["texts", { prompt_tokens: "12", completion_tokens: "5" }, 12, 5],
  ["fractions", { prompt_tokens: 12.2, completion_tokens: 4.5 }, 13, 5],
  ["negative", { prompt_tokens: -12, completion_tokens: -5 }, null, null],
  ["absurd", { prompt_tokens: 1e300, completion_tokens: 1e300 }, null, null],
  ["more than was sent", { prompt_tokens: 900_000, completion_tokens: 5 }, null, 5],
  ["null", null, null, null],
  ["words", { prompt_tokens: "много", completion_tokens: {} }, null, null],
])("tokens that are %s are read, or else estimated from the text", async (_, usage, input, output) => {
  const { draft, seen } = await asked(says(GOOD, { usage: usage ?? "none" }));

  const spent = (await draft()).usage;

  const sent = seen[0]?.body.messages.map(({ content }) => content).join("").length ?? 0;
  expect(spent.inputTokens).toBe(input ?? Math.ceil(sent / 3));
  expect(spent.outputTokens).toBe(output ?? Math.ceil(GOOD.length / 3));
});

test.each<[string, object, number | undefined]>([
  ["OpenAI", { prompt_tokens_details: { cached_tokens: 4 } }, 4],
  ["DeepSeek", { prompt_cache_hit_tokens: 7, prompt_cache_miss_tokens: 5 }, 7],
  ["one who counts more than there were", { prompt_tokens_details: { cached_tokens: 999 } }, 12],
  ["one who had kept nothing", { prompt_tokens_details: { cached_tokens: 0 } }, undefined],
  ["one who says nothing of it", { prompt_tokens_details: null }, undefined],
])("the tokens that a provider had kept are told apart: %s", async (_, details, cached) => {
  const usage = { prompt_tokens: 12, completion_tokens: 5, ...details };
  const { draft } = await asked(says(GOOD, { usage }));

  expect((await draft()).usage).toEqual({
    inputTokens: 12,
    outputTokens: 5,
    ...(cached !== undefined && { cachedTokens: cached }),
  });
});

const DAY = 24 * 3_600_000;
test.each<[string, Record<string, string>, object, number | undefined]>([
  ["milliseconds", { "retry-after-ms": "1800" }, {}, 1800],
  ["a delay of Google's in the body", {}, { details: [{ retryDelay: "34s" }] }, 34_000],
  ["a number in the body", {}, { retry_after: 12 }, 12_000],
  ["words", {}, { message: "Please try again in 1m30.5s." }, 90_500],
  ["zero", { "retry-after": "0" }, {}, 1000],
  ["a negative number", { "retry-after": "-5" }, {}, 1000],
  ["a month", { "retry-after": "2592000" }, {}, DAY],
  ["thirty digits", { "retry-after": "9".repeat(30) }, {}, DAY],
  ["nonsense", { "retry-after": "soon" }, {}, undefined],
])("a wait named as %s is kept between a second and a day", async (_, headers, error, ms) => {
  const { draft } = await asked(json(429, { error: { message: "slow down", ...error } }, headers));

  expect((await failure(draft())).retryAfterMs).toBe(ms);
});

test("a wait that is cut is told", async () => {
  const { draft } = await asked(refuses(429, "slow down", { "retry-after": "2592000" }));

  expect((await failure(draft())).message).toContain("it asks to wait more than a day; we wait 1d");
});

test("extra headers and fields go with every request, and ours stay", async () => {
  const extra = {
    extraHeaders: { "X-Folder": "b1g", Authorization: "Api-Key secret-of-ours" },
    extraBody: { reasoning_effort: "low", model: "another" },
  };
  const { draft, seen, answer } = await askedWith(extra, says(GOOD));

  await draft();
  expect(seen[0]?.headers).toMatchObject({ "x-folder": "b1g", authorization: "Api-Key secret-of-ours" });
  expect(seen[0]?.body).toMatchObject({ reasoning_effort: "low", model: "m" });
  answer(refuses(401, "wrong: Api-Key secret-of-ours"));
  expect((await failure(draft())).message).not.toContain("secret-of-ours");
});

describe("a server that sells tokens for its key (GigaChat)", () => {
  const token = (name: string, ms: number): Reply => json(200, { access_token: name, expires_at: Date.now() + ms });

  test("is asked for one token by all requests, and for another before that one ends", async () => {
    const door = await llmServer(token("first", 30 * 60_000));
    const signIn = { url: `${door.baseUrl}/oauth`, scope: "GIGACHAT_API_B2B" };
    const { draft, seen } = await askedWith({ signIn }, says(GOOD));

    await Promise.all([draft(), draft(), draft()]);
    expect(door.seen).toHaveLength(1);
    expect(door.seen[0]).toMatchObject({ headers: { authorization: "Basic key" }, text: "scope=GIGACHAT_API_B2B" });
    expect(door.seen[0]?.headers["rquid"]).toMatch(/^[0-9a-f-]{36}$/);
    expect(seen.map(({ headers }) => headers.authorization)).toEqual(["Bearer first", "Bearer first", "Bearer first"]);
  });

  test("is asked again when the token is about to end, or was taken back", async () => {
    const door = await llmServer(token("old", 30_000), token("second", 30 * 60_000), token("third", 30 * 60_000));
    const signIn = { url: `${door.baseUrl}/oauth`, scope: "GIGACHAT_API_PERS" };
    const { draft, seen, answer } = await askedWith({ signIn }, says(GOOD));

    await draft();
    await draft();
    answer(json(401, { status: 401, message: "Token has expired" }), says(GOOD));
    await draft();
    const used = seen.map(({ headers }) => headers.authorization);
    expect(used).toEqual(["Bearer old", "Bearer second", "Bearer second", "Bearer third"]);
  });

  test.each<[string, Reply, code: string]>([
    ["refuses the key", json(401, { code: 6, message: "credentials doesn't match db data" }), "auth.llm"],
    [
      "does not know the scope",
      json(400, { code: 7, message: "scope from db not fully includes consumed scope" }),
      "auth.llm",
    ],
    ["is down", raw(503, "down"), "llm.unavailable"],
    ["gives no token", json(200, {}), "llm.unavailable"],
  ])("is an error that holds the work when it %s", async (_, reply, code) => {
    const door = await llmServer(reply);
    const signIn = { url: `${door.baseUrl}/oauth`, scope: "GIGACHAT_API_PERS" };
    const { draft, seen } = await askedWith({ signIn }, says(GOOD));

    expect(await failure(draft())).toMatchObject({ code });
    expect(seen).toEqual([]);
  });

  test("that refuses a fresh token, too, is told as a refused key", async () => {
    const door = await llmServer(token("one", 30 * 60_000));
    const signIn = { url: `${door.baseUrl}/oauth`, scope: "GIGACHAT_API_PERS" };
    const { draft } = await askedWith({ signIn }, json(401, { message: "Unauthorized" }));

    expect(await failure(draft())).toMatchObject({ code: "auth.llm" });
    expect(door.seen).toHaveLength(2);
  });
});
