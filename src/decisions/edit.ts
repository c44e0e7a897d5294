import { isAnswerOpen, type ItemStatus } from "../domain/item.ts";
import { RefusedDecision } from "../domain/refused-decision.ts";
import { insertAudit } from "../store/tables/audit.ts";
import type { Tx } from "../store/db.ts";
import { requireItem } from "../store/tables/items.ts";
import { answerText, saveEdit, textOfVersion, type StoredProblem } from "../store/tables/responses.ts";
import { checkLength, checkVersion, editProblems } from "./answer-checks.ts";
import type { Decided, Parts } from "./parts.ts";
import { dropRedraft } from "./redraft.ts";
import { requireAnswer } from "./require-answer.ts";

export interface Edited extends Decided {
  /** The problems that the checks found in the answer. They forbid nothing: a person decides. */
  problems: StoredProblem[];
  /** The version of the answer after it. */
  version: number;
}

interface Written {
  text: string;
  /** The version of the answer that the person started from; another one is not overwritten. */
  version?: number | undefined;
}

/**
 * Replaces the answer by a person's text. The item goes on waiting for approval.
 * @throws RefusedDecision when the state, the present text or the new text's length does not allow it
 */
export function edit(tx: Tx, parts: Parts, id: number, written: Written, actor: string): Edited {
  const text = written.text.trim();
  const item = requireItem(tx, id);
  const response = requireAnswer(tx, item);
  const before = answerText(response);
  if (!isAnswerOpen(item.status)) throw notEditable(id, item.status);
  const { version, problems: known } = response;
  const startedFrom = written.version === undefined ? undefined : textOfVersion(response, written.version);
  // A person who submits the text unchanged wants no change, even if the stored text has changed meanwhile.
  if (text === before || text === startedFrom?.trim())
    return { id, status: item.status, changed: false, problems: known, version };
  checkVersion(response, id, written.version);
  checkLength(item, text);
  const now = parts.clock.now();
  const problems = editProblems(tx, item, text, parts.config);
  saveEdit(tx, id, { text, problems, by: actor }, now);
  dropRedraft(tx, id, now);
  insertAudit(tx, { actor, action: "edit", itemId: id, before: { text: before }, after: { text } }, now);
  return { id, status: item.status, changed: true, problems, version: version + 1 };
}

function notEditable(id: number, status: ItemStatus): RefusedDecision {
  return new RefusedDecision(`item ${id} is "${status}": its answer cannot be edited`, {
    code: "item.not_editable",
    say: ({ decisions, items }) => decisions["item.not_editable"](items[status]),
    hint: status === "approved" ? `Take the approval back first: reputation undo ${id}` : `See: reputation show ${id}`,
  });
}
