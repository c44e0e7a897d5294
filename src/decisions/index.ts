/**
 * Every write that is made on a person's word, or on a rule's: state, answer, audit and job in one transaction each.
 * The command line, the screens and the web page only call this.
 */
import { checkLength, checkSeen, editProblems } from "./answer-checks.ts";
import type { Clock } from "../base/clock.ts";
import type { Config } from "../config/schema.ts";
import type { ItemStatus } from "../domain/item.ts";
import { jobKey, type JobArgs } from "../domain/job.ts";
import type { Decision } from "../domain/policy.ts";
import { RefusedDecision } from "../domain/refused-decision.ts";
import { MAX_REGENERATIONS } from "../domain/response.ts";
import type { Enqueue } from "../queue/enqueue.ts";
import { insertAudit } from "../store/tables/audit.ts";
import type { Db, Tx } from "../store/db.ts";
import { moveItem, requireItem, type Item } from "../store/tables/items.ts";
import { hurryJob } from "../store/tables/job-changes.ts";
import { cancelJobs } from "../store/tables/jobs.ts";
import { pauseLane, resumeLane, type Pausable } from "../store/tables/pauses.ts";
import { possiblySentTexts, resolveAttempts } from "../store/tables/publish-attempts.ts";
import {
  answerText,
  markApproved,
  markApprovedAgain,
  markDraft,
  responseOf,
  saveEdit,
  type Response,
  type StoredProblem,
} from "../store/tables/responses.ts";
import { textsOf } from "../texts/texts.ts";

/** What comes of an approval by rule when an answer was sent before. */
const LEFT_TO_PERSON: Pick<Decision, "action" | "why"> = { action: "review", why: (texts) => texts.stands };

/** What a decision did. `changed` is false when it was so already. */
export interface Decided {
  id: number;
  status: ItemStatus;
  changed: boolean;
}

export interface Approved extends Decided {
  /** When the answer will be sent, Unix ms; until then it can be undone. */
  sendAt: number | null;
}

export interface Edited extends Decided {
  /** What the checks find in the answer. They forbid nothing: a person decides. */
  problems: StoredProblem[];
}

/** All methods throw RefusedDecision when the item's state does not allow it; nothing is changed then. */
export interface Decisions {
  /** @param seen the text that the person has read: another one is not approved */
  approve(id: number, actor: string, seen?: string): Promise<Approved>;
  /**
   * Replaces the answer's text. The item keeps waiting for approval.
   * @param seen the text that the person began with: another one is not written over
   */
  edit(id: number, text: string, actor: string, seen?: string): Promise<Edited>;
  skip(id: number, actor: string): Promise<Decided>;
  escalate(id: number, actor: string): Promise<Decided>;
  /** Takes back the last approval, skip or escalation, as long as nothing was sent. */
  undo(id: number, actor: string): Promise<Decided>;
  /** Lets an item that failed start again. */
  retry(id: number, actor: string): Promise<Decided>;
  /** Asks for another draft. At most five times per item. */
  regenerate(id: number, instructions: string, actor: string): Promise<Decided & { jobId: number }>;
  /** Carries out what the approval rules decided, as a part of the caller's transaction. */
  applyDecision(tx: Tx, item: Item, decision: Decision): void;
  /** Stops a lane at once: what is due there waits. False when it was stopped already. */
  pause(lane: Pausable, actor: string): Promise<boolean>;
  /** Lets a lane go on. False when it was not stopped. */
  resume(lane: Pausable, actor: string): Promise<boolean>;
}

interface DecisionsOptions {
  db: Db;
  clock: Clock;
  config: Pick<Config, "approval" | "brands" | "locale">;
  enqueue: Enqueue<JobArgs>;
}

