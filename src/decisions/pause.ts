/** Pausing and resuming lanes. */
import { insertAudit } from "../store/tables/audit.ts";
import type { Tx } from "../store/db.ts";
import { pauseLane, resumeLane, type Pausable } from "../store/tables/pauses.ts";
import type { Parts } from "./parts.ts";

/** Pauses a lane at once; its due jobs wait. False when it was paused already. */
export function pause(tx: Tx, { clock }: Pick<Parts, "clock">, lane: Pausable, actor: string): boolean {
  const now = clock.now();
  const changed = pauseLane(tx, lane, { since: now, by: actor });
  if (changed) insertAudit(tx, { actor, action: "pause", itemId: null, after: { lane } }, now);
  return changed;
}

/** Resumes a lane. False when it was not paused. */
export function resume(tx: Tx, { clock }: Pick<Parts, "clock">, lane: Pausable, actor: string): boolean {
  const changed = resumeLane(tx, lane);
  if (changed) insertAudit(tx, { actor, action: "resume", itemId: null, after: { lane } }, clock.now());
  return changed;
}
