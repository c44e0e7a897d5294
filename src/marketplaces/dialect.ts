import type { ReplyHeaders } from "../net/waits.ts";

/** A stable code for why a marketplace refuses an account. The remedies differ, so they are kept apart. */
type DenialCode =
  /** The key is wrong, expired or revoked. */
  | "auth.key"
  /** The key lacks a category, role or scope. */
  | "auth.role"
  /** The cabinet lacks a paid subscription. */
  | "auth.plan"
  /** The key may be used from certain addresses only. */
  | "auth.ip"
  /** The seller has to accept an offer or rules in the cabinet first. */
  | "auth.offer"
  /** The key belongs to another cabinet than the configured one. */
  | "auth.business";

/** What a refusal means, and what a seller can do about it. */
export interface Denial {
  code: DenialCode;
  hint: string;
}

/** How one marketplace says no. */
export interface Dialect {
  /** As messages call it: `Wildberries`. */
  name: string;
  /** The error a parsed body tells, in the marketplace's words; null when the body has none of its error shapes. */
  errorText(body: unknown): string | null;
  /** What a refusal with this status and text means for the account; null when it is not about credentials. */
  denial(status: number, text: string): Denial | null;
  /** Whether a 404 with this body is about the thing asked for, and not about the address. */
  isMissing(body: unknown): boolean;
  /** How long a request that was one too many has to wait, milliseconds; null when the reply does not tell. */
  waitMs(headers: ReplyHeaders, text: string, now: number): number | null;
  /** How many requests the allowance still has, as this reply says; null when it does not tell. */
  remaining(headers: ReplyHeaders): number | null;
  /** How long to send nothing more because this reply says that the allowance is used up, milliseconds; else null. */
  restMs(headers: ReplyHeaders, now: number): number | null;
  /** Whether each method has an allowance of its own. */
  limitsPerMethod?: true;
  /** Words of a refusal that say that an answer stands there already. */
  alreadyAnswered: RegExp;
  /** Words of a refusal that only say that the method is switched off for some minutes. */
  paused?: RegExp;
}

/** A header's whole number; null when it holds something else. */
export function numberOf(value: string | null): number | null {
  return value !== null && /^\d+$/.test(value.trim()) ? Number(value) : null;
}
