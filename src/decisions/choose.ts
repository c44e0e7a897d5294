import { isAnswerOpen } from "../domain/item.ts";
import { RefusedDecision } from "../domain/refused-decision.ts";
import type { Tx } from "../store/db.ts";
import { insertAudit } from "../store/tables/audit.ts";
import { requireItem } from "../store/tables/items.ts";
import { answerText, saveDraft, type StoredProblem } from "../store/tables/responses.ts";
import { moveVariants, variantsOf } from "../store/tables/variants.ts";
import { checkVersion } from "./answer-checks.ts";
import type { Decided, Parts } from "./parts.ts";
import { dropRedraft } from "./redraft.ts";
import { requireAnswer } from "./require-answer.ts";

export interface Chosen extends Decided {
  problems: StoredProblem[];
  /** The version of the answer after it. */
  version: number;
}

/** Which of the drafts, and the version of the answer that was on the page. */
interface Choice {
  place: number;
  version: number;
}

/**
 * Puts one of the drafts to choose from in the answer's place, as its next version, with the draft's own remarks. The item
 * goes on waiting for approval.
 * @throws RefusedDecision when the state does not allow it, or the answer is another by now
 */
export function choose(
  tx: Tx,
  { clock }: Pick<Parts, "clock">,
  id: number,
  { place, version: seen }: Choice,
  actor: string,
): Chosen {
  const item = requireItem(tx, id);
  const response = requireAnswer(tx, item);
  checkVersion(response, id, seen);
  const chosen = variantsOf(tx, id, response.version).find((variant) => variant.place === place);
  if (!isAnswerOpen(item.status) || !chosen) {
    throw new RefusedDecision(`item ${id} has no draft ${place} to choose`, {
      code: "answer.no_variant",
      say: ({ decisions }) => decisions["answer.no_variant"],
    });
  }
  const now = clock.now();
  const { text, problems } = chosen;
  const version = response.version + 1;
  saveDraft(tx, id, { ...chosen, chosen: { by: actor } }, now);
  moveVariants(tx, id, place, version);
  dropRedraft(tx, id, now);
  insertAudit(
    tx,
    { actor, action: "edit", itemId: id, before: { text: answerText(response) }, after: { text, variant: place } },
    now,
  );
  return { id, status: item.status, changed: true, problems, version };
}
