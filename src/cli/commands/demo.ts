/** Sandbox and daemon in one process, on a database of its own: the whole work in sight. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openApp, type App } from "../../app.ts";
import { parseConfig } from "../../config/load.ts";
import { PLATFORMS } from "../../domain/platform.ts";
import { POLL_KINDS } from "../../domain/job.ts";
import { InternalError } from "../../base/errors.ts";
import { createLog } from "../../base/log.ts";
import { startSandbox, type Sandbox } from "../../sandbox/sandbox.ts";
import { listItems } from "../../store/tables/items.ts";
import { countPolls, progressOf } from "../../store/views/progress.ts";
import { countApprovedBy } from "../../store/tables/responses.ts";
import { statusOf } from "../../store/views/status.ts";
import type { Context, Options } from "../context.ts";
import { createProgressLine } from "../demo/progress.ts";
import { samplePairs } from "../demo/samples.ts";
import { summarize, summaryTable, totalOf, verdict, type Summary } from "../demo/summary.ts";
import { sandboxConfig } from "../sandbox-config.ts";
import { catchStop, type Stopper } from "../terminal/signals.ts";
import { samplesOf } from "./sandbox.ts";

const LOOK_MS = 200;
const MANAGER = "person:demo";

export async function demo(context: Context, options: Options): Promise<number> {
  const items = await samplesOf(options, context.io.cwd);
  const startedAt = context.clock.now();
  const folder = mkdtempSync(join(tmpdir(), "reputation-demo-"));
  const sandbox = await startSandbox({ clock: context.clock, ...(items && { items }) });
  const stop = catchStop(() => context.hint("\nStopping (press Ctrl-C again to force)"));
  try {
    const app = await open(context, sandbox, folder);
    try {
      await app.startDaemon(() => {});
      await untilDone(context, app, stop);
      if (stop.exitCode() !== 0) return stop.exitCode();
      const record = await receivedBy(sandbox);
      const seconds = Math.round((context.clock.now() - startedAt) / 100) / 10;
      const summary = summarize(app.db, record, { seconds, by_hand: countApprovedBy(app.db, MANAGER) });
      tell(context, app, summary, options["keep"] ? folder : undefined);
      return summary.verified && summary.totals.failed === 0 ? 0 : 1;
    } finally {
      await app.close(2000);
    }
  } finally {
    stop.release();
    await sandbox.close();
    if (!options["keep"]) rmSync(folder, { recursive: true });
  }
}

function open(context: Context, sandbox: Sandbox, folder: string): Promise<App> {
  const file = join(folder, "reputation.yaml");
  const text = sandboxConfig(sandbox, {
    ai: { provider: "offline" },
    approval: {
      undo_window: "0s",
      daily_cap: 100_000,
      rules: [{ name: "five stars", when: { type: ["review"], rating: { min: 5 } }, then: "approve" }],
    },
    schedule: Object.fromEntries(POLL_KINDS.map((kind, i) => [kind, { cron: `${i}-59/6 * * * * *` }])),
    queue: { lanes: { poll: 6, publish: 9 } },
  });
  writeFileSync(file, text, { mode: 0o600 });
  const { config } = parseConfig(text, file, context.io.env);
  const log = createLog(context.globals.debug ? "info" : "silent", context.io.stderr);
  return openApp(config, { log, role: "daemon", clock: context.clock });
}

/** Plays the manager: approves the five-star answers that the rule left to a person (defects, safety, money, …). */
async function approveByHand({ db, decisions }: App): Promise<void> {
  const waiting = listItems(db, { statuses: ["pending_review"], ratingMin: 5, limit: 1000 });
  for (const { id } of waiting) await decisions.approve(id, MANAGER);
}

/** Until each poll has run twice (the second finds nothing new) and no item is on its way any more. */
async function untilDone({ io, globals, clock }: Context, app: App, stop: Stopper): Promise<void> {
  const { db } = app;
  const line = createProgressLine(io, () => clock.now());
  for (;;) {
    if (!globals.quiet && !globals.json) line.show(totalOf(PLATFORMS.map((platform) => progressOf(db, platform))));
    await approveByHand(app);
    const { items } = statusOf(db, clock.now(), 0);
    const underWay = items.new + items.analyzing + items.approved + items.publishing;
    const polls = countPolls(db);
    const polledTwice = POLL_KINDS.every((kind) => (polls.get(kind) ?? 0) >= 2);
    if (stop.signal.aborted || (polledTwice && underWay === 0)) break;
    await clock.sleep(LOOK_MS, stop.signal).catch(() => {});
  }
  line.end();
}

/** Over the wire, as anybody can ask: what was really received, not what we believe. */
async function receivedBy({ url }: Sandbox): Promise<Parameters<typeof summarize>[1]> {
  const { fetch } = await import("undici");
  const response = await fetch(`${url}/_sandbox/record`);
  if (!response.ok) throw new InternalError(`the sandbox does not tell what it received (HTTP ${response.status})`);
  return (await response.json()) as Parameters<typeof summarize>[1];
}

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
