/** The outcome of a job, for the command that started it. */
import { AuthError, InternalError } from "../base/errors.ts";
import type { JobRow } from "../store/tables/jobs.ts";

/** A job as the commands print it. Times ISO-8601; `result` and `error` as stored. */
export function jobOutcome(job: JobRow): Record<string, unknown> {
  const result = job.result === null ? {} : (JSON.parse(job.result) as Record<string, unknown>);
  const error = job.error === null ? {} : { error: job.error, error_code: job.error_code };
  return {
    job: job.id,
    kind: job.kind,
    ...(job.account !== null && { account: job.account }),
    state: job.state,
    ...result,
    ...error,
  };
}

/**
 * Ends a command whose jobs did not all succeed.
 * @throws AuthError or InternalError that names the first failure
 */
export function requireSuccess(jobs: readonly JobRow[]): void {
  const failed = jobs.find((job) => job.error !== null && job.state !== "done" && job.error_code !== "snoozed");
  if (!failed) return;
  const subject = failed.account ?? (failed.item_id === null ? failed.kind : `item ${failed.item_id}`);
  const message = `${subject}: ${failed.error ?? ""}`;
  const details = { code: failed.error_code ?? "job.failed", hint: `See: reputation jobs list --kind ${failed.kind}` };
  throw failed.error_code?.startsWith("auth.") ? new AuthError(message, details) : new InternalError(message, details);
}
