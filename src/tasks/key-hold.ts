/**
 * A key that a marketplace refuses holds its account: polls and sends wait without spending attempts, one request now and
 * then finds out whether the key works again, and another key lifts the hold at once.
 */
import { accountById } from "../config/accounts.ts";
import { isToCome } from "../base/clock.ts";
import { AuthError } from "../base/errors.ts";
import { keyFingerprint } from "../config/fingerprint.ts";
import { tell, type AlertParts } from "../decisions/alerts.ts";
import { heldPart, isHeldBy, KEY_PROBE_MS, type KeyUse } from "../domain/key-hold.ts";
import { failureOf } from "../queue/attempt.ts";
import type { Reader, Tx } from "../store/db.ts";
import { hurryAccount } from "../store/tables/job-changes.ts";
import { dropKeyHold, keyHoldsOf, listKeyHolds, saveKeyHold, type KeyHold } from "../store/tables/key-holds.ts";
import type { Deps } from "./deps.ts";

const RETRY_MS = 1000;

type Parts = Pick<Deps, "clock" | "config">;

/** What keeps this work waiting, or undefined when it may go on, be it as the probe. Changes nothing but a lifted hold. */
export function keyWait(tx: Tx, parts: Parts, use: KeyUse): KeyHold | undefined {
  liftReplaced(tx, parts, use.account);
  const now = parts.clock.now();
  return holdsOn(tx, use).find(({ probe_at }) => isToCome(probe_at, now, KEY_PROBE_MS));
}

/** The work goes on; while a hold stands it is the one that finds out, and the others wait for what it learns. */
export function takeKeyProbe(tx: Tx, { clock }: Parts, use: KeyUse): void {
  for (const hold of holdsOn(tx, use)) saveKeyHold(tx, { ...hold, probe_at: clock.now() + KEY_PROBE_MS });
}

/**
 * Notes that the marketplace refused the key.
 * @returns the error to throw, which spends no attempt; undefined when the error says nothing about the key
 */
export function noteKeyRefused(tx: Tx, parts: Parts & AlertParts, use: KeyUse, error: unknown): AuthError | undefined {
  const only = error instanceof AuthError ? heldPart(error.code, use) : undefined;
  if (!(error instanceof AuthError) || only === undefined) return undefined;
  const now = parts.clock.now();
  const { key } = use;
  const { code, message } = failureOf(error);
  // The key was replaced while its last request was on its way: the new one is tried now.
  if (key !== fingerprintOf(parts, use.account)) return spendsNothing(message, code, RETRY_MS, error);
  const known = keyHoldsOf(tx, use.account).find((hold) => isSame(hold.only, only) && hold.key === key);
  const probe_at = now + KEY_PROBE_MS;
  saveKeyHold(tx, { account: use.account, only, since: known?.since ?? now, code, message, key, probe_at });
  if (!known) tell(tx, parts, { kind: "key_refused", account: use.account, at: now });
  return spendsNothing(message, code, KEY_PROBE_MS, error);
}

function spendsNothing(message: string, code: string, retryAfterMs: number, cause: unknown): AuthError {
  return new AuthError(message, { code, retryable: true, retryAfterMs, cause });
}

/** The key has worked for this, so what waited for it goes on. */
export function noteKeyWorks(tx: Tx, { clock }: Parts, use: KeyUse): void {
  const holds = holdsOn(tx, use);
  for (const hold of holds) dropKeyHold(tx, hold);
  if (holds.length > 0) hurryAccount(tx, use.account, clock.now());
}

/** Lifts the holds of keys that were replaced, and lets one request of each of the others find out now. */
export function lookAtHeldKeys(tx: Tx, parts: Parts): void {
  const now = parts.clock.now();
  for (const account of new Set(listKeyHolds(tx).map((hold) => hold.account))) {
    liftReplaced(tx, parts, account);
    for (const hold of keyHoldsOf(tx, account)) saveKeyHold(tx, { ...hold, probe_at: now });
    hurryAccount(tx, account, now);
  }
}

function holdsOn(reader: Reader, use: KeyUse): KeyHold[] {
  return keyHoldsOf(reader, use.account).filter(({ only }) => isHeldBy(use, only));
}

function liftReplaced(tx: Tx, parts: Parts, account: string): void {
  const replaced = keyHoldsOf(tx, account).filter(({ key }) => key !== fingerprintOf(parts, account));
  for (const hold of replaced) dropKeyHold(tx, hold);
  if (replaced.length > 0) hurryAccount(tx, account, parts.clock.now());
}

/** The fingerprint of the key that the account has now; empty for an account that is not in the configuration. */
export function fingerprintOf({ config }: Pick<Parts, "config">, account: string): string {
  const found = accountById(config.accounts, account);
  return found === undefined ? "" : keyFingerprint(found);
}

function isSame(a: KeyHold["only"], b: KeyHold["only"]): boolean {
  return a?.itemType === b?.itemType && a?.work === b?.work;
}
