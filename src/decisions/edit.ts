import { isAnswerOpen, isBeingDrafted, type ItemStatus } from "../domain/item.ts";
import { cleanAnswer } from "../domain/wording/safe-text.ts";
import { RefusedDecision } from "../domain/refused-decision.ts";
import { insertAudit } from "../store/tables/audit.ts";
import type { Tx } from "../store/db.ts";
import { moveItem, requireItem, type Item } from "../store/tables/items.ts";
import { cancelJobs } from "../store/tables/jobs.ts";
import {
  answerText,
  responseOf,
  saveDraft,
  saveEdit,
  textOfVersion,
  type StoredProblem,
} from "../store/tables/responses.ts";
import { checkLength, checkVersion, editProblems } from "./answer-checks.ts";
import type { Decided, Parts } from "./parts.ts";
import { dropRedraft } from "./redraft.ts";
import { answerOf, requireAnswer } from "./require-answer.ts";

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
 * Replaces the answer by a person's text; where there is none yet, that text is the first one, and the program drafts no
 * other. The item waits for approval.
 * @throws RefusedDecision when the state, the present text or the new text's length does not allow it
 */
export function edit(tx: Tx, parts: Parts, id: number, written: Written, actor: string): Edited {
  const text = cleanAnswer(written.text);
  const item = requireItem(tx, id);
  if (isWithoutAnswer(tx, item)) return write(tx, parts, item, { ...written, text }, actor);
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

/** An answer to words that the buyer has changed since is none. */
function isWithoutAnswer(tx: Tx, item: Item): boolean {
  return isBeingDrafted(item.status) || (item.status === "error" && answerOf(tx, item) === undefined);
}

/** The first answer to the buyer's words, without a draft. */
function write(tx: Tx, parts: Parts, item: Item, { text, version: seen }: Written, actor: string): Edited {
  const { id } = item;
  const before = responseOf(tx, id);
  // Who saw no answer started from version 0.
  if (before !== undefined || seen !== 0) checkVersion(before, id, seen);
  checkLength(item, text);
  const now = parts.clock.now();
  const problems = editProblems(tx, item, text, parts.config);
  saveDraft(tx, id, { text, problems, model: actor, promptHash: "", written: { by: actor } }, now);
  cancelJobs(tx, { itemId: id, kinds: ["analyze_item", "generate_response"] }, now);
  dropRedraft(tx, id, now);
  const status = moveItem(tx, id, "write", now);
  insertAudit(tx, { actor, action: "edit", itemId: id, after: { text } }, now);
  return { id, status, changed: true, problems, version: (before?.version ?? 0) + 1 };
}

function notEditable(id: number, status: ItemStatus): RefusedDecision {
  return new RefusedDecision(`item ${id} is "${status}": its answer cannot be edited`, {
    code: "item.not_editable",
    say: ({ decisions, items }) => decisions["item.not_editable"](items[status]),
    hint: status === "approved" ? `Take the approval back first: reputation undo ${id}` : `See: reputation show ${id}`,
  });
}
