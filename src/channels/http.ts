import type { Clock } from "../base/clock.ts";
import { causeChain } from "../base/errors.ts";
import { safeLine } from "../domain/wording/safe-text.ts";
import { createNet } from "../net/client.ts";
import type { Reply } from "../net/exchange.ts";
import { NetError } from "../net/failure.ts";
import { parseJson } from "../net/json.ts";
import type { Route } from "../net/route.ts";
import { boundedWait, retryAfter, type ReplyHeaders } from "../net/waits.ts";
import { ChannelError } from "./channel.ts";

export interface Question {
  url: URL;
  method: "GET" | "POST" | "PUT";
  headers?: Record<string, string>;
  /** Sent as JSON, or as it is when it is a text. */
  body?: unknown;
  /** Whether it matters if it was carried out although no answer came. */
  sends: boolean;
  timeoutMs?: number;
  signal?: AbortSignal;
}

export interface Answer {
  status: number;
  headers: ReplyHeaders;
  /** Parsed JSON; undefined when the body is something else. */
  body: unknown;
}

/** A service that is asked over HTTP: bounded, never twice, and with its key struck out of all that is told about it. */
export interface Service {
  readonly name: string;
  /**
   * @throws ChannelError `away` or `unknown` without a usable answer
   * @throws the signal's reason when it aborts a question that sends nothing
   */
  ask(question: Question): Promise<Answer>;
  /** An error about the service, without its key. */
  error(...args: ConstructorParameters<typeof ChannelError>): ChannelError;
  /** The error for an answer that says no, by its status alone: busy, away, or `otherwise`. */
  refusal(
    answer: Answer,
    said: string | undefined,
    otherwise: ConstructorParameters<typeof ChannelError>[0],
  ): ChannelError;
  close(): Promise<void>;
}

export interface ServiceOptions {
  name: string;
  route: Route;
  clock: Clock;
  /** What must not be shown anywhere. */
  secrets: readonly string[];
}

const TIMEOUT_MS = 30_000;
/** Fifty updates, each with the longest text and the longest card that it answers, are less than this. */
const LARGEST_REPLY_BYTES = 8 * 1024 * 1024;
const LONGEST_QUOTE = 300;
const DEFAULT_WAIT_MS = 30_000;

export function createService({ name, route, clock, secrets }: ServiceOptions): Service {
  const net = createNet(route, clock);
  const never = new AbortController().signal;

  function error(...[kind, message, details]: ConstructorParameters<typeof ChannelError>): ChannelError {
    return new ChannelError(
      kind,
      secrets.reduce((text, secret) => text.replaceAll(secret, "••••"), message),
      details,
    );
  }

  async function exchange({ url, method, headers, body, timeoutMs, signal }: Question): Promise<Reply> {
    const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
    const type = text === undefined ? {} : { "content-type": "application/json" };
    return net.request({
      url,
      method,
      headers: { accept: "application/json", ...type, ...headers },
      body: text ?? null,
      signal: signal ?? never,
      timeoutMs: timeoutMs ?? TIMEOUT_MS,
      largestBytes: LARGEST_REPLY_BYTES,
    });
  }

  async function ask(question: Question): Promise<Answer> {
    try {
      const { status, headers, text } = await exchange(question);
      return { status, headers, body: parseJson(text) };
    } catch (cause) {
      if (question.signal?.aborted && !question.sends) throw question.signal.reason;
      if (!(cause instanceof NetError)) throw error("away", `${name} cannot be asked: ${causeChain(cause)}`);
      throw error(question.sends && cause.left ? "unknown" : "away", `${name}: ${causeChain(cause)}`);
    }
  }

  function refusal(...[{ status, headers }, said, otherwise]: Parameters<Service["refusal"]>): ChannelError {
    const told = `${name} answered HTTP ${status}${said === undefined ? "" : `: ${safeLine(said).slice(0, LONGEST_QUOTE)}`}`;
    const wait = retryAfter(headers, clock.now());
    if (status === 429) return error("busy", told, { retryAfterMs: boundedWait(wait ?? DEFAULT_WAIT_MS) });
    if (status >= 500 || status === 408) {
      return error("away", told, wait === null ? {} : { retryAfterMs: boundedWait(wait) });
    }
    if (status >= 300 && status < 400) return error("away", `${told}, which leads elsewhere and is not followed`);
    return error(otherwise, told);
  }

  return { name, ask, error, refusal, close: () => net.close() };
}
