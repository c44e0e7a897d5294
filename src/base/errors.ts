/**
 * The seven kinds of error the program knows. Each says what happened (message), what to do next (hint),
 * a stable code for machines and for grouping on the error screen, and whether another attempt can help.
 */

export interface ErrorDetails {
  /** Stable, dotted: `marketplace.rate_limited`. */
  code?: string;
  /** What the reader should do next, one sentence. */
  hint?: string;
  cause?: unknown;
  /** Whether trying again later, unchanged, can succeed. */
  retryable?: boolean;
  /** The other side told us how long to wait, in milliseconds. Wins over the task's own delay. */
  retryAfterMs?: number;
}

export abstract class ReputationError extends Error {
  readonly code: string;
  readonly hint: string | undefined;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;

  constructor(message: string, defaultCode: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.code = details.code ?? defaultCode;
    this.hint = details.hint;
    this.retryable = details.retryable ?? false;
    this.retryAfterMs = details.retryAfterMs;
  }
}

/** The configuration cannot be used. Never retryable: a person has to change a file. */
export class ConfigError extends ReputationError {
  constructor(message: string, details?: ErrorDetails) {
    super(message, "config.invalid", details);
  }
}

/** A command was called with wrong words. */
export class UsageError extends ReputationError {
  constructor(message: string, details?: ErrorDetails) {
    super(message, "usage", details);
  }
}

/** The thing asked for does not fit the state something is in (approving a published item). */
export class StateError extends ReputationError {
  constructor(message: string, details?: ErrorDetails) {
    super(message, "state", details);
  }
}

/** Credentials were refused: by a marketplace, the LLM or our own HTTP interface. */
export class AuthError extends ReputationError {
  constructor(message: string, details?: ErrorDetails) {
    super(message, "auth.refused", details);
  }
}

/**
 * What a failed call says about its effect:
 * `none`: the request was certainly not carried out (refused, or never sent);
 * `unknown`: it may have been (time-out, broken connection, 5xx). A publish of unknown outcome is read back,
 * never sent again blindly.
 */
export type Effect = "none" | "unknown";

/** A marketplace did not do what we asked. */
export class MarketplaceError extends ReputationError {
  readonly effect: Effect;
  /** The marketplace's own words, as far as it gave any. */
  readonly said: string | undefined;

  constructor(message: string, details: ErrorDetails & { effect?: Effect; said?: string | undefined } = {}) {
    super(message, "marketplace.failed", details);
    this.effect = details.effect ?? "none";
    this.said = details.said;
  }
}

/** The LLM did not answer, or not usably. */
export class LlmError extends ReputationError {
  /** Tokens of an answer that cannot be used: they are paid for. */
  readonly spent: { inputTokens: number; cachedTokens?: number; outputTokens: number } | undefined;

  constructor(message: string, details: ErrorDetails & { spent?: LlmError["spent"] } = {}) {
    super(message, "llm.failed", details);
    this.spent = details.spent;
  }
}

/** A fault of this program or of the machine under it. */
export class InternalError extends ReputationError {
  constructor(message: string, details?: ErrorDetails) {
    super(message, "internal", details);
  }
}

/** The message of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The chain of messages, outermost first: `poll failed: fetch failed: connect ECONNREFUSED`. */
export function causeChain(error: unknown): string {
  const parts: string[] = [];
  for (
    let e: unknown = error;
    e !== undefined && e !== null && parts.length < 8;
    e = e instanceof Error ? e.cause : null
  ) {
    const text = messageOf(e);
    if (text && !parts.some((part) => part.includes(text))) parts.push(text);
  }
  return parts.join(": ");
}
