import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { App } from "../../app.ts";
import { UsageError } from "../../base/errors.ts";
import { startSandbox, type Sandbox } from "../../sandbox/sandbox.ts";
import { countApprovedBy } from "../../store/tables/responses.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { freeAddress, openPage } from "../demo/page.ts";
import { learnFromBefore, MANAGER, openDemo, receivedBy, untilDone } from "../demo/play.ts";
import { summarize, type Summary } from "../demo/summary.ts";
import { tell } from "../demo/tell.ts";
import { flag, option } from "../parameters.ts";
import { samplesOf } from "../sandbox-samples.ts";
import { catchStop, untilStopped, type Stopper } from "../terminal/signals.ts";
import { count, text } from "../values.ts";

export const demo = command({
  name: "demo",
  summary: "Shows the whole work on simulated marketplaces: nothing to configure, nothing leaves this machine.",
  examples: ["reputation demo --keep", "reputation demo --telegram"],
  takes: {
    reviews: option("--reviews <file>", "serve these reviews: JSON Lines of {id, text, rating}", text),
    count: option("--count <number>", "at most so many of them", count),
    telegram: flag("--telegram", "show the cards of a simulated Telegram here, and decide by their buttons"),
    keep: flag("--keep", "keep the database, and serve the pages until Ctrl-C; prints a link that signs you in"),
  },
  async run(context, { keep, telegram, ...which }) {
    if (telegram) return playTelegram(context, { keep, ...which });
    const items = await samplesOf(which, context.io.cwd);
    const startedAt = context.clock.now();
    const folder = mkdtempSync(join(tmpdir(), "reputation-demo-"));
    const sandbox = await startSandbox({ clock: context.clock, ...(items && { items }) });
    const stop = catchStop(() => context.hint("\nStopping (press Ctrl-C again to force)"));
    try {
      const app = await openDemo(context, sandbox, { folder, listen: keep ? await freeAddress() : undefined });
      try {
        if (!items) await learnFromBefore(app, sandbox, stop.signal);
        await app.startDaemon(() => {});
        const summary = await playDemo(context, app, { sandbox, stop, startedAt });
        if (!summary) return stop.exitCode();
        if (keep) await showPages(context, app, { summary, folder, stop });
        else tell(context, app, summary);
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

async function playTelegram(context: Context, given: Record<string, unknown>): Promise<number> {
  if (Object.values(given).some((value) => value !== undefined && value !== false))
    throw new UsageError("--telegram goes with none of --reviews, --count, --keep");
  const { demoTelegram } = await import("../demo/telegram.ts");
  return demoTelegram(context);
}

interface Play {
  sandbox: Sandbox;
  stop: Stopper;
  startedAt: number;
}

/** Works until all is done and asks the marketplaces what they received; undefined when somebody has stopped it. */
async function playDemo(context: Context, app: App, { sandbox, stop, startedAt }: Play): Promise<Summary | undefined> {
  await untilDone(context, app, stop);
  if (stop.exitCode() !== 0) return undefined;
  const record = await receivedBy(sandbox);
  const seconds = Math.round((context.clock.now() - startedAt) / 100) / 10;
  return summarize(app.db, record, { seconds, by_hand: countApprovedBy(app.db, MANAGER) });
}

interface Shown {
  summary: Summary;
  folder: string;
  stop: Stopper;
}

/** Tells the same with a link to the pages, and serves them until somebody stops it. */
async function showPages(context: Context, app: App, { summary, folder, stop }: Shown): Promise<void> {
  const { config } = await context.load(join(folder, "reputation.yaml"));
  const page = await openPage(app, config);
  tell(context, app, summary, { folder, page });
  await untilStopped(stop);
  await page.close();
}
