/** Pausing and resuming lanes. */
import { insertAudit } from "../store/tables/audit.ts";
import type { Tx } from "../store/db.ts";
import { pauseLanes, resumeLanes, type Pausable } from "../store/tables/pauses.ts";
import type { Parts } from "./parts.ts";

/** Pauses lanes at once; their due jobs wait. False when they were paused already. */
export function pause(tx: Tx, { clock }: Pick<Parts, "clock">, lane: Pausable, actor: string): boolean {
  const now = clock.now();
  const changed = pauseLanes(tx, lane, { since: now, by: actor });
  if (changed) insertAudit(tx, { actor, action: "pause", itemId: null, after: { lane } }, now);
  return changed;
}

/** Resumes lanes. False when none of them was paused. */
export function resume(tx: Tx, { clock }: Pick<Parts, "clock">, lane: Pausable, actor: string): boolean {
  const changed = resumeLanes(tx, lane);
  if (changed) insertAudit(tx, { actor, action: "resume", itemId: null, after: { lane } }, clock.now());
  return changed;
}
