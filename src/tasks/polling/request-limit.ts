/** A poll that has to wait for its account's request limit frees its slot and comes back. */
import { DAY_MS, type Clock } from "../../base/clock.ts";
import { MarketplaceError } from "../../base/errors.ts";
import { snooze, type Apply, type Outcome } from "../../queue/task.ts";
import { usedLimit } from "../../store/tables/limits.ts";
import type { Deps } from "../deps.ts";

/** Shorter waits are over before another poll would have begun. */
const MOMENT_MS = 2000;

/** Before the first request: whether the marketplace has told this account to wait, with all kinds of requests. */
export function waitForLimit({ db, clock }: Pick<Deps, "db" | "clock">, account: string): Outcome | undefined {
  const until = usedLimit(db, account).holds[""] ?? 0;
  const wait = until - clock.now();
  // A longer wait than is ever asked for means that the clock was set back.
  if (wait <= MOMENT_MS || wait > DAY_MS) return undefined;
  return snooze(until, "the marketplace accepts no more requests of this account yet; waiting spends no attempt");
}

/**
 * After a request: the limit is no fault of the marketplace or of the account, so it counts as no failed poll.
 * @returns undefined for any other error
 */
export function limitOutcome(error: unknown, clock: Clock, apply: Apply): Outcome | undefined {
  if (!(error instanceof MarketplaceError) || error.code !== "marketplace.rate_limited") return undefined;
  return snooze(clock.now() + (error.retryAfterMs ?? MOMENT_MS), error.message, apply);
}
