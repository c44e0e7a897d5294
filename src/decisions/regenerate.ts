import { isAnswerOpen, type ItemStatus } from "../domain/item.ts";
import { jobKey } from "../domain/job.ts";
import { RefusedDecision } from "../domain/refused-decision.ts";
import { MAX_REGENERATIONS } from "../domain/response.ts";
import { insertAudit } from "../store/tables/audit.ts";
import type { Tx } from "../store/db.ts";
import { requireItem } from "../store/tables/items.ts";
import type { Decided, Parts } from "./parts.ts";
import { requireAnswer } from "./require-answer.ts";

export interface Regenerated extends Decided {
  /** The job that writes the draft. */
  jobId: number;
}

/** What a person asks for. */
export interface Redraft {
  /** Empty for no wish, with several drafts only. */
  instructions: string;
  /** How many drafts to choose from; without it one draft takes the answer's place. */
  variants?: number | undefined;
}

/**
 * Requests another draft, at most five times per item. The item goes on waiting.
 * @throws RefusedDecision when the state does not allow it, or the limit is reached
 */
export function regenerate(
  tx: Tx,
  { clock, enqueue }: Pick<Parts, "clock" | "enqueue">,
  id: number,
  { instructions, variants }: Redraft,
  actor: string,
): Regenerated {
  const item = requireItem(tx, id);
  const response = requireAnswer(tx, item);
  if (!isAnswerOpen(item.status)) throw notEditable(id, item.status);
  if (response.regenerate_count >= MAX_REGENERATIONS) throw limitReached(id);
  const args = { item_id: id, instructions, by: actor, variants };
  const job = enqueue(tx, "regenerate_response", args, { key: jobKey("regenerate_response", id), itemId: id });
  if (job.created)
    insertAudit(
      tx,
      { actor, action: "regenerate", itemId: id, after: { instructions, ...(variants && { variants }) } },
      clock.now(),
    );
  return { id, status: item.status, changed: job.created, jobId: job.id };
}

function notEditable(id: number, status: ItemStatus): RefusedDecision {
  return new RefusedDecision(`item ${id} is "${status}": it cannot be drafted again`, {
    code: "item.not_editable",
    say: ({ decisions, items }) => decisions["item.not_editable"](items[status]),
  });
}

function limitReached(id: number): RefusedDecision {
  return new RefusedDecision(`item ${id} has been drafted again ${MAX_REGENERATIONS} times, which is the limit`, {
    code: "item.regenerations",
    say: ({ decisions }) => decisions["item.regenerations"](MAX_REGENERATIONS),
    hint: `Write the answer yourself: reputation edit ${id}`,
  });
}
