/** Somebody has looked at what could not be read. */
import { insertAudit } from "../store/tables/audit.ts";
import type { Tx } from "../store/db.ts";
import { markLookedAt } from "../store/tables/quarantine.ts";
import type { Parts } from "./parts.ts";

/** @returns how many nobody had looked at before */
export function seeQuarantined(
  tx: Tx,
  { clock }: Pick<Parts, "clock">,
  account: string | undefined,
  actor: string,
): number {
  const now = clock.now();
  const count = markLookedAt(tx, account, now);
  const after = { account: account ?? null, count };
  if (count > 0) insertAudit(tx, { actor, action: "quarantine_seen", itemId: null, after }, now);
  return count;
}
