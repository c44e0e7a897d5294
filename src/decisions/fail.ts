/** What happens to an item when the program has used up its attempts. */
import { failureSentence, type NextStep } from "../domain/failure.ts";
import { jobKey, type Failure } from "../domain/job.ts";
import { MAX_PUBLISH_RETRIES } from "../domain/response.ts";
import { insertAudit } from "../store/tables/audit.ts";
import type { Tx } from "../store/db.ts";
import { itemById, moveItem } from "../store/tables/items.ts";
import { liveJob } from "../store/tables/jobs.ts";
import { openAttempts } from "../store/tables/publish-attempts.ts";
import { countPublishFailure, markFailed, responseOf } from "../store/tables/responses.ts";
import { textsOf } from "../texts/texts.ts";
import { tellOfItem, type AlertParts } from "./alerts.ts";
import type { Parts } from "./parts.ts";

type Surroundings = Pick<Parts, "clock" | "config">;
type FailParts = Surroundings & AlertParts;

/** Codes of failures that retrying does not fix: an answer that never appears, an account that is gone. */
const FOR_PERSON = ["publish.never_seen", "marketplace.no_sku", "config."];

/** A failure as the item shows it, in the manager's language. */
export function shownFailure(
  { config }: Pick<Surroundings, "config">,
  failure: Pick<Failure, "code" | "message">,
  about: { itemId: number; next: NextStep },
): string {
  return failureSentence(failure, about)(textsOf(config.locale).failures);
}

/** The automatic steps that lead to a draft. */
const STEPS = ["analyze_item", "generate_response"] as const;

/**
 * Marks an item as failed because an automatic step failed for good, so that a person can see and retry it. An item
 * that has moved on, or that another job works on, has not failed.
 */
export function failItem(tx: Tx, deps: FailParts, itemId: number, failure: Failure, kind: string): void {
  const item = itemById(tx, itemId);
  if (item?.status !== "new" && item?.status !== "analyzing") return;
  if (STEPS.some((step) => liveJob(tx, jobKey(step, itemId)))) return;
  const now = deps.clock.now();
  moveItem(tx, itemId, "fail", now, { error_message: shownFailure(deps, failure, { itemId, next: "retry" }) });
  insertAudit(
    tx,
    { actor: `task:${kind}`, action: "fail", itemId, after: { code: failure.code, error: failure.message } },
    now,
  );
  tellOfItem(tx, deps, itemId, "gave_up");
}

/** The attempts to send an approved answer are used up, so the hourly retry or a person has to continue. */
export function failSend(tx: Tx, deps: FailParts, itemId: number, { code, message }: Failure): void {
  const now = deps.clock.now();
  const item = itemById(tx, itemId);
  const response = responseOf(tx, itemId);
  if (!item || !response || (item.status !== "approved" && item.status !== "publishing")) return;
  const open = openAttempts(tx, itemId).length > 0;
  // The hourly retry continues, unless its limit is reached or only a person can tell what happened. When the process
  // died three times during the send, the failure was not counted yet.
  const uncounted = code === "job.crashes" ? 1 : 0;
  const limit = response.publish_retry_count + uncounted >= MAX_PUBLISH_RETRIES;
  const forPerson = open || limit || FOR_PERSON.some((prefix) => code.startsWith(prefix));
  const next = open ? "look" : forPerson ? "retry" : "itself";
  const error = shownFailure(deps, { code, message }, { itemId, next });
  if (uncounted > 0) countPublishFailure(tx, itemId, error, now);
  markFailed(tx, itemId, error, now);
  if (item.status === "publishing" && !open) moveItem(tx, itemId, "defer", now);
  if (forPerson) moveItem(tx, itemId, "fail", now, { error_message: error });
  insertAudit(tx, { actor: "task:send_response", action: "fail", itemId, after: { error: message } }, now);
  if (forPerson) tellOfItem(tx, deps, itemId, "gave_up");
}
