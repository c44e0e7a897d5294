/** One server as it has shown itself: what it was asked, what it can do, what its replies mean. */
import type { Clock } from "../../base/clock.ts";
import type { Net } from "../../net/client.ts";
import type { Reply } from "../../net/exchange.ts";
import type { Usage } from "../llm.ts";
import { askedWait } from "./asked-wait.ts";
import { readCompletion, type Completion } from "./completion.ts";
import { refusalError, unavailable, unreachable, type Call } from "./errors.ts";
import type { Message } from "./prompts.ts";
import { meaningOf, refusesFormat, refusesSystemRole, type Refused } from "./refusal.ts";
import { keyOf, signInAt, type SignInSettings } from "./sign-in.ts";
import { decline, NOTHING_SPENT, spentOn, withoutSystemRole } from "./talk.ts";

/** How to reach a server. */
export interface OpenAiSettings {
  /** With the version: `https://api.openai.com/v1`. */
  baseUrl: string;
  apiKey: string;
  model: string;
  /** For one call, headers and body. */
  timeoutMs: number;
  net: Net;
  clock: Clock;
  /** Headers of every request besides ours. */
  extraHeaders?: Record<string, string> | undefined;
  /** Fields of every request's body besides ours: how long a model may think, a project. */
  extraBody?: Record<string, unknown> | undefined;
  /** Where the key buys tokens; without it the key itself opens every request. */
  signIn?: SignInSettings | undefined;
}

/** The response formats that a server may support, best first. */
const FORMATS = ["json_schema", "json_object", "text"] as const;

/** What an answer has to look like; the name is part of the request. */
export interface Shape {
  name: string;
  schema: object;
}

/** A completion, or that the model wrote no JSON although the server had promised some. */
export type Answer = { usage: Usage } & ({ slip: false; completion: Completion } | { slip: true });

/** An answer has some thousand characters; a server that sends megabytes is not the one we mean. */
const LARGEST_REPLY_BYTES = 8 * 1024 * 1024;

/** Asks for an answer of this shape. */
export type Ask = (messages: Message[], asked: Shape, signal: AbortSignal) => Promise<Answer>;

/** What a server has taught us about itself. */
interface Taught {
  /** The place in `FORMATS` of the best format that it takes. */
  format: number;
  systemRole: boolean;
  /** It has given a completion. */
  works: boolean;
}

/**
 * A server that speaks OpenAI's chat completions. It is asked for structured output, and a refusal teaches when it only
 * knows JSON mode or plain text, or no system messages.
 */
export function createEndpoint(settings: OpenAiSettings): Ask {
  const url = new URL(`${settings.baseUrl}/chat/completions`);
  const secrets = [settings.apiKey, ...Object.values(settings.extraHeaders ?? {})];
  const call = { timeoutMs: settings.timeoutMs, host: url.host, secrets };
  const credentials = settings.signIn ? signInAt(settings.signIn, { ...settings, call }) : keyOf(settings.apiKey);
  const taught: Taught = { format: 0, systemRole: true, works: false };

  return async (messages, asked, signal) => {
    const before = taught.format;
    for (let renewed = false; ;) {
      const { format } = taught;
      const sent = taught.systemRole ? messages : withoutSystemRole(messages);
      const wanted = responseFormat(format, asked);
      const body = { ...settings.extraBody, model: settings.model, messages: sent, ...wanted };
      const authorization = await credentials.authorization();
      const reply = await post(settings, { url, authorization, body, signal }, call);
      // A token may be taken back before its time; a key may not.
      if (reply.status === 401 && !renewed && credentials.forget(authorization)) {
        renewed = true;
        continue;
      }
      const read = readReply(reply);
      if (read.kind === "completion") {
        taught.works = true;
        return answerOf(read.completion, messages);
      }
      if (read.kind === "broken") throw unavailable(`the answer of the LLM at ${call.host} ${read.what}`);
      if (learn(taught, read.refused, format)) continue;
      const meaning = meaningOf(read.refused);
      if (meaning === "slip") return { slip: true, usage: NOTHING_SPENT };
      // An outage teaches nothing about formats.
      if (meaning === "unavailable") taught.format = before;
      throw refusalError(read.refused, meaning, askedWait(reply.headers, reply.text), call);
    }
  };
}

interface Sent {
  url: URL;
  authorization: string;
  body: object;
  signal: AbortSignal;
}

async function post(
  { net, extraHeaders, timeoutMs }: OpenAiSettings,
  { url, authorization, body, signal }: Sent,
  call: Call,
) {
  const headers = { authorization, ...lowerCased(extraHeaders), "content-type": "application/json" };
  const outgoing = { url, method: "POST", headers, body: JSON.stringify(body), signal } as const;
  try {
    return await net.request({ ...outgoing, timeoutMs, largestBytes: LARGEST_REPLY_BYTES });
  } catch (error) {
    signal.throwIfAborted();
    throw unreachable(error, call);
  }
}

function lowerCased(headers: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/**
 * Takes the next simpler way of asking when the refusal is about the present one.
 * @returns whether to ask again
 */
function learn(taught: Taught, refused: Refused, format: number): boolean {
  if (taught.systemRole && refusesSystemRole(refused)) {
    taught.systemRole = false;
    return true;
  }
  // A server that breaks over a schema may say so with a bare 500; one that has worked before is merely down.
  const isSuspect = refused.status === 500 && !taught.works;
  if (format >= FORMATS.length - 1 || !(refusesFormat(refused) || isSuspect)) return false;
  taught.format = Math.max(taught.format, format + 1);
  return true;
}

/** @throws LlmError `llm.refused` */
function answerOf(completion: Completion, messages: readonly Message[]): Answer {
  const usage = spentOn(messages, completion);
  const declined = decline(completion, usage);
  if (declined) throw declined;
  return { slip: false, completion, usage };
}

function readReply({ status, text }: Reply): ReturnType<typeof readCompletion> {
  const isSuccess = status >= 200 && status < 300;
  return isSuccess ? readCompletion({ status, text }) : { kind: "refused", refused: { status, text } };
}

function responseFormat(format: number, { name, schema }: Shape): object {
  const kind = FORMATS[format];
  if (kind === "json_schema") return { response_format: { type: kind, json_schema: { name, strict: true, schema } } };
  return kind === "json_object" ? { response_format: { type: kind } } : {};
}
