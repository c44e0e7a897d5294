import OpenAI, { BadRequestError, UnprocessableEntityError } from "openai";
import { zodResponseFormat } from "openai/helpers/zod";
import type { z } from "zod";
import { LlmError } from "../../base/errors.ts";
import type { Llm, Usage } from "../llm.ts";
import { toLlmError } from "./errors.ts";
import { analysisSchema, completionSchema, draftSchema, parseOutput, tidied } from "./output.ts";
import { analysisMessages, draftMessages, type Message, promptHash } from "./prompts.ts";
import { signed } from "../signature.ts";
import type { Net } from "../../net/client.ts";
import { fetchVia } from "./fetch.ts";

/** How to reach a server. */
export interface OpenAiSettings {
  /** With the version: `https://api.openai.com/v1`. */
  baseUrl: string;
  apiKey: string;
  model: string;
  /** For one call, headers and body. */
  timeoutMs: number;
  net: Net;
}

/** The response formats that a server may support, best first. */
const FORMATS = ["json_schema", "json_object", "text"] as const;

/** What an answer has to look like; the name is part of the request. */
interface Shape<T> {
  name: string;
  schema: z.ZodType<T>;
}

const ANALYSIS = { name: "analysis", schema: analysisSchema };
const DRAFT = { name: "draft", schema: draftSchema };

interface Answer {
  content: string;
  usage: Usage;
}

/**
 * A provider over any server that speaks OpenAI's chat completions. It asks for structured output, and learns from a
 * 400 when the server only knows JSON mode or plain text. One unusable answer is asked for again, with what was wrong;
 * nothing else is retried here: that is the job queue's.
 */
export function createOpenAi(settings: OpenAiSettings): Llm & { close(): Promise<void> } {
  const { model } = settings;
  const client = createClient(settings);
  const call = { ...settings, host: new URL(settings.baseUrl).host };
  let format = 0;

  async function ask(messages: Message[], shape: Shape<unknown>, signal: AbortSignal): Promise<Answer> {
    for (;;) {
      const asked = format;
      try {
        const request = { model, messages, ...responseFormat(asked, shape) };
        return answerOf(await client.chat.completions.create(request, { signal }));
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof LlmError) throw error;
        if (!refusesFormat(error) || asked === FORMATS.length - 1) throw toLlmError(error, call);
        format = Math.max(format, asked + 1);
      }
    }
  }

  async function complete<T>(messages: Message[], shape: Shape<T>, signal: AbortSignal) {
    const first = await ask(messages, shape, signal);
    const parsed = parseOutput(first.content, shape.schema);
    if (parsed.ok) return { value: parsed.value, usage: first.usage };
    const second = await ask(withNote(messages, parsed.problem), shape, signal);
    const repaired = parseOutput(second.content, shape.schema);
    if (repaired.ok) return { value: repaired.value, usage: sum(first.usage, second.usage) };
    throw new LlmError(`the LLM's answer cannot be used, asked twice: ${repaired.problem}`, {
      code: "llm.invalid_output",
      hint: `"${model}" may be too small for the task: try another ai.model, or write this answer by hand.`,
      spent: sum(first.usage, second.usage),
    });
  }

  return {
    model,
    async analyze(subject, signal) {
      const { value, usage } = await complete(analysisMessages(subject), ANALYSIS, signal);
      return { analysis: tidied(value), model, usage };
    },
    async draft(request, signal) {
      const { value, usage } = await complete(draftMessages(request), DRAFT, signal);
      return { text: signed(value.answer.trim(), request.voice), model, promptHash, usage };
    },
    close: () => settings.net.close(),
  };
}

function createClient({ baseUrl, apiKey, timeoutMs, net }: OpenAiSettings): OpenAI {
  return new OpenAI({
    baseURL: baseUrl,
    apiKey,
    // The requests have the same limit; this one only frees the client should they not keep it.
    timeout: timeoutMs + 1000,
    maxRetries: 0,
    // These values keep the client from reading the environment and from writing to the console.
    organization: null,
    project: null,
    logLevel: "off",
    fetch: fetchVia(net, timeoutMs),
  });
}

function responseFormat(asked: number, { schema, name }: Shape<unknown>) {
  const kind = FORMATS[asked];
  if (kind === "json_schema") return { response_format: zodResponseFormat(schema, name) };
  return kind === "json_object" ? { response_format: { type: kind } } : {};
}

function refusesFormat(error: unknown): boolean {
  if (!(error instanceof BadRequestError || error instanceof UnprocessableEntityError)) return false;
  return /response_format|json_schema|json_object|structured output|json mode/iu.test(
    `${error.param} ${error.message}`,
  );
}

/** @throws LlmError `llm.refused` when the model or a content filter declines */
function answerOf(completion: unknown): Answer {
  const { choices, usage } = completionSchema.catch({ choices: [{ message: {} }] }).parse(completion);
  const { message, finish_reason } = choices[0] ?? { message: {} };
  if (message.refusal || finish_reason === "content_filter") {
    throw new LlmError(`the LLM refused to answer: ${message.refusal || "content filter"}`, {
      code: "llm.refused",
      hint: "Write this answer by hand, or skip the item.",
      spent: usageOf(usage),
    });
  }
  return {
    content: message.content ?? "",
    usage: usageOf(usage),
  };
}

function usageOf(usage: z.infer<typeof completionSchema>["usage"]): Usage {
  return { inputTokens: usage?.prompt_tokens ?? 0, outputTokens: usage?.completion_tokens ?? 0 };
}

/** The note is added to the system message, so that the buyer's data stays in the last one. */
function withNote(messages: Message[], problem: string): Message[] {
  const note = `\n\nПрошлый ответ не подошёл:\n${problem}\nВерни только один объект JSON, как описано выше.`;
  return messages.map((message) =>
    message.role === "system" ? { ...message, content: message.content + note } : message,
  );
}

function sum(a: Usage, b: Usage): Usage {
  return { inputTokens: a.inputTokens + b.inputTokens, outputTokens: a.outputTokens + b.outputTokens };
}
