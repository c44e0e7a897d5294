/** A reply with the status of a success, read as a chat completion, whatever envelope the server has put it in. */
import { parseJson } from "../../net/json.ts";
import { isObject } from "./objects.ts";
import { errorWithin, isPage, type Refused } from "./refusal.ts";
import { joinStream } from "./stream.ts";

/** What the model said. */
export interface Completion {
  /** The text of the message, and the arguments of a tool call; never the thoughts that the server keeps apart. */
  content: string;
  /** Why the model stopped: `stop`, `length`, `content_filter`; empty when the server does not say. */
  finish: string;
  /** The model's own words when it declines. */
  refusal: string | null;
  /** Tokens as the server counts them; null where it does not, or names an impossible number. */
  inputTokens: number | null;
  /** Of the input tokens, those that it had kept; null where it does not say. */
  cachedTokens: number | null;
  outputTokens: number | null;
}

/** How a reply can be read. */
export type Read =
  | { kind: "completion"; completion: Completion }
  | { kind: "refused"; refused: Refused }
  /** The reply is cut off, empty, or JSON of another kind; `what` completes "the answer of the LLM …". */
  | { kind: "broken"; what: string };

/** @throws NetError `too_large` when the body is nested too deeply or holds too many values */
export function readCompletion({ status, text }: Refused): Read {
  const body = text.replace(/^\uFEFF/u, "");
  if (isPage(body)) return { kind: "refused", refused: { status: 404, text: body } };
  const stream = joinStream(body);
  const value = stream ?? parseJson(body);
  if (value === undefined) return { kind: "broken", what: "is cut off or no JSON" };
  if (value === null) return { kind: "broken", what: "is empty" };
  const refused = errorWithin(value);
  if (refused) return { kind: "refused", refused };
  return completionIn(value) ?? { kind: "broken", what: `is no chat completion (HTTP ${status})` };
}

function completionIn(value: unknown): Read | undefined {
  const [body] = Array.isArray(value) ? (value as unknown[]) : [value];
  if (!isObject(body) || !Array.isArray(body.choices)) return undefined;
  const [choice] = body.choices as unknown[];
  if (choice === undefined) return { kind: "broken", what: "holds no choices" };
  if (!isObject(choice)) return undefined;
  const message = isObject(choice.message) ? choice.message : isObject(choice.delta) ? choice.delta : {};
  const finish = typeof choice.finish_reason === "string" ? choice.finish_reason.toLowerCase() : "";
  // OpenRouter ends with this when the provider behind it has failed.
  if (finish === "error") return { kind: "broken", what: "ended with an error" };
  const said = [textOf(message.content ?? choice.text), ...argumentsOf(message)].filter((text) => text !== "");
  const usage = isObject(body.usage) ? body.usage : {};
  return {
    kind: "completion",
    completion: {
      content: said.join("\n"),
      finish,
      refusal: typeof message.refusal === "string" && message.refusal !== "" ? message.refusal : null,
      inputTokens: count(usage.prompt_tokens ?? usage.input_tokens),
      cachedTokens: cachedIn(usage),
      outputTokens: count(usage.completion_tokens ?? usage.output_tokens),
    },
  };
}

/** OpenAI and those who copy it name them in the details, DeepSeek beside the others. */
function cachedIn(usage: Record<string, unknown>): number | null {
  const details = usage.prompt_tokens_details ?? usage.input_tokens_details;
  return count(isObject(details) ? details.cached_tokens : usage.prompt_cache_hit_tokens);
}

/** The types of content parts that are said; others are thoughts (`thinking`, `reasoning`) or no text. */
const SAID = new Set<unknown>([undefined, "text", "output_text"]);

/** A message's content: a text, a list of parts (Mistral), or the object that was asked for itself. */
function textOf(content: unknown): string {
  if (typeof content === "string") return content;
  if (Array.isArray(content)) return (content as unknown[]).map(partOf).join("");
  return isObject(content) ? JSON.stringify(content) : "";
}

function partOf(part: unknown): string {
  if (typeof part === "string") return part;
  if (!isObject(part) || !SAID.has(part.type)) return "";
  return isObject(part.text) ? textOf(part.text.value) : textOf(part.text ?? part.content);
}

/** The arguments of tool calls: some models answer by calling a tool that is named like the schema. */
function argumentsOf(message: Record<string, unknown>): string[] {
  const calls = Array.isArray(message.tool_calls) ? (message.tool_calls as unknown[]) : [];
  const functions = [...calls.map((call) => (isObject(call) ? call.function : undefined)), message.function_call];
  return functions.map((called) => (isObject(called) ? textOf(called.arguments) : ""));
}

/** More tokens than any model reads or writes in one call. */
const MOST_TOKENS = 10_000_000;

function count(value: unknown): number | null {
  const tokens = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof tokens !== "number" || !(tokens >= 0 && tokens <= MOST_TOKENS)) return null;
  return Math.ceil(tokens);
}
