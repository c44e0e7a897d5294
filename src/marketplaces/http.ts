import pRetry from "p-retry";
import { Agent, fetch } from "undici";
import type { Response } from "undici";
import type { z } from "zod";
import type { Clock } from "../base/clock.ts";
import { AuthError, MarketplaceError, ReputationError } from "../base/errors.ts";
import type { Dialect } from "./dialect.ts";
import { connectionFailure, interrupted, notJson, replyFailure, timedOut, unreadable } from "./failures.ts";
import type { Sent } from "./failures.ts";
import { createLimiter } from "./limit.ts";
import type { Limit, Usage } from "./limit.ts";
import { problemsOf } from "./wire-fields.ts";

/** One operation of a marketplace's API. */
export interface Call<T> {
  method: "GET" | "POST" | "PATCH";
  /** From the root of the base URL: `/api/v1/feedbacks`. */
  path: string;
  /** Undefined values are left out. */
  query?: Record<string, string | number | boolean | undefined>;
  /** Sent as JSON. */
  body?: unknown;
  /** What a success looks like. A reply without a body is parsed as null. */
  reply: z.ZodType<T>;
  /** The statuses that mean "no such thing" here; 404 unless told otherwise. */
  notFound?: readonly number[];
  /** Another address than the account's. */
  baseUrl?: string;
}

/** What a client is made of. */
export interface HttpOptions {
  clock: Clock;
  dialect: Dialect;
  baseUrl: string;
  /** Headers that identify the account. */
  headers: Record<string, string>;
  /** The header value that must not be shown anywhere. */
  secret: string;
  limit: Limit;
  usage: Usage;
}

/**
 * The HTTP client of one account. Calls throw AuthError or MarketplaceError; neither these nor their causes ever
 * contain the key.
 */
export interface HttpClient {
  /**
   * A request that changes nothing. Network errors and 5xx are tried again after 1, 2 and 4 seconds.
   * @throws the signal's reason when it aborts
   */
  read<T>(call: Call<T>, signal: AbortSignal): Promise<T>;
  /**
   * A request that changes something: sent once, whatever happens. Nothing was carried out unless the error is
   * a MarketplaceError with effect `unknown`.
   * @throws the signal's reason when it aborts before the request is sent
   */
  send<T>(call: Call<T>, signal: AbortSignal): Promise<T>;
  /** Facts about the connection itself, learned from the replies so far. */
  observed(): Observed;
  /** Aborts the requests under way and frees the connections. */
  close(): Promise<void>;
}

/** Facts learned from the replies; null while no reply has shown them. */
export interface Observed {
  /** How far the marketplace's clock is ahead of ours, ms. */
  clockSkewMs: number | null;
  /** The requests left in the tightest allowance. */
  requestsLeft: number | null;
}

const REQUEST_TIMEOUT_MS = 30_000;
const CONNECT_TIMEOUT_MS = 10_000;
const RETRIES = 3;
/** The largest body that is read; a page of 5000 reviews is far smaller. */
const LARGEST_REPLY_BYTES = 64 * 1024 * 1024;

