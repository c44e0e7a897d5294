import { waitingTotal } from "../../domain/item.ts";
import { PLATFORMS, type ItemType, type Platform } from "../../domain/platform.ts";
import { jobKey, pollKind } from "../../domain/job.ts";
import { UsageError } from "../../base/errors.ts";
import { countByStatus } from "../../store/tables/items.ts";
import type { JobRow } from "../../store/tables/jobs.ts";
import type { Context, Options } from "../context.ts";
import { readOneOf } from "../arguments.ts";
import { jobOutcome, requireSuccess, runJob, withApp } from "../run-job.ts";

export async function poll(context: Context, options: Options, args: string[]): Promise<number> {
  const platform = readOneOf(args[0], PLATFORMS, "the marketplace");
  const items = readOneOf(args[1], ["reviews", "questions"] as const, "what to poll");
  if (!platform || !items) throw new UsageError("name a marketplace and what to poll: reputation poll wb reviews");
  const itemType: ItemType = items === "reviews" ? "review" : "question";
  return withApp(context, async (app) => {
    const kind = pollKind(platform, itemType);
    const accounts = accountsOf(app.config, platform, options["account"]);
    const jobs: JobRow[] = [];
    for (const account of accounts) {
      jobs.push(await runJob(app, kind, { account }, { key: jobKey(kind, account), account }));
    }
    if (options["drain"]) await app.runner.drain();
    context.print(jobs.map(jobOutcome), () => jobs.map((job) => line(job, items, context)).join("\n"));
    requireSuccess(jobs);
    const counts = countByStatus(app.db);
    const waiting = waitingTotal(counts);
    if (waiting > 0) context.hint(`${waiting} wait for you: reputation inbox`);
    if (counts.error > 0)
      context.hint(`${counts.error} of them failed: reputation inbox --status error, then reputation retry <id>`);
  });
}

function accountsOf(
  config: { accounts: { id: string; platform: string }[] },
  platform: Platform,
  only: Options[string],
): string[] {
  const ids = config.accounts.filter((account) => account.platform === platform).map((account) => account.id);
  if (ids.length === 0) throw new UsageError(`there is no ${platform} account in the configuration`);
  if (only === undefined) return ids;
  if (typeof only === "string" && ids.includes(only)) return [only];
  throw new UsageError(`there is no ${platform} account "${String(only)}" (there is: ${ids.join(", ")})`);
}

function line(job: JobRow, items: string, { paint }: Context): string {
  const { status, fetched, new: fresh, duplicates, answered } = jobOutcome(job) as Record<string, number | string>;
  const subject = `${job.account ?? ""}  ${items}`;
  if (job.state === "running") return `! ${subject}  is being polled by another process (job ${job.id})`;
  if (job.state !== "done") return `${paint("red", "✗")} ${subject}  failed`;
  if (status === "circuit_open")
    return `! ${subject}  paused after repeated errors (circuit open); it will be tried again within a minute`;
  return `${paint("green", "✓")} ${subject}  fetched ${fetched}, new ${fresh}, known ${duplicates}, answered already ${answered}`;
}
