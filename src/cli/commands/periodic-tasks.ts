import { openCore } from "../../app.ts";
import { jobKey } from "../../domain/job.ts";
import { countArchivable } from "../../store/tables/archive.ts";
import { archiveLimits } from "../../tasks/archive-old-items.ts";
import type { Context, Options } from "../context.ts";
import { jobOutcome, requireSuccess, runJob, withApp } from "../run-job.ts";

type Periodic = "retry_failed_publish" | "archive_old_items" | "office_heartbeat";

/** Runs a task of the schedule now. */
export async function runPeriodic(context: Context, kind: Periodic): Promise<number> {
  return withApp(context, async (app) => {
    const job = await runJob(app, kind, {}, { key: jobKey(kind) });
    const outcome = jobOutcome(job);
    context.print(outcome, () => sentence(kind, outcome));
    requireSuccess([job]);
  });
}

function sentence(kind: Periodic, outcome: Record<string, unknown>): string {
  if (outcome["state"] === "running") return `! another process is at it (job ${String(outcome["job"])})`;
  switch (kind) {
    case "retry_failed_publish":
      return `${String(outcome["retried"])} answers will be sent again`;
    case "archive_old_items":
      return `${String(outcome["archived"])} items moved to the archive`;
    case "office_heartbeat":
      return `${String(outcome["agents"])} agents reported`;
  }
}

export async function archive(context: Context, options: Options): Promise<number> {
  if (!options["dryRun"]) return runPeriodic(context, "archive_old_items");
  const core = openCore(await context.deskConfig());
  try {
    const archivable = countArchivable(core.db, archiveLimits(context.clock.now()));
    context.print({ dry_run: true, archivable }, () => `${archivable} items would move to the archive`);
  } finally {
    core.close();
  }
  return 0;
}
