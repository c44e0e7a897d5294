import { Hono, type Context } from "hono";
import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { z } from "zod";
import type { Clock } from "../../base/clock.ts";
import { uuid } from "../identifiers.ts";
import { analyze } from "./analysis.ts";
import { writeAnswer } from "./answer.ts";
import { spoilt, type LlmManners } from "./faults.ts";
import { obedientAnalysis, obedientAnswer } from "./obey.ts";
import { fit, jsonSchema, strictProblem } from "./schema.ts";
import { readPrompt, type Subject } from "./subject.ts";

/** The one model that `GET /models` lists. Chat completions take any name. */
const MODEL = "reputation-sandbox";

const message = z.object({
  role: z.enum(["system", "developer", "user", "assistant"]),
  content: z.union([z.string(), z.array(z.object({ type: z.literal("text"), text: z.string() }))]),
});
const format = z.discriminatedUnion("type", [
  z.object({ type: z.literal("text") }),
  z.object({ type: z.literal("json_object") }),
  z.object({
    type: z.literal("json_schema"),
    json_schema: z.object({ name: z.string(), schema: jsonSchema, strict: z.boolean().nullish() }),
  }),
]);
const completionBody = z.object({
  model: z.string().min(1),
  messages: z.array(message).min(1),
  response_format: format.default({ type: "text" }),
  stream: z.literal(false, { error: "the sandbox does not stream" }).nullish(),
});
type CompletionBody = z.infer<typeof completionBody>;

/** An OpenAI-compatible endpoint (reference: OpenAI API, chat completions) behind which no model runs. */
export function createLlm({ clock, apiKey, manners }: { clock: Clock; apiKey: string; manners: LlmManners }): Hono {
  const app = new Hono();
  let count = 0;

  app.onError((error, c) => {
    if (error instanceof HTTPException) return refuse(c, error.status, error.message, null);
    return refuse(c, 500, `sandbox: ${error.message}`, null);
  });
  app.use("*", async (c, next) => {
    if (c.req.header("authorization") === `Bearer ${apiKey}`) return next();
    return refuse(c, 401, "Incorrect API key provided.", "invalid_api_key");
  });

  app.get("/models", (c) =>
    c.json({ object: "list", data: [{ id: MODEL, object: "model", created: 0, owned_by: "sandbox" }] }),
  );
  app.post("/chat/completions", async (c) => {
    const body = await readBody(c);
    const fault = manners.next.length > 0 ? (manners.next.shift() ?? null) : manners.always;
    if (fault === "hang") return hang(c);
    if (fault === "server_error") return refuse(c, 500, "The server had an error while processing your request.", null);
    if (fault === "rate_limited") {
      c.header("Retry-After", "2");
      return refuse(c, 429, "Rate limit reached for requests.", "rate_limit_exceeded");
    }
    const refusal = fault === "refusal" ? "I'm sorry, I can't help with that." : null;
    const content = refusal === null ? spoilt(reply(body, manners.obedient), fault) : null;
    const usage = usageOf(body.messages.map(textOf).join(""), content ?? "");
    return c.json({
      id: `chatcmpl-${uuid(`completion ${(count += 1)}`)}`,
      object: "chat.completion",
      created: Math.floor(clock.now() / 1000),
      model: body.model,
      choices: [{ index: 0, message: { role: "assistant", content, refusal }, logprobs: null, finish_reason: "stop" }],
      usage,
    });
  });
  app.all("*", (c) => refuse(c, 404, `Invalid URL (${c.req.method} ${c.req.path})`, null));
  return app;
}

/** Until the caller gives up. */
function hang(c: Context): Promise<Response> {
  const gone = (done: () => void): void => c.req.raw.signal.addEventListener("abort", done, { once: true });
  return new Promise((resolve) => gone(() => resolve(c.body(null))));
}

function refuse(c: Context, status: number, message: string, code: string | null): Response {
  const type = status >= 500 ? "server_error" : "invalid_request_error";
  return c.json({ error: { message, type, param: null, code } }, status as ContentfulStatusCode);
}

async function readBody(c: Context): Promise<CompletionBody> {
  const parsed = completionBody.safeParse(await c.req.json().catch(() => undefined));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new HTTPException(400, { message: `Invalid value for '${issue?.path.join(".")}': ${issue?.message}` });
  }
  const { response_format, messages } = parsed.data;
  if (response_format.type === "json_schema" && response_format.json_schema.strict === true) {
    const problem = strictProblem(response_format.json_schema.schema);
    const name = response_format.json_schema.name;
    if (problem !== null) {
      throw new HTTPException(400, { message: `Invalid schema for response_format '${name}': ${problem}` });
    }
  }
  if (response_format.type === "json_object" && !messages.some((message) => /json/i.test(textOf(message)))) {
    const message =
      "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.";
    throw new HTTPException(400, { message });
  }
  return parsed.data;
}

function textOf({ content }: z.infer<typeof message>): string {
  return typeof content === "string" ? content : content.map(({ text }) => text).join("\n");
}

const NOTHING: Subject = { type: "question", rating: null, text: "", pros: "", cons: "", product: "", client_name: "" };

/** The content of the completion: JSON where a format asks for it, else the words of the answer. */
function reply({ messages, response_format }: CompletionBody, obedient: boolean): string {
  const lastUser = messages.findLast(({ role }) => role === "user");
  const { subject, instructions } = readPrompt(lastUser === undefined ? "" : textOf(lastUser));
  const item = subject ?? NOTHING;
  const answer = obedient ? obedientAnswer(item) : writeAnswer(item, messages.map(textOf).join("\n"));
  const analysis = obedient ? obedientAnalysis() : analyze(item);
  // It judges every draft harmless.
  const verdict = { says_more: false };
  if (response_format.type === "text") return answer;
  if (response_format.type === "json_object") {
    const others = messages.filter((message) => message !== lastUser).map(textOf);
    const wantsAnalysis = [instructions, ...others].some((text) => text.includes("sentiment"));
    const wantsBoth = others.some((text) => text.includes('{"analysis"'));
    const wantsVerdict = others.some((text) => text.includes("says_more"));
    const draft = { claims: [], answer };
    if (wantsBoth) return JSON.stringify({ analysis, ...draft });
    return JSON.stringify(wantsVerdict ? verdict : wantsAnalysis ? analysis : draft);
  }
  return JSON.stringify(
    fit(response_format.json_schema.schema, { ...analysis, analysis, claims: [], answer, ...verdict }),
  );
}

/** About three characters of Russian make a token. */
function usageOf(prompt: string, completion: string) {
  const prompt_tokens = Math.ceil(prompt.length / 3);
  const completion_tokens = Math.ceil(completion.length / 3);
  return { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens };
}
