import { insertAudit } from "../store/tables/audit.ts";
import type { Tx } from "../store/db.ts";
import { moveItem } from "../store/tables/items.ts";
import { resolveAttempts } from "../store/tables/publish-attempts.ts";
import { markPublished, type Published } from "../store/tables/responses.ts";
import { rememberAnswer } from "./past-answers.ts";
import type { Parts } from "./parts.ts";

/** The answer that the marketplace has accepted or shows. */
interface Standing extends Published {
  text: string;
  /** Whether it was seen there; otherwise the marketplace has only said that it accepts it. */
  seen: boolean;
}

/** Our answer was accepted, or a send with an unknown outcome was found at the marketplace. */
export function published(
  tx: Tx,
  { clock }: Pick<Parts, "clock">,
  id: number,
  { text, seen, ...remote }: Standing,
): void {
  const now = clock.now();
  resolveAttempts(tx, id, "found", now);
  moveItem(tx, id, "published", now, { published_at: now, seen_at: seen ? now : null });
  markPublished(tx, id, remote, now);
  rememberAnswer(tx, id, text, now);
  const after = { text, ...remote };
  insertAudit(tx, { actor: "task:send_response", action: "published", itemId: id, after }, now);
}
