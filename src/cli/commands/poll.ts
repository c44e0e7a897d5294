import { UsageError } from "../../base/errors.ts";
import type { Config } from "../../config/schema.ts";
import { waitingTotal } from "../../domain/item.ts";
import { jobKey, pollKind } from "../../domain/job.ts";
import { PLATFORMS, type Platform } from "../../domain/platform.ts";
import { countByStatus } from "../../store/tables/items.ts";
import type { JobRow } from "../../store/tables/jobs.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { jobOutcome, requireSuccess } from "../job-outcome.ts";
import { argument, flag, option } from "../parameters.ts";
import { runJob, withApp } from "../run-job.ts";
import { oneOf, text } from "../values.ts";

export const poll = command({
  name: "poll",
  summary: "Reads what is new at a marketplace, once.",
  examples: ["reputation poll wb reviews --once", "reputation poll ozon questions --account ozon-main --drain"],
  takes: {
    platform: argument("<wb|ozon|ym>", "the marketplace", oneOf(PLATFORMS)),
    items: argument("<reviews|questions>", "what to poll", oneOf(["reviews", "questions"])),
    once: flag("--once", "one poll, then exit (the default; `reputation daemon` polls on schedule)"),
    account: option("--account <id>", "only this account (default: every account of the marketplace)", text),
    drain: flag("--drain", "also run what follows from it: analysis, drafts, due answers"),
  },
  async run(context, { platform, items, account: only, drain }) {
    return withApp(context, async (app) => {
      const kind = pollKind(platform, items === "reviews" ? "review" : "question");
      const jobs: JobRow[] = [];
      for (const account of accountsOf(app.config, platform, only)) {
        jobs.push(await runJob(app, kind, { account }, { key: jobKey(kind, account), account }));
      }
      if (drain) await app.runner.drain();
      context.print(jobs.map(jobOutcome), () => jobs.map((job) => line(job, items, context)).join("\n"));
      requireSuccess(jobs);
      const counts = countByStatus(app.db);
      const waiting = waitingTotal(counts);
      if (waiting > 0) context.hint(`${waiting} wait for you: reputation inbox`);
      if (counts.error > 0)
        context.hint(`${counts.error} of them failed: reputation inbox --status error, then reputation retry <id>`);
    });
  },
});

function accountsOf(config: Config, platform: Platform, only: string | undefined): string[] {
  const ids = config.accounts.filter((account) => account.platform === platform).map((account) => account.id);
  if (ids.length === 0) throw new UsageError(`there is no ${platform} account in the configuration`);
  if (only === undefined) return ids;
  if (ids.includes(only)) return [only];
  throw new UsageError(`there is no ${platform} account "${only}" (there is: ${ids.join(", ")})`);
}

function line(job: JobRow, items: string, { paint }: Context): string {
  const { status, fetched, new: fresh, duplicates, answered } = jobOutcome(job) as Record<string, number | string>;
  const subject = `${job.account ?? ""}  ${items}`;
  if (job.state === "running") return `! ${subject}  is being polled by another process (job ${job.id})`;
  if (job.error_code === "snoozed") return `! ${subject}  waits: ${job.error}`;
  if (job.state !== "done") return `${paint("red", "✗")} ${subject}  failed`;
  if (status === "circuit_open")
    return `! ${subject}  paused after repeated errors (circuit open); it will be tried again within a minute`;
  return `${paint("green", "✓")} ${subject}  fetched ${fetched}, new ${fresh}, known ${duplicates}, answered already ${answered}`;
}
