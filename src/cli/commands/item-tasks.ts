import { jobKey, type JobKind } from "../../domain/job.ts";
import { openDb } from "../../store/db.ts";
import { requireItem } from "../../store/tables/items.ts";
import type { JobRow } from "../../store/tables/jobs.ts";
import { responseOf } from "../../store/tables/responses.ts";
import type { Context, Options } from "../context.ts";
import { readId, readIds } from "../arguments.ts";
import { mayPublish, preview } from "../publish-preview.ts";
import { jobOutcome, requireSuccess, runJob, withApp } from "../run-job.ts";

type ItemTask = Extract<JobKind, "analyze_item" | "generate_response" | "send_response">;

/** `send`: what the undo window would do, now. */
export async function send(context: Context, options: Options, args: string[]): Promise<number> {
  const ids = await readIds(args, context.io);
  if (options["dryRun"]) {
    const db = openDb((await context.deskConfig()).database);
    try {
      preview(context, db, ids);
      return 0;
    } finally {
      db.close();
    }
  }
  return options["yes"] || (await mayPublish(context, ids.length)) ? runEach(context, "send_response", ids) : 1;
}

/** `analyze`, `generate`. */
export async function runItemTask(context: Context, kind: ItemTask, args: string[]): Promise<number> {
  return runEach(context, kind, await readIds(args, context.io));
}

async function runEach(context: Context, kind: ItemTask, ids: readonly number[]): Promise<number> {
  return withApp(context, async (app, count) => {
    for (const id of ids) requireItem(app.db, id);
    const jobs: JobRow[] = [];
    for (const [done, id] of ids.entries()) {
      if (ids.length > 1) count(done, ids.length);
      jobs.push(await runJob(app, kind, { item_id: id }, { key: jobKey(kind, id), itemId: id }));
    }
    context.print(jobs.map(jobOutcome), () => jobs.map((job) => line(job, context)).join("\n"));
    requireSuccess(jobs);
  });
}

export async function regenerate(context: Context, options: Options, args: string[]): Promise<number> {
  const id = readId(args[0] ?? "");
  return withApp(context, async (app) => {
    const { jobId } = await app.decisions.regenerate(id, String(options["instructions"]), context.actor);
    const job = await app.runner.runNow(() => jobId);
    const text = responseOf(app.db, id)?.draft_text ?? null;
    context.print({ ...jobOutcome(job), text }, () => `${line(job, context)}\n\n${text}`);
    if ((jobOutcome(job) as { status?: string }).status === "reworded") {
      context.hint(
        `The built-in provider cannot follow instructions: this is only another wording. Write it yourself: reputation edit ${id}`,
      );
    }
    requireSuccess([job]);
  });
}

const NOT_NEEDED: Record<string, string> = {
  analyze_item: "is analysed already",
  generate_response: "has a draft already, or is not analysed yet (another draft: reputation regenerate)",
  send_response: "is not approved",
};

function line(job: JobRow, { paint }: Context): string {
  const subject = `item ${job.item_id}`;
  const { status } = jobOutcome(job) as { status?: string };
  if (job.state === "running") return `! ${subject}  is being worked on by another process (job ${job.id})`;
  if (status === "not_needed") return `! ${subject}  ${NOT_NEEDED[job.kind] ?? "needs nothing"}`;
  if (job.state === "done") return `${paint("green", "✓")} ${subject}  ${status}`;
  return job.error_code === "snoozed" ? `! ${subject}  waits: ${job.error}` : `${paint("red", "✗")} ${subject}  failed`;
}
