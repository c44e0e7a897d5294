/** Lanes that a person stops and lets go on. */
import { insertAudit } from "../store/tables/audit.ts";
import type { Tx } from "../store/db.ts";
import { pauseLane, resumeLane, type Pausable } from "../store/tables/pauses.ts";
import type { Parts } from "./parts.ts";

/** Stops a lane at once: what is due there waits. False when it was stopped already. */
export function pause(tx: Tx, { clock }: Pick<Parts, "clock">, lane: Pausable, actor: string): boolean {
  const now = clock.now();
  const changed = pauseLane(tx, lane, { since: now, by: actor });
  if (changed) insertAudit(tx, { actor, action: "pause", itemId: null, after: { lane } }, now);
  return changed;
}

/** Lets a lane go on. False when it was not stopped. */
export function resume(tx: Tx, { clock }: Pick<Parts, "clock">, lane: Pausable, actor: string): boolean {
  const changed = resumeLane(tx, lane);
  if (changed) insertAudit(tx, { actor, action: "resume", itemId: null, after: { lane } }, clock.now());
  return changed;
}
