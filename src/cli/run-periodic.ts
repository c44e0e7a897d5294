import { jobKey, type JobKind } from "../domain/job.ts";
import type { Context } from "./context.ts";
import { jobOutcome, requireSuccess } from "./job-outcome.ts";
import { runJob, withApp } from "./run-job.ts";

type Periodic = Extract<JobKind, "retry_failed_publish" | "archive_old_items" | "office_heartbeat">;

/**
 * Runs a task of the schedule now.
 * @param say what it came to, in a line
 * @returns the exit code
 */
export async function runPeriodic(
  context: Context,
  kind: Periodic,
  say: (outcome: Record<string, unknown>) => string,
): Promise<number> {
  return withApp(context, async (app) => {
    const job = await runJob(app, kind, {}, { key: jobKey(kind) });
    const outcome = jobOutcome(job);
    context.print(outcome, () =>
      job.state === "running" ? `! another process is at it (job ${job.id})` : say(outcome),
    );
    requireSuccess([job]);
  });
}
