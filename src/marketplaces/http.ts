import pRetry from "p-retry";
import type { z } from "zod";
import type { Clock } from "../base/clock.ts";
import { AuthError, MarketplaceError } from "../base/errors.ts";
import { createNet } from "../net/client.ts";
import type { Reply } from "../net/exchange.ts";
import { NetError } from "../net/failure.ts";
import { parseJson } from "../net/json.ts";
import type { Route } from "../net/route.ts";
import { boundedWait, type ReplyHeaders } from "../net/waits.ts";
import type { Dialect } from "./dialect.ts";
import { netFailure, notJson, replyFailure, unreadable } from "./failures.ts";
import type { Sent } from "./failures.ts";
import { createLimiter } from "./limit.ts";
import type { Limit, Place, Turn, Usage } from "./limit.ts";
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
  /** Called when the request leaves, each time that it does. */
  onLeave?: (() => void) | undefined;
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
  /** How requests leave this machine. */
  route: Route;
}

/** What accompanies a request that changes something. */
export interface Sending {
  /** The place in the limit that was kept for it. */
  place: Place;
  /**
   * Called in the very step that writes the request. When it throws, nothing is sent, and its error is the call's.
   */
  lastCheck: () => void;
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
  send<T>(call: Call<T>, signal: AbortSignal, sending: Sending): Promise<T>;
  /**
   * Keeps a place in the limit for a request that will be sent soon, so that nothing stands between the reading before
   * it and the request itself.
   * @throws MarketplaceError `marketplace.rate_limited` when the limit is used up for longer than a moment
   */
  reserve(call: Call<unknown>, signal: AbortSignal): Promise<Place>;
  /** Facts about the connection itself, learned from the replies so far. */
  observed(): Observed;
  /** What is known of the marketplace's clock holds no longer, because ours was set. */
  forgetClock(): void;
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
const RETRIES = 3;
/** The longest wait for the limit within a chain of reads; whoever only begins can come back later. */
const READ_WAIT_MS = 60_000;
/** A send waits for its turn in the limit only as long as its reading stays fresh. */
const SEND_WAIT_MS = 3000;

/** Creates the HTTP client of one account, with its own connections and its own rate limit. */
// oxlint-disable-next-line max-lines-per-function -- its functions share one account's limits and clock skew
export function createHttp({ clock, baseUrl, headers, secret, limit, usage, ...options }: HttpOptions): HttpClient {
  const dialect = discreet(options.dialect, secret);
  const net = createNet(options.route, clock);
  let observed: Observed = { clockSkewMs: null, requestsLeft: null };
  const limiter = createLimiter(dialect.name, limit, clock, usage);

  async function exchange<T>(call: Call<T>, sent: Sent, signal: AbortSignal, lastCheck?: () => void): Promise<T> {
    const body = call.body === undefined ? null : JSON.stringify(call.body);
    const type = body === null ? {} : { "content-type": "application/json" };
    try {
      const reply = await net.request({
        url: addressOf(call, baseUrl),
        method: call.method,
        headers: { accept: "application/json", ...type, ...headers },
        body,
        signal,
        timeoutMs: REQUEST_TIMEOUT_MS,
        lastCheck,
      });
      observe(reply.headers);
      const rest = dialect.restMs(reply.headers, clock.now());
      if (rest !== null) await limiter.hold(bucketOf(call), boundedWait(rest));
      return judge(call, sent, reply);
    } catch (error) {
      if (isRateLimited(error)) await limiter.hold(bucketOf(call), error.retryAfterMs ?? 0);
      if (!(error instanceof NetError)) throw error;
      const nothingDone = error.fault === "aborted" && (!error.left || sent.doubt === "none");
      throw nothingDone ? error.cause : netFailure(dialect, sent, error);
    }
  }

  function observe(replied: ReplyHeaders): void {
    const date = Date.parse(replied.get("date") ?? "");
    const left = dialect.remaining(replied);
    observed = {
      clockSkewMs: Number.isNaN(date) ? observed.clockSkewMs : date - clock.now(),
      requestsLeft: left === null ? observed.requestsLeft : Math.min(left, observed.requestsLeft ?? Infinity),
    };
  }

  function judge<T>(call: Call<T>, sent: Sent, { status, headers: replied, text }: Reply): T {
    const body = parseJson(text);
    if (status < 200 || status > 299 || dialect.errorText(body) !== null) {
      throw replyFailure(dialect, sent, { status, headers: replied, body }, clock.now());
    }
    if (body === undefined) throw notJson(dialect, sent, text);
    const parsed = call.reply.safeParse(body);
    if (!parsed.success) throw unreadable(dialect, sent, problemsOf(parsed.error));
    return parsed.data;
  }

  function sentBy(call: Call<unknown>, doubt: Sent["doubt"]): Sent {
    const { host, pathname } = addressOf(call, baseUrl);
    return { where: `${call.method} ${host}${pathname}`, doubt, notFound: call.notFound ?? [404] };
  }

  function turnOf(call: Call<unknown>, signal: AbortSignal, longestWaitMs: number): Turn {
    assertSendable(dialect, headers);
    return { bucket: bucketOf(call), signal, longestWaitMs };
  }

  function readOnce<T>(call: Call<T>, signal: AbortSignal): Promise<T> {
    const turn = turnOf(call, signal, READ_WAIT_MS);
    return limiter.run(turn, () => exchange(call, sentBy(call, "none"), signal, call.onLeave));
  }

  function bucketOf(call: Call<unknown>): string {
    return dialect.limitsPerMethod ? `${call.method} ${call.path}` : "";
  }

  return {
    read: (call, signal) =>
      pRetry(() => readOnce(call, signal), {
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
    async send(call, signal, { place, lastCheck }) {
      const turn = turnOf(call, signal, SEND_WAIT_MS);
      return limiter.run(turn, () => exchange(call, sentBy(call, "unknown"), signal, lastCheck), place);
    },
    reserve: async (call, signal) => limiter.reserve(turnOf(call, signal, SEND_WAIT_MS)),
    observed: () => observed,
    forgetClock: () => void (observed = { ...observed, clockSkewMs: null }),
    close: () => net.close(),
  };
}

function addressOf(call: Call<unknown>, accountUrl: string): URL {
  const url = new URL((call.baseUrl ?? accountUrl).replace(/\/+$/, "") + call.path);
  for (const [name, value] of Object.entries(call.query ?? {})) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  return url;
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
