/**
 * Sign-ins are limited per name and per address, with a growing wait and never for good. A name is counted for each
 * address alone, so that nobody can shut somebody else out.
 */
import { MINUTE_MS } from "../base/clock.ts";
import { hashOf } from "../base/secret.ts";
import { networkOf } from "../domain/network-address.ts";
import type { Tx } from "../store/db.ts";
import { deleteTries, saveTries, triesOf, type Tries } from "../store/tables/sign-in-tries.ts";

/** Whose sign-in is tried, and from where. */
export interface Try {
  login: string;
  address: string;
}

const FREE_PER_NAME = 5;
const FREE_PER_ADDRESS = 20;
const FIRST_WAIT_MS = MINUTE_MS;
const LONGEST_WAIT_MS = 15 * MINUTE_MS;
/** Without another try for so long, the earlier ones are forgotten. */
const FORGET_MS = 15 * MINUTE_MS;

/**
 * Counts a try before its password is looked at, so that many at once are not one.
 * @returns how long to wait before the next, ms; 0 when this one was counted and may go on
 */
export function countTry(tx: Tx, attempt: Try, now: number): number {
  deleteTries(tx, { before: now - FORGET_MS });
  const limits = limitsOf(attempt).map((limit) => ({ ...limit, known: triesOf(tx, limit.key) }));
  const wait = Math.max(...limits.map(({ known, free }) => (known ? waitOf(known, free, now) : 0)));
  if (wait > 0) return wait;
  for (const { key, known } of limits) saveTries(tx, key, { tries: (known?.tries ?? 0) + 1, last_at: now });
  return 0;
}

/** The password was right: the name's tries are forgotten, and the address gets this one back. */
export function forgetTry(tx: Tx, attempt: Try): void {
  const [name, address] = limitsOf(attempt);
  deleteTries(tx, { key: name.key });
  const known = triesOf(tx, address.key);
  if (known) saveTries(tx, address.key, { ...known, tries: Math.max(0, known.tries - 1) });
}

interface Limit {
  key: string;
  /** The tries without a wait. */
  free: number;
}

/** The keys are hashes: people type passwords into the field for the name. */
function limitsOf({ login, address }: Try): [Limit, Limit] {
  const network = networkOf(address);
  return [
    { key: hashOf(`name ${network} ${login}`), free: FREE_PER_NAME },
    { key: hashOf(`address ${network}`), free: FREE_PER_ADDRESS },
  ];
}

function waitOf({ tries, last_at }: Tries, free: number, now: number): number {
  if (tries < free) return 0;
  const wait = Math.min(FIRST_WAIT_MS * 2 ** (tries - free), LONGEST_WAIT_MS);
  // The clock may have been set back.
  return Math.max(0, Math.min(last_at, now) + wait - now);
}
