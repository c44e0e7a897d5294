/** When the deliveries of a contact are looked at: once, by one job, at the moment at which something can leave. */
import { jobKey } from "../../domain/job.ts";
import { dueTime } from "../../domain/alert/plan.ts";
import type { Tx } from "../../store/db.ts";
import type { ToldContact } from "../../store/tables/alert-contacts.ts";
import { channelHealth } from "../../store/tables/alert-channels.ts";
import { nextDue } from "../../store/tables/alert-deliveries.ts";
import { hurryJob } from "../../store/tables/job-changes.ts";
import { liveJob } from "../../store/tables/jobs.ts";
import type { AlertDeps } from "./alert-deps.ts";

type Parts = Pick<AlertDeps, "clock" | "enqueue">;

const KIND = "deliver_alerts";

/** Nothing is enqueued when nothing waits; a job that would look later is brought forward. @param notBefore Unix ms */
export function comeBack(tx: Tx, { clock, enqueue }: Parts, contact: ToldContact, notBefore = 0): void {
  const due = nextDue(tx, contact.id);
  if (due === undefined) return;
  const now = clock.now();
  const { openUntil } = channelHealth(tx, contact.channel);
  const runAt = Math.max(dueTime(due, now), contact.wait_until ?? 0, openUntil ?? 0, notBefore, now);
  const key = jobKey(KIND, contact.id);
  const { created } = enqueue(tx, KIND, { contact_id: contact.id }, { key, runAt });
  if (!created && (liveJob(tx, key)?.run_at ?? 0) > runAt) hurryJob(tx, key, now);
}
