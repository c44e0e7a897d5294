/** Remembers the answers that people gave, so that drafts can be written after them. */
import { RefusedDecision } from "../domain/refused-decision.ts";
import { buyerText } from "../domain/item.ts";
import { insertAudit } from "../store/tables/audit.ts";
import type { Tx } from "../store/db.ts";
import { requireItem } from "../store/tables/items.ts";
import {
  dropPastAnswer,
  pastAnswerById,
  saveLearned,
  savePastAnswer,
  type NewPastAnswer,
} from "../store/tables/past-answers.ts";
import { responseOf, type Response } from "../store/tables/responses.ts";
import type { Parts } from "./parts.ts";

/** An answer has gone out: on a person's word it is a pattern for others, on a rule's alone it is none. */
export function rememberAnswer(tx: Tx, id: number, text: string, now: number): void {
  const item = requireItem(tx, id);
  const response = responseOf(tx, id);
  if (!item.brand_known || !response || !isPersonal(response.approved_by)) return;
  const { account, platform, item_type, external_id, brand_id, sku, product_name, client_name, rating } = item;
  savePastAnswer(tx, {
    account,
    platform,
    item_type,
    external_id,
    brand_id,
    sku,
    product_name,
    client_name,
    rating,
    source: "here",
    buyer_text: buyerText(item),
    answer: text,
    category: item.ai_analysis?.category ?? null,
    weight: weightOf(response),
    reviewed_at: item.created_at,
    answered_at: now,
    answered_by: response.approved_by,
    learned_at: now,
  });
}

function isPersonal(actor: string | null): boolean {
  return actor !== null && /^(?:person|token):/.test(actor);
}

/** What a person has changed in a draft tells most of how the brand wants to sound. */
function weightOf({ final_text, draft_text, model }: Response): 1 | 2 | 3 {
  if (final_text !== null && final_text !== draft_text) return 3;
  return isPersonal(model) ? 2 : 1;
}

/**
 * Lets an answer be nobody's pattern any more; it stays where it was published.
 * @throws RefusedDecision `example.unknown`
 */
export function dropExample(tx: Tx, { clock }: Pick<Parts, "clock">, id: number, actor: string): { changed: boolean } {
  const past = pastAnswerById(tx, id);
  if (!past) {
    throw new RefusedDecision(`there is no past answer ${id}`, {
      code: "example.unknown",
      say: ({ decisions }) => decisions["example.unknown"],
    });
  }
  const now = clock.now();
  const changed = dropPastAnswer(tx, id, actor, now);
  const before = { brand: past.brand_id, answer: past.answer };
  if (changed) insertAudit(tx, { actor, action: "example_drop", itemId: null, before }, now);
  return { changed };
}

/**
 * Keeps answers that were given elsewhere. They make no item: nothing waits for them, and nothing is sent.
 * @returns how many are new
 */
export function learnAnswers(tx: Tx, answers: readonly NewPastAnswer[]): number {
  return answers.filter((answer) => saveLearned(tx, answer)).length;
}
