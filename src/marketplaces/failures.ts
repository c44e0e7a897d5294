import { DAY_MS } from "../base/clock.ts";
import { AuthError, MarketplaceError } from "../base/errors.ts";
import type { Effect } from "../base/errors.ts";
import { retryAfter, type Dialect, type ReplyHeaders } from "./dialect.ts";

/** The request that failed. */
export interface Sent {
  /** `GET feedbacks-api.wildberries.ru/api/v1/feedbacks`: no query, no secret. */
  where: string;
  /** The effect of an outcome that cannot be known: `unknown` for a publish, `none` for a read. */
  doubt: Effect;
  /** The statuses with which this operation says that the thing asked for does not exist. */
  notFound: readonly number[];
}

/** A reply that is no success. */
export interface BadReply {
  status: number;
  headers: ReplyHeaders;
  /** Parsed JSON; undefined when the body is something else, an HTML page for instance. */
  body: unknown;
}

const DEFAULT_WAIT_MS = 60_000;
const PAUSED_WAIT_MS = 5 * 60_000;
/** Bounds of the wait that a header may ask for: it is never zero and never longer than a day. */
const SHORTEST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = DAY_MS;
const LONGEST_QUOTE = 300;
/** The refusal is kept at a length at which the person who has to change the answer can still see its point. */
const LONGEST_SAID = 2000;

/**
 * The error for a reply that is no success, by its status and the marketplace's own words:
 * AuthError (never carried out) or MarketplaceError.
 */
export function replyFailure(dialect: Dialect, sent: Sent, reply: BadReply, now: number): AuthError | MarketplaceError {
  const { status, headers } = reply;
  const said = dialect.errorText(reply.body);
  const text = quote(said || "no reason given");
  const told = `${dialect.name} answered HTTP ${status} to ${sent.where}: ${text}`;
  if (status === 429 || status === 420) return rateLimited(told, dialect.waitMs(headers, text, now));
  if (dialect.paused?.test(text) === true) return unavailable(told, "none", PAUSED_WAIT_MS);
  if (status === 423) return unavailable(told, "none", DEFAULT_WAIT_MS);
  // The other headers describe limits, even in an error that has nothing to do with limits.
  if (status >= 500 || status === 408) return unavailable(told, sent.doubt, retryAfter(headers, now));
  if (status >= 300 && status < 400) return unavailable(told, sent.doubt, DEFAULT_WAIT_MS, CHECK_ADDRESS);
  const denial = said === null && status !== 401 ? null : dialect.denial(status, text);
  if (denial !== null) return new AuthError(told, denial);
  if (reply.body === undefined) return foreignPage(dialect, sent, status);
  const isMissing = sent.notFound.includes(status) && dialect.isMissing(reply.body);
  const code = isMissing ? "marketplace.not_found" : "marketplace.refused";
  return new MarketplaceError(told, { code, effect: "none", said: quote(said ?? "", LONGEST_SAID) || undefined });
}

const CHECK_ADDRESS =
  "Check base_url of the account, and what stands between here and the marketplace (proxy, firewall).";

/** A 4xx whose body is not JSON does not come from the API but from a wrong address or a firewall. */
function foreignPage(dialect: Dialect, sent: Sent, status: number): MarketplaceError {
  const message = `HTTP ${status} to ${sent.where} was not sent by the API of ${dialect.name}`;
  if (status !== 404) return unavailable(message, "none", DEFAULT_WAIT_MS, CHECK_ADDRESS);
  return new MarketplaceError(message, { code: "marketplace.bad_reply", hint: CHECK_ADDRESS, effect: "none" });
}

function rateLimited(message: string, wait: number | null): MarketplaceError {
  return new MarketplaceError(message, {
    code: "marketplace.rate_limited",
    hint: "It continues by itself. If this happens often, another program uses the same cabinet.",
    effect: "none",
    retryable: true,
    retryAfterMs: within(wait ?? DEFAULT_WAIT_MS),
  });
}

function unavailable(message: string, effect: Effect, wait: number | null, hint?: string, cause?: unknown) {
  return new MarketplaceError(message, {
    code: "marketplace.unavailable",
    hint: hint ?? "It is tried again by itself.",
    effect,
    retryable: true,
    cause,
    ...(wait === null ? {} : { retryAfterMs: within(wait) }),
  });
}

function within(wait: number): number {
  return Math.min(Math.max(wait, SHORTEST_WAIT_MS), LONGEST_WAIT_MS);
}

/** The error for a request that got no reply in time. */
export function timedOut(dialect: Dialect, sent: Sent, afterMs: number): MarketplaceError {
  return unavailable(`${dialect.name} did not answer ${sent.where} within ${afterMs / 1000} s`, sent.doubt, null);
}

/** The error for a connection that could not be made, or broke. */
export function connectionFailure(dialect: Dialect, sent: Sent, error: unknown): MarketplaceError {
  const neverSent = chain(error).some(isBeforeSending);
  const what = neverSent ? "cannot be reached" : "broke the connection";
  return unavailable(
    `${dialect.name} ${what}: ${sent.where}`,
    neverSent ? "none" : sent.doubt,
    null,
    neverSent ? CHECK_ADDRESS : undefined,
    error,
  );
}

/** The error for a publish that was stopped on its way. */
export function interrupted(dialect: Dialect, sent: Sent, reason: unknown): MarketplaceError {
  const message = `stopped while ${dialect.name} was carrying out ${sent.where}`;
  return new MarketplaceError(message, {
    code: "marketplace.interrupted",
    effect: sent.doubt,
    retryable: true,
    cause: reason,
  });
}

/** The error for a success whose body is not what it should be. */
export function unreadable(dialect: Dialect, sent: Sent, why: string): MarketplaceError {
  return new MarketplaceError(`the reply of ${dialect.name} to ${sent.where} cannot be read: ${why}`, {
    code: "marketplace.bad_reply",
    hint: "If it stays so, the marketplace has changed its API and this program needs an update.",
    effect: sent.doubt,
  });
}

/** The error for a success whose body is not JSON: a page in place of the API, or a reply that was cut off. */
export function notJson(dialect: Dialect, sent: Sent, text: string): MarketplaceError {
  if (!/^\s*</.test(text)) return unreadable(dialect, sent, `not JSON, ${text.length} characters`);
  return unavailable(`a web page came in place of the reply of ${dialect.name} to ${sent.where}`, sent.doubt, null);
}

/** An error with its causes, and the attempts gathered in an AggregateError (one for each address of a host). */
function chain(error: unknown): unknown[] {
  if (!(error instanceof Error)) return [];
  const gathered = error instanceof AggregateError ? error.errors.flatMap(chain) : [];
  return [error, ...gathered, ...chain(error.cause)];
}

const CERTIFICATE = /^(CERT_|UNABLE_TO_|DEPTH_ZERO_SELF|SELF_SIGNED_|ERR_TLS_CERT)/;

/** No name, no route, no listener, no trusted certificate: in all of these no byte of the request has left. */
function isBeforeSending(error: unknown): boolean {
  const { code, syscall } = error as { code?: unknown; syscall?: unknown };
  if (syscall === "connect" || syscall === "getaddrinfo") return true;
  return typeof code === "string" && (code === "UND_ERR_CONNECT_TIMEOUT" || CERTIFICATE.test(code));
}

/** A marketplace's words, fit for one line of a message. */
function quote(text: string, longest = LONGEST_QUOTE): string {
  const line = text.replace(/[\s\p{Cc}]+/gu, " ").trim();
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}
