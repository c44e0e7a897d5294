import type { RemoteAnswer } from "../marketplaces/marketplace.ts";
import { insertAudit } from "../store/tables/audit.ts";
import type { Tx } from "../store/db.ts";
import { moveItem } from "../store/tables/items.ts";
import { markDraft, saveModeration } from "../store/tables/responses.ts";
import { textsOf } from "../texts/texts.ts";
import type { Parts } from "./parts.ts";

/** Stores the moderation's result for a published answer; an answer that was taken down comes back to a person. */
export function learnOfModeration(
  tx: Tx,
  parts: Pick<Parts, "clock" | "config">,
  id: number,
  { moderation }: Pick<RemoteAnswer, "moderation">,
): void {
  if (moderation === "pending") return;
  saveModeration(tx, id, moderation, parts.clock.now());
  if (moderation === "rejected") takeDown(tx, parts, id);
}

function takeDown(tx: Tx, { clock, config }: Pick<Parts, "clock" | "config">, id: number): void {
  const now = clock.now();
  const error = textsOf(config.locale).moderation.takenDown;
  moveItem(tx, id, "reject", now, { error_message: error, published_at: null });
  markDraft(tx, id, now, error);
  insertAudit(tx, { actor: "marketplace", action: "reject", itemId: id, after: { error } }, now);
}
