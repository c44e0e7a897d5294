import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { App } from "../../app.ts";
import { startSandbox } from "../../sandbox/sandbox.ts";
import { countApprovedBy } from "../../store/tables/responses.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { MANAGER, openDemo, receivedBy, untilDone } from "../demo/play.ts";
import { samplePairs } from "../demo/samples.ts";
import { summarize, summaryTable, verdict, type Summary } from "../demo/summary.ts";
import { flag, option } from "../parameters.ts";
import { samplesOf } from "../sandbox-samples.ts";
import { catchStop } from "../terminal/signals.ts";
import { count, text } from "../values.ts";

export const demo = command({
  name: "demo",
  summary: "Shows the whole work on simulated marketplaces: nothing to configure, nothing leaves this machine.",
  examples: ["reputation demo", "reputation demo --reviews reviews.jsonl --count 500 --json"],
  takes: {
    reviews: option("--reviews <file>", "serve these reviews: JSON Lines of {id, text, rating}", text),
    count: option("--count <number>", "at most so many of them", count),
    keep: flag("--keep", "keep the database, and print where it is"),
  },
  async run(context, { keep, ...which }) {
    const items = await samplesOf(which, context.io.cwd);
    const startedAt = context.clock.now();
    const folder = mkdtempSync(join(tmpdir(), "reputation-demo-"));
    const sandbox = await startSandbox({ clock: context.clock, ...(items && { items }) });
    const stop = catchStop(() => context.hint("\nStopping (press Ctrl-C again to force)"));
    try {
      const app = await openDemo(context, sandbox, folder);
      try {
        await app.startDaemon(() => {});
        await untilDone(context, app, stop);
        if (stop.exitCode() !== 0) return stop.exitCode();
        const record = await receivedBy(sandbox);
        const seconds = Math.round((context.clock.now() - startedAt) / 100) / 10;
        const summary = summarize(app.db, record, { seconds, by_hand: countApprovedBy(app.db, MANAGER) });
        tell(context, app, summary, keep ? folder : undefined);
        return summary.verified && summary.totals.failed === 0 ? 0 : 1;
      } finally {
        await app.close(2000);
      }
    } finally {
      stop.release();
      await sandbox.close();
      if (!keep) rmSync(folder, { recursive: true });
    }
  },
});

function tell(context: Context, app: App, summary: Summary, kept: string | undefined): void {
  const { paint, io } = context;
  context.print({ ...summary, ...(kept !== undefined && { kept }) }, () =>
    [samplePairs(app.db, paint), "", summaryTable(summary, io.stdout.columns || 100), "", verdict(summary, paint)].join(
      "\n",
    ),
  );
  const where =
    kept === undefined ? "" : `\nKept: ${kept}    reputation inbox --config ${join(kept, "reputation.yaml")}`;
  // From a clone there is no command of that name yet.
  const [node = "", program = ""] = process.argv;
  const name = io.env["npm_lifecycle_event"] === "demo" ? `  alias reputation="${node} ${program}"\n` : "";
  context.hint(`${where}
Next:
${name}  reputation sandbox      the same marketplaces to play with, each step by hand
  reputation init         a configuration for your own shops`);
}
