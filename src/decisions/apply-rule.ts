import type { Decision } from "../domain/policy.ts";
import { insertAudit } from "../store/tables/audit.ts";
import type { Tx } from "../store/db.ts";
import { possiblySentTexts } from "../store/tables/publish-attempts.ts";
import { textsOf } from "../texts/texts.ts";
import { approve } from "./approve.ts";
import { escalate } from "./escalate.ts";
import type { Parts } from "./parts.ts";
import { skip } from "./skip.ts";

/** What replaces an approval by rule when an answer was sent before. */
const LEFT_TO_PERSON: Pick<Decision, "action" | "why"> = { action: "review", why: (texts) => texts.stands };

/** Carries out what the approval rules have decided on an item that has just been drafted. */
export function applyRule(tx: Tx, parts: Parts, id: number, decision: Decision): void {
  const actor = `rule:${decision.rule ?? "default"}`;
  // An answer that buyers can already read, or perhaps can, is changed only by a person, because Wildberries allows
  // only one change.
  const stands = decision.action === "approve" && possiblySentTexts(tx, id).length > 0;
  const { action, why } = stands ? LEFT_TO_PERSON : decision;
  if (action === "skip") skip(tx, parts, id, actor, "rule");
  else if (action === "escalate") escalate(tx, parts, id, actor);
  else if (action === "approve") approve(tx, parts, id, actor);
  else {
    const after = { why: why(textsOf(parts.config.locale).policy) };
    insertAudit(tx, { actor, action: "wait", itemId: id, after }, parts.clock.now());
  }
}
