import { can } from "../domain/item.ts";
import type { Failure } from "../domain/job.ts";
import { insertAudit } from "../store/audit.ts";
import type { Tx } from "../store/db.ts";
import { itemById, moveItem } from "../store/items.ts";
import type { Deps } from "./deps.ts";

/** A machine's step on an item has failed for good: the item shows it, and a person can retry it. */
export function failItem(tx: Tx, { clock }: Pick<Deps, "clock">, itemId: number, failure: Failure, kind: string): void {
  const item = itemById(tx, itemId);
  if (!item || !can(item.status, "fail")) return;
  const now = clock.now();
  moveItem(tx, itemId, "fail", now, { error_message: failure.message });
  insertAudit(
    tx,
    { actor: `task:${kind}`, action: "fail", itemId, after: { code: failure.code, error: failure.message } },
    now,
  );
}