export function createDecisions({ db, clock, config, enqueue }: DecisionsOptions): Decisions {
  function approveIn(tx: Tx, id: number, actor: string, seen?: string): Approved {
    const item = requireItem(tx, id);
    if (item.status === "approved" || item.status === "publishing" || item.status === "published") {
      return { id, status: item.status, changed: false, sendAt: null };
    }
    const response = requireAnswer(tx, item);
    checkSeen(id, answerText(response), seen);
    checkLength(item, answerText(response));
    const now = clock.now();
    const status = moveItem(tx, id, "approve", now);
    markApproved(tx, id, actor, now);
    insertAudit(tx, { actor, action: "approve", itemId: id, after: { text: answerText(response) } }, now);
    const sendAt = now + config.approval.undo_window;
    enqueue(tx, "send_response", { item_id: id }, { key: jobKey("send_response", id), itemId: id, runAt: sendAt });
    return { id, status, changed: true, sendAt };
  }

  function skipIn(tx: Tx, id: number, actor: string, reason: "person" | "rule"): Decided {
    const item = requireItem(tx, id);
    if (item.status === "skipped") return { id, status: "skipped", changed: false };
    const now = clock.now();
    const status = moveItem(tx, id, "skip", now, { skip_reason: reason });
    cancelJobs(tx, { itemId: id }, now);
    resolveAttempts(tx, id, "person", now);
    if (item.status === "approved") markDraft(tx, id, now);
    insertAudit(tx, { actor, action: "skip", itemId: id, before: { status: item.status } }, now);
    return { id, status, changed: true };
  }

  function escalateIn(tx: Tx, id: number, actor: string): Decided {
    const item = requireItem(tx, id);
    if (item.status === "escalated") return { id, status: "escalated", changed: false };
    const now = clock.now();
    const status = moveItem(tx, id, "escalate", now);
    insertAudit(tx, { actor, action: "escalate", itemId: id, before: { status: item.status } }, now);
    return { id, status, changed: true };
  }

  function editIn(tx: Tx, id: number, text: string, actor: string, seen?: string): Edited {
    const item = requireItem(tx, id);
    const response = requireAnswer(tx, item);
    const before = answerText(response);
    if (item.status !== "pending_review" && item.status !== "escalated") {
      throw new RefusedDecision(`item ${id} is "${item.status}": its answer cannot be edited`, {
        code: "item.not_editable",
        say: ({ decisions, items }) => decisions["item.not_editable"](items[item.status]),
        hint:
          item.status === "approved"
            ? `Take the approval back first: reputation undo ${id}`
            : `See: reputation show ${id}`,
      });
    }
    // Who leaves the text as they found it wants no change, whatever it has become meanwhile.
    if (text === before || text === seen?.trim()) {
      return { id, status: item.status, changed: false, problems: response.problems };
    }
    checkSeen(id, before, seen);
    checkLength(item, text);
    const now = clock.now();
    const problems = editProblems(tx, item, text, config);
    saveEdit(tx, id, { text, problems, by: actor }, now);
    insertAudit(tx, { actor, action: "edit", itemId: id, before: { text: before }, after: { text } }, now);
    return { id, status: item.status, changed: true, problems };
  }

  function undoIn(tx: Tx, id: number, actor: string): Decided {
    const item = requireItem(tx, id);
    if (item.status === "pending_review") return { id, status: item.status, changed: false };
    if (item.status === "publishing" || item.status === "published") throw sent(item);
    const now = clock.now();
    // Skipped before there was a draft: undoing means starting again.
    const again = item.status === "skipped" && responseOf(tx, id) === undefined;
    const status = moveItem(tx, id, again ? "retry" : "undo", now);
    cancelJobs(tx, { itemId: id, kinds: ["send_response"] }, now);
    if (item.status === "approved") markDraft(tx, id, now);
    if (again) enqueueAnalysis(tx, id);
    insertAudit(tx, { actor, action: "undo", itemId: id, before: { status: item.status } }, now);
    return { id, status, changed: true };
  }

  function retryIn(tx: Tx, id: number, actor: string): Decided {
    const item = requireItem(tx, id);
    const now = clock.now();
    // The hourly retry would take it up; a person need not wait for that.
    if (item.status === "approved" && responseOf(tx, id)?.status === "failed") {
      markApprovedAgain(tx, id, now);
      enqueue(tx, "send_response", { item_id: id }, { key: jobKey("send_response", id), itemId: id });
      insertAudit(tx, { actor, action: "retry", itemId: id }, now);
      return { id, status: item.status, changed: true };
    }
    // It is being tried again after an error: now instead of later.
    if (
      item.status === "approved" &&
      responseOf(tx, id)?.publish_error &&
      hurryJob(tx, jobKey("send_response", id), now)
    ) {
      insertAudit(tx, { actor, action: "retry", itemId: id }, now);
      return { id, status: item.status, changed: true };
    }
    if (item.status !== "error") {
      throw new RefusedDecision(`item ${id} is "${item.status}", not "error": there is nothing to retry`, {
        code: "item.not_failed",
        say: ({ decisions, items }) => decisions["item.not_failed"](items[item.status]),
        hint: `See: reputation show ${id}`,
      });
    }
    // It failed on the way out: the answer is there, only the sending starts again.
    if (responseOf(tx, id)?.status === "failed") {
      resolveAttempts(tx, id, "person", now);
      return approveIn(tx, id, actor);
    }
    const status = moveItem(tx, id, "retry", now);
    enqueueAnalysis(tx, id);
    insertAudit(tx, { actor, action: "retry", itemId: id, before: { error: item.error_message } }, now);
    return { id, status, changed: true };
  }

  function regenerateIn(tx: Tx, id: number, instructions: string, actor: string): Decided & { jobId: number } {
    const item = requireItem(tx, id);
    const response = requireAnswer(tx, item);
    if (item.status !== "pending_review" && item.status !== "escalated") {
      throw new RefusedDecision(`item ${id} is "${item.status}": it cannot be drafted again`, {
        code: "item.not_editable",
        say: ({ decisions, items }) => decisions["item.not_editable"](items[item.status]),
      });
    }
    if (response.regenerate_count >= MAX_REGENERATIONS) {
      throw new RefusedDecision(`item ${id} has been drafted again ${MAX_REGENERATIONS} times, which is the limit`, {
        code: "item.regenerations",
        say: ({ decisions }) => decisions["item.regenerations"](MAX_REGENERATIONS),
        hint: `Write the answer yourself: reputation edit ${id}`,
      });
    }
    const args = { item_id: id, instructions, by: actor };
    const job = enqueue(tx, "regenerate_response", args, { key: jobKey("regenerate_response", id), itemId: id });
    insertAudit(tx, { actor, action: "regenerate", itemId: id, after: { instructions } }, clock.now());
    return { id, status: item.status, changed: job.created, jobId: job.id };
  }

  function enqueueAnalysis(tx: Tx, id: number): void {
    enqueue(tx, "analyze_item", { item_id: id }, { key: jobKey("analyze_item", id), itemId: id });
  }

  function applyDecision(tx: Tx, item: Item, decision: Decision): void {
    const actor = `rule:${decision.rule ?? "default"}`;
    // What buyers can read already, or perhaps can, is changed by a person only: Wildberries lets it be changed once.
    const stands = decision.action === "approve" && possiblySentTexts(tx, item.id).length > 0;
    const { action, why } = stands ? LEFT_TO_PERSON : decision;
    if (action === "skip") skipIn(tx, item.id, actor, "rule");
    else if (action === "escalate") escalateIn(tx, item.id, actor);
    else if (action === "approve") approveIn(tx, item.id, actor);
    else {
      const after = { why: why(textsOf(config.locale).policy) };
      insertAudit(tx, { actor, action: "wait", itemId: item.id, after }, clock.now());
    }
  }

  async function pause(lane: Pausable, actor: string): Promise<boolean> {
    return db.write((tx) => {
      const now = clock.now();
      const changed = pauseLane(tx, lane, { since: now, by: actor });
      if (changed) insertAudit(tx, { actor, action: "pause", itemId: null, after: { lane } }, now);
      return changed;
    });
  }

  async function resume(lane: Pausable, actor: string): Promise<boolean> {
    return db.write((tx) => {
      const changed = resumeLane(tx, lane);
      if (changed) insertAudit(tx, { actor, action: "resume", itemId: null, after: { lane } }, clock.now());
      return changed;
    });
  }

  return {
    approve: (id, actor, seen) => db.write((tx) => approveIn(tx, id, actor, seen)),
    edit: (id, text, actor, seen) => db.write((tx) => editIn(tx, id, text.trim(), actor, seen)),
    skip: (id, actor) => db.write((tx) => skipIn(tx, id, actor, "person")),
    escalate: (id, actor) => db.write((tx) => escalateIn(tx, id, actor)),
    undo: (id, actor) => db.write((tx) => undoIn(tx, id, actor)),
    retry: (id, actor) => db.write((tx) => retryIn(tx, id, actor)),
    regenerate: (id, instructions, actor) => db.write((tx) => regenerateIn(tx, id, instructions, actor)),
    applyDecision,
    pause,
    resume,
  };
}

function sent({ id, status }: Item): RefusedDecision {
  return new RefusedDecision(`item ${id} is "${status}": its answer is on its way to buyers or with them`, {
    code: "item.sent",
    say: ({ decisions }) => decisions["item.sent"],
    hint: `See: reputation show ${id}`,
  });
}

function requireAnswer(tx: Tx, item: Item): Response {
  const response = responseOf(tx, item.id);
  if (response) return response;
  throw new RefusedDecision(`item ${item.id} is "${item.status}" and has no answer yet`, {
    code: "item.no_answer",
    say: ({ decisions }) => decisions["item.no_answer"],
    hint: `Draft one with: reputation generate ${item.id}`,
  });
}
