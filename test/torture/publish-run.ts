/**
 * Sends approved answers to three marketplaces with every kind of fault: replies are lost after the answer was
 * accepted, requests hang, errors come before and after acceptance, limits refuse. The result is judged by what the
 * marketplaces hold.
 */
import { join } from "node:path";
import { openApp, type App } from "../../src/app.ts";
import { sandboxConfig } from "../../src/cli/sandbox-config.ts";
import { parseConfig } from "../../src/config/load.ts";
import { PLATFORMS, type Platform } from "../../src/domain/platform.ts";
import { POLL_KINDS, pollOf } from "../../src/domain/job.ts";
import { createLog } from "../../src/base/log.ts";
import type { Faults } from "../../src/sandbox/faults.ts";
import type { SampleItem } from "../../src/sandbox/samples.ts";
import { startSandbox, type Sandbox } from "../../src/sandbox/sandbox.ts";
import { hurriedClock } from "../support/hurried-clock.ts";

/** The faults that half of all requests meet. */
export const FAULTS: Faults = {
  accept_then_drop: 0.2,
  hang: 0.05,
  hang_after: 0.05,
  error_before: 0.05,
  error_after: 0.05,
  rate_limited: 0.1,
};

export interface PublishTally {
  approved: number;
  published: number;
  /** Answers that wait for a person, with a reason. */
  waiting: number;
  /** Answers that are neither published nor waiting, or wait without a reason. */
  stuck: number;
  /**
   * Wrong answers at the marketplace: more than one for an item, one that the database does not know, or none although
   * it says so.
   */
  doubled: number;
  unknown: number;
  missing: number;
  wrong_text: number;
  /** Requests beyond the marketplace's real limit, apart from the faults. */
  over_limit: number;
  reasons: Record<string, number>;
  struck: Record<string, number>;
}

interface Options {
  /** An empty folder for the database. */
  folder: string;
  /** The number of items at each marketplace. */
  items: number;
  seed: number;
  /** How much faster the clock runs than real time. */
  factor?: number;
  say?: (line: string) => void;
}

export async function publishTorture(options: Options): Promise<Record<Platform, PublishTally>> {
  const { folder, items, seed, factor = 60, say = () => undefined } = options;
  const clock = hurriedClock(factor);
  const sandbox = await startSandbox({ clock, seed, limits: true, items: PLATFORMS.flatMap((p) => shopOf(p, items)) });
  const text = sandboxConfig(sandbox, {
    ai: { provider: "offline" },
    approval: { undo_window: "0s", daily_cap: 1_000_000 },
    queue: { lanes: { publish: 4, ai: 4, poll: 3, system: 1 } },
  });
  const { config } = parseConfig(text, join(folder, "reputation.yaml"), {});
  const app = await openApp(config, { log: createLog("silent"), role: "command", clock });
  try {
    await fill(app);
    const ids = waitingIds(app);
    say(`${ids.length} items are drafted; now everything goes wrong`);
    for (const platform of PLATFORMS) sandbox.setFaults(platform, FAULTS);
    for (const id of ids) await app.decisions.approve(id, "person:torture");
    await publishAll(app, say);
    const response = await fetch(`${sandbox.url}/_sandbox/record`);
    const { faults } = (await response.json()) as { faults: Record<Platform, Record<string, number>> };
    const tally = (platform: Platform): PublishTally => tallyOf(app, sandbox, platform, faults[platform]);
    return { wb: tally("wb"), ozon: tally("ozon"), ym: tally("ym") };
  } finally {
    await app.close(0);
    await sandbox.close();
  }
}

/** Every sixth item is a question. */
function shopOf(platform: Platform, count: number): SampleItem[] {
  return Array.from({ length: count }, (_, i): SampleItem => {
    const id = `${platform}-${i}`;
    if (i % 6 === 5)
      return { id, platform, itemType: "question", text: `Подойдёт ли модель ${i} на рост 170?`, rating: null };
    return { id, platform, text: `Хорошая вещь, носим с удовольствием, покупка номер ${i}.`, rating: 5 };
  });
}

async function fill(app: App): Promise<void> {
  for (const kind of POLL_KINDS) {
    const args = { account: `${pollOf(kind).platform}-sandbox` };
    await app.runner.runNow((tx) => app.enqueue(tx, kind, args).id);
  }
  await app.runner.drain();
}

function waitingIds(app: App): number[] {
  const rows = app.db.statement("select id from items where status = 'pending_review' order by id").all();
  return (rows as { id: number }[]).map(({ id }) => id);
}

const OPEN = "select count(*) as n from items where status in ('approved', 'publishing')";
const LIVE =
  "select count(*) as n from jobs where kind = 'send_response' and state in ('scheduled', 'ready', 'running')";

/**
 * Waits until nothing is left to send; answers that have used up their attempts get the hourly retry, as in the daemon.
 */
async function publishAll(app: App, say: (line: string) => void): Promise<void> {
  const { clock } = app;
  const count = (sql: string): number => (app.db.statement(sql).get() as { n: number }).n;
  app.runner.start();
  for (let look = 1; count(OPEN) > 0 || count(LIVE) > 0; look++) {
    await clock.sleep(6000);
    if (count(LIVE) === 0) await app.db.write((tx) => void app.enqueue(tx, "retry_failed_publish", {}));
    if (look % 100 === 0) say(`${count(OPEN)} still wait to be sent`);
  }
}

interface Row {
  external_id: string;
  item_type: string;
  status: string;
  error_message: string | null;
  text: string;
}

function tallyOf(app: App, sandbox: Sandbox, platform: Platform, struck: Record<string, number>): PublishTally {
  const rows = app.db
    .statement(
      `select i.external_id, i.item_type, i.status, i.error_message, coalesce(r.final_text, r.draft_text) as text
       from items i join responses r on r.item_id = i.id where i.platform = @platform`,
    )
    .all({ platform }) as Row[];
  const held = new Map(
    sandbox.world
      .items()
      .filter((item) => item.platform === platform)
      .map((item) => [`${item.itemType} ${item.externalId}`, item.received.map((answer) => answer.text)]),
  );
  const answersOf = (row: Row): string[] => held.get(`${row.item_type} ${row.external_id}`) ?? [];
  const waits = (row: Row): boolean => row.status === "error" || row.status === "pending_review";
  const count = (test: (row: Row) => boolean): number => rows.filter(test).length;
  const reasons: Record<string, number> = {};
  for (const { error_message } of rows.filter(waits)) {
    const reason = (error_message ?? "none").slice(0, 60);
    reasons[reason] = (reasons[reason] ?? 0) + 1;
  }
  return {
    approved: rows.length,
    published: count((row) => row.status === "published"),
    waiting: count((row) => waits(row) && row.error_message !== null),
    stuck: count((row) => row.status !== "published" && !(waits(row) && row.error_message !== null)),
    doubled: count((row) => answersOf(row).length > 1),
    unknown: count((row) => row.status !== "published" && answersOf(row).length > 0),
    missing: count((row) => row.status === "published" && answersOf(row).length === 0),
    wrong_text: count((row) => answersOf(row).some((text) => text !== row.text)),
    over_limit: sandbox.limitsOf(platform).refused,
    reasons,
    struck,
  };
}
