/** What a press does to an item, wherever the button was shown. */
import type { AlertKind } from "../../domain/alert/event.ts";
import type { Deed } from "../../domain/alert/deed.ts";
import { approve } from "../../decisions/approve.ts";
import { edit } from "../../decisions/edit.ts";
import { escalate } from "../../decisions/escalate.ts";
import { regenerate } from "../../decisions/regenerate.ts";
import { skip } from "../../decisions/skip.ts";
import { undo } from "../../decisions/undo.ts";
import { mayApproveUnseen } from "../../desk/card.ts";
import { cleanAnswer } from "../../domain/wording/safe-text.ts";
import type { Tx } from "../../store/db.ts";
import type { Item } from "../../store/tables/items.ts";
import { answerText, responseOf, textOfVersion } from "../../store/tables/responses.ts";
import { textsOf } from "../../texts/texts.ts";
import type { AlertDeps } from "./alert-deps.ts";

/** Who decides, on what. */
export interface Hand {
  actor: string;
  item: Item;
  /** The event that the card tells of. */
  told: AlertKind | undefined;
  /** The version of the answer on the card. */
  version: number;
}

/** What was done; `shows` null: nothing. */
export interface Carried {
  say: string;
  shows: string | null;
}

/** @throws RefusedDecision when the item's state, or the length of the text, does not allow it */
export function carryOut(
  tx: Tx,
  deps: Pick<AlertDeps, "clock" | "config" | "enqueue">,
  { actor, item, told, version }: Hand,
  deed: Deed,
): Carried {
  const words = textsOf(deps.config.locale).cards.toasts;
  const response = responseOf(tx, item.id);
  switch (deed.do) {
    case "approve": {
      if (!mayApproveUnseen(item, response, told)) return { say: words.page, shows: null };
      const { sendAt } = approve(tx, deps, item.id, actor, response?.version);
      const left = Math.ceil(((sendAt ?? 0) - deps.clock.now()) / 1000);
      return { say: left > 0 ? words.approved(left) : words.sending, shows: "" };
    }
    case "undo":
      undo(tx, deps, item.id, actor);
      return { say: words.undone, shows: "" };
    case "again":
      regenerate(tx, deps, item.id, { instructions: deed.wish }, actor);
      return { say: words.writing, shows: "writing" };
    case "skip":
      skip(tx, deps, item.id, actor, "person", { reason: deed.reason, version: response?.version });
      return { say: words.skipped, shows: "" };
    case "pass":
      escalate(tx, deps, item.id, actor, { to: deed.to, reason: deed.reason, version: response?.version });
      return { say: words.passed, shows: "" };
    case "keep": {
      const text = response && textOfVersion(response, deed.version);
      if (text === undefined) return { say: words.unknown, shows: null };
      edit(tx, deps, item.id, { text, version }, actor);
      return { say: words.kept, shows: "kept" };
    }
    case "edit":
      edit(tx, deps, item.id, { text: deed.text, version }, actor);
      return { say: "", shows: "replaced" };
  }
}

/** Whether the text stands there already: the messenger tells of it a second time after a crash. */
export function standsThere(tx: Tx, id: number, text: string): boolean {
  const response = responseOf(tx, id);
  return response !== undefined && answerText(response) === cleanAnswer(text);
}
