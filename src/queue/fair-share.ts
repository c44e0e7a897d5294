/**
 * Nobody starves: of the jobs that a lane takes, one in every so many is, whatever its class, the one that has been due
 * longest among the first of each tier, if it has been due for some time. What comes in is due later than what waits, and
 * stands behind the older items of its tier: so each job has its turn after those that came before it, at the latest.
 */
import { tierFloor } from "../domain/job-priority.ts";
import type { Tx } from "../store/db.ts";
import { claimById, claimReady, firstBelow, type Claim, type ClaimedJob } from "../store/tables/jobs.ts";

/** One of this many jobs. */
export const SHARE = 16;
/** How long a job has been due before it may take the turn of a more urgent one. */
export const PATIENCE_MS = 15 * 60_000;

export interface FairShare {
  /** Takes up to `slots` ready jobs of a lane, most urgent first, save those whose turn it is. */
  claim(tx: Tx, lane: string, slots: number, claim: Claim): ClaimedJob[];
}

export function createFairShare(): FairShare {
  /** How many jobs each lane has taken since the last turn. */
  const taken = new Map<string, number>();
  return {
    claim(tx, lane, slots, claim) {
      const before = taken.get(lane) ?? 0;
      const isTurn = before >= SHARE - 1;
      const patient = isTurn ? claimLongestDue(tx, lane, claim) : [];
      const urgent = slots > patient.length ? claimReady(tx, lane, slots - patient.length, claim) : [];
      taken.set(lane, (isTurn ? 0 : before) + urgent.length);
      return [...patient, ...urgent];
    },
  };
}

/** Takes the job that has been due longest among the first of each tier, if it has been due long enough. */
function claimLongestDue(tx: Tx, lane: string, claim: Claim): ClaimedJob[] {
  let longest: { id: number; run_at: number } | undefined;
  let next = firstBelow(tx, lane, Number.MAX_SAFE_INTEGER);
  while (next) {
    if (!longest || next.run_at < longest.run_at) longest = next;
    next = firstBelow(tx, lane, tierFloor(next.priority));
  }
  if (!longest || longest.run_at > claim.now - PATIENCE_MS) return [];
  const job = claimById(tx, longest.id, claim);
  return job ? [job] : [];
}
