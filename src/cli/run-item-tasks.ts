import type { JobKind } from "../domain/job.ts";
import { jobKey } from "../domain/job.ts";
import { requireItem } from "../store/tables/items.ts";
import type { JobRow } from "../store/tables/jobs.ts";
import type { Context } from "./context.ts";
import { jobOutcome, requireSuccess } from "./job-outcome.ts";
import { runJob, withApp } from "./run-job.ts";

type ItemTask = Extract<JobKind, "analyze_item" | "generate_response" | "send_response">;

/** Runs a task for each of the items and prints what became of it. @returns the exit code */
export async function runItemTasks(context: Context, kind: ItemTask, ids: readonly number[]): Promise<number> {
  return withApp(context, async (app, count) => {
    for (const id of ids) requireItem(app.db, id);
    const jobs: JobRow[] = [];
    for (const [done, id] of ids.entries()) {
      if (ids.length > 1) count(done, ids.length);
      jobs.push(await runJob(app, kind, { item_id: id }, { key: jobKey(kind, id), itemId: id }));
    }
    context.print(jobs.map(jobOutcome), () => jobs.map((job) => taskLine(job, context)).join("\n"));
    requireSuccess(jobs);
  });
}

const NOT_NEEDED: Record<string, string> = {
  analyze_item: "is analysed already",
  generate_response: "has a draft already, or is not analysed yet (another draft: reputation regenerate)",
  send_response: "is not approved",
};

/** What became of an item's task, in a line. */
export function taskLine(job: JobRow, { paint }: Context): string {
  const subject = `item ${job.item_id}`;
  const { status } = jobOutcome(job) as { status?: string };
  if (job.state === "running") return `! ${subject}  is being worked on by another process (job ${job.id})`;
  if (status === "not_needed") return `! ${subject}  ${NOT_NEEDED[job.kind] ?? "needs nothing"}`;
  if (job.state === "done") return `${paint("green", "✓")} ${subject}  ${status}`;
  return job.error_code === "snoozed" ? `! ${subject}  waits: ${job.error}` : `${paint("red", "✗")} ${subject}  failed`;
}
