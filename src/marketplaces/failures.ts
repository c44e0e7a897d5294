import { AuthError, MarketplaceError } from "../base/errors.ts";
import type { Effect } from "../base/errors.ts";
import { safeLine } from "../domain/wording/safe-text.ts";
import type { NetError } from "../net/failure.ts";
import { boundedWait, retryAfter, type ReplyHeaders } from "../net/waits.ts";
import type { Dialect } from "./dialect.ts";

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
  const stands = sent.doubt === "unknown" && dialect.alreadyAnswered.test(text);
  let code = stands ? "marketplace.already_answered" : "marketplace.refused";
  if (isMissing) code = "marketplace.not_found";
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
    retryAfterMs: boundedWait(wait ?? DEFAULT_WAIT_MS),
  });
}

function unavailable(message: string, effect: Effect, wait: number | null, hint?: string, cause?: unknown) {
  return new MarketplaceError(message, {
    code: "marketplace.unavailable",
    hint: hint ?? "It is tried again by itself.",
    effect,
    retryable: true,
    cause,
    ...(wait === null ? {} : { retryAfterMs: boundedWait(wait) }),
  });
}

/** The error for a request that got no reply, or one that is too large to be read. */
export function netFailure(dialect: Dialect, sent: Sent, error: NetError): MarketplaceError {
  const effect = error.left ? sent.doubt : "none";
  const { name } = dialect;
  switch (error.fault) {
    case "too_large":
      return unreadable(dialect, sent, error.message);
    case "timeout":
      return unavailable(`${name} did not answer ${sent.where}: ${error.message}`, effect, null);
    case "broken":
      return unavailable(`${name} broke the connection: ${sent.where}`, effect, null, undefined, error);
    case "unreachable":
      return unavailable(`${name} cannot be reached: ${sent.where}`, effect, null, CHECK_ADDRESS, error);
    case "aborted":
      return interrupted(dialect, sent, error.cause);
  }
}

/** The error for a publish that was stopped on its way. */
function interrupted(dialect: Dialect, sent: Sent, reason: unknown): MarketplaceError {
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

/** A marketplace's words, fit for one line of a message. */
function quote(text: string, longest = LONGEST_QUOTE): string {
  const line = safeLine(text.replace(/\p{Cc}+/gu, " "));
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}
