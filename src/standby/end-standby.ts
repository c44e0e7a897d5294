import type { Clock } from "../base/clock.ts";
import type { Db } from "../store/db.ts";
import { insertAudit } from "../store/tables/audit.ts";
import { deleteStanding, noteFenceHold, type Standing } from "../store/tables/standing.ts";

/** Ends the standby of a database on a person's word: it belongs to no epoch any more, and is fenced by none. */
export async function endStandby(db: Db, { place, epoch }: Standing, clock: Clock, actor: string): Promise<void> {
  await db.write((tx) => {
    deleteStanding(tx);
    noteFenceHold(tx, undefined);
    insertAudit(tx, { actor, action: "standby_end", itemId: null, after: { place, epoch } }, clock.now());
  });
}
