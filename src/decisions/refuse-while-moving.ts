import { RefusedDecision } from "../domain/refused-decision.ts";
import type { Reader } from "../store/db.ts";
import { isItemFrozen } from "../store/tables/account-moves.ts";

/** What is decided while an item is copied into another database would be lost. @throws RefusedDecision `account.moving` */
export function refuseWhileMoving(reader: Reader, id: number): void {
  if (!isItemFrozen(reader, id)) return;
  throw new RefusedDecision(`item ${id} is being moved to another cell with its account`, {
    code: "account.moving",
    say: ({ decisions }) => decisions["account.moving"],
    hint: "Try again in a few minutes. If `reputation cells move` was interrupted, run it again.",
  });
}