/** Creates the HTTP client of one account, with its own connections and its own rate limit. */
// oxlint-disable-next-line max-lines-per-function -- its functions share one account's limits and clock skew
export function createHttp({ clock, baseUrl, headers, secret, limit, usage, ...options }: HttpOptions): HttpClient {
  const dialect = discreet(options.dialect, secret);
  // With HTTP/1.1 a broken connection affects only one request, and no request is repeated automatically.
  const agent = new Agent({ allowH2: false, connect: { timeout: CONNECT_TIMEOUT_MS } });
  let observed: Observed = { clockSkewMs: null, requestsLeft: null };
  const limiter = createLimiter(dialect.name, limit, clock, usage);

  async function exchange<T>(call: Call<T>, sent: Sent, signal: AbortSignal): Promise<T> {
    const body = call.body === undefined ? null : JSON.stringify(call.body);
    const deadline = new AbortController();
    const timer = clock.after(REQUEST_TIMEOUT_MS, () => deadline.abort());
    try {
      const response = await fetch(addressOf(call, baseUrl), {
        method: call.method,
        headers: {
          accept: "application/json",
          ...(body === null ? {} : { "content-type": "application/json" }),
          ...headers,
        },
        body,
        redirect: "manual",
        signal: AbortSignal.any([signal, deadline.signal]),
        dispatcher: agent,
      });
      observe(response.headers);
      const rest = dialect.restMs(response.headers, clock.now());
      if (rest !== null) await limiter.hold(bucketOf(call), rest);
      return judge(call, sent, response, await textOf(response, dialect, sent));
    } catch (error) {
      if (isRateLimited(error)) await limiter.hold(bucketOf(call), error.retryAfterMs ?? 0);
      if (error instanceof ReputationError) throw error;
      if (deadline.signal.aborted) throw timedOut(dialect, sent, REQUEST_TIMEOUT_MS);
      if (!signal.aborted) throw connectionFailure(dialect, sent, error);
      throw sent.doubt === "unknown" ? interrupted(dialect, sent, signal.reason) : signal.reason;
    } finally {
      timer.cancel();
    }
  }

  function observe(replied: Response["headers"]): void {
    const date = Date.parse(replied.get("date") ?? "");
    const left = dialect.remaining(replied);
    observed = {
      clockSkewMs: Number.isNaN(date) ? observed.clockSkewMs : date - clock.now(),
      requestsLeft: left === null ? observed.requestsLeft : Math.min(left, observed.requestsLeft ?? Infinity),
    };
  }

  function judge<T>(call: Call<T>, sent: Sent, { ok, status, headers }: Response, text: string): T {
    const body = parseJson(text);
    if (!ok || dialect.errorText(body) !== null) {
      throw replyFailure(dialect, sent, { status, headers, body }, clock.now());
    }
    if (body === undefined) throw notJson(dialect, sent, text);
    const parsed = call.reply.safeParse(body);
    if (!parsed.success) throw unreadable(dialect, sent, problemsOf(parsed.error));
    return parsed.data;
  }

  function attempt<T>(call: Call<T>, doubt: Sent["doubt"], signal: AbortSignal): Promise<T> {
    const { host, pathname } = addressOf(call, baseUrl);
    const sent = { where: `${call.method} ${host}${pathname}`, doubt, notFound: call.notFound ?? [404] };
    assertSendable(dialect, headers);
    return limiter.run(bucketOf(call), signal, () => exchange(call, sent, signal));
  }

  function bucketOf(call: Call<unknown>): string {
    return dialect.limitsPerMethod ? `${call.method} ${call.path}` : "";
  }

  return {
    read: (call, signal) =>
      pRetry(() => attempt(call, "none", signal), {
        retries: RETRIES,
        // The clock does the waiting below, because p-retry's own timers would ignore it.
        minTimeout: 0,
        signal,
        async shouldRetry({ error, attemptNumber }) {
          if (!isPassing(error)) return false;
          await clock.sleep(1000 * 2 ** (attemptNumber - 1), signal);
          return true;
        },
      }),
    send: async (call, signal) => attempt(call, "unknown", signal),
    observed: () => observed,
    close: () => agent.destroy(),
  };
}

function addressOf(call: Call<unknown>, accountUrl: string): URL {
  const url = new URL((call.baseUrl ?? accountUrl).replace(/\/+$/, "") + call.path);
  for (const [name, value] of Object.entries(call.query ?? {})) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  return url;
}

/** The body as text, decompressed; never more than a bound in memory. */
async function textOf(response: Response, dialect: Dialect, sent: Sent): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > LARGEST_REPLY_BYTES) throw unreadable(dialect, sent, `larger than ${LARGEST_REPLY_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** Null for an empty body, undefined for one that is not JSON. */
function parseJson(text: string): unknown {
  if (text.trim() === "") return null;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The marketplace itself has rejected the request as one too many, so other requests must wait as well. */
function isRateLimited(error: unknown): error is MarketplaceError {
  return error instanceof MarketplaceError && error.code === "marketplace.rate_limited";
}

/** A network error or 5xx that named no time to come back. */
function isPassing(error: unknown): boolean {
  const unavailable = error instanceof MarketplaceError && error.code === "marketplace.unavailable";
  return unavailable && error.retryAfterMs === undefined;
}

/** The same dialect, with the key struck out should the marketplace repeat it. */
function discreet(dialect: Dialect, secret: string): Dialect {
  return { ...dialect, errorText: (body) => dialect.errorText(body)?.replaceAll(secret, "••••") ?? null };
}

/** A header takes printable ASCII only; fetch would quote the whole value in its complaint. */
function assertSendable(dialect: Dialect, headers: Record<string, string>): void {
  if (Object.values(headers).every((value) => /^[\x20-\x7e]+$/.test(value))) return;
  throw new AuthError(`the ${dialect.name} key is empty or holds characters that no key has`, {
    code: "auth.key",
    hint: "Copy the key again, whole and without line breaks or quotes.",
  });
}
