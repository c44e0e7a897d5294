/** The demo's work: a daemon on simulated marketplaces, and a manager who approves what is left to a person. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fetch } from "undici";
import { openApp, type App } from "../../app.ts";
import { DAY_MS } from "../../base/clock.ts";
import { InternalError } from "../../base/errors.ts";
import { createLog } from "../../base/log.ts";
import { parseConfig } from "../../config/load.ts";
import { POLL_KINDS } from "../../domain/job.ts";
import { ITEM_TYPES, PLATFORMS } from "../../domain/platform.ts";
import type { SandboxRecord } from "../../sandbox/record.ts";
import { answeredSamples } from "../../sandbox/samples.ts";
import type { Sandbox } from "../../sandbox/sandbox.ts";
import type { Telegram } from "../../sandbox/telegram/telegram.ts";
import { listItems } from "../../store/tables/items.ts";
import { countPolls, progressOf } from "../../store/views/progress.ts";
import { statusOf } from "../../store/views/status.ts";
import { learnFrom } from "../../tasks/learning/learn.ts";
import type { Visitor } from "../../web/visitor.ts";
import type { Context } from "../context.ts";
import { sandboxConfig } from "../sandbox-config.ts";
import type { Stopper } from "../terminal/signals.ts";
import { createProgressLine } from "./progress.ts";
import { totalOf } from "./summary.ts";

const LOOK_MS = 200;
/** Long enough to press «Вернуть», short enough to see what becomes of it. */
const UNDO_MS = 8000;
/** The person who approves what the rule leaves open. */
export const MANAGER = "person:demo";
/** The newcomer who goes on in her place in the pages. */
export const VISITOR: Visitor = { login: "demo", name: "Демо" };

export interface DemoPlace {
  /** Of the configuration and the database. */
  folder: string;
  /** Where the pages will be served, if they are. */
  listen?: string | undefined;
  /** The messenger in which a person decides, if they do. */
  telegram?: Pick<Telegram, "token" | "url"> | undefined;
}

/** Sandbox and daemon in one process, on a database of its own, with a rule that approves five stars. */
export function openDemo(context: Context, sandbox: Sandbox, { folder, listen, telegram }: DemoPlace): Promise<App> {
  const file = join(folder, "reputation.yaml");
  const text = sandboxConfig(sandbox, {
    ...(listen !== undefined && { http: { listen } }),
    ...(telegram && { alerts: alertsBy(telegram) }),
    ai: { provider: "offline" },
    approval: {
      daily_cap: 100_000,
      rules: [{ name: "Пять звёзд", when: { type: ["review"], rating: { min: 5 } }, then: "approve" }],
    },
    schedule: Object.fromEntries(POLL_KINDS.map((kind, i) => [kind, { cron: `${i}-59/6 * * * * *` }])),
    queue: { lanes: { poll: 2, publish: 3 } },
  });
  writeFileSync(file, text, { mode: 0o600 });
  const { config } = parseConfig(text, file, context.io.env);
  const log = createLog(context.globals.debug ? "info" : "silent", context.io.stderr);
  // Nobody is there to take an answer back while the demo plays by itself.
  const played = { ...config, approval: { ...config.approval, undo_window: telegram ? UNDO_MS : 0 } };
  return openApp(played, { log, role: "daemon", clock: context.clock });
}

function alertsBy({ token, url }: Pick<Telegram, "token" | "url">): object {
  return { telegram: { token, api_root: url }, page_url: "https://answers.shop.example" };
}

/** Before the youngest of them nothing is polled, so that they are known by learning alone. */
const YOUNGEST_PAST_MS = 40 * DAY_MS;

/** The shop has answered in the cabinets for a while before: what it said then is what drafts are written after. */
export async function learnFromBefore(app: App, { world }: Sandbox, signal: AbortSignal): Promise<void> {
  const { deps, clock, config } = app;
  const newest = clock.now() - YOUNGEST_PAST_MS;
  world.add(answeredSamples().map((sample, at) => ({ ...sample, createdAt: newest - at * DAY_MS })));
  const since = newest - YOUNGEST_PAST_MS;
  for (const account of config.accounts)
    for (const itemType of ITEM_TYPES)
      await learnFrom(deps, { account, itemType, since, save: true }, signal, () => undefined);
}

/** Plays the manager: approves the five-star answers that the rule left to a person (defects, safety, money, …). */
async function approveByHand({ db, decisions }: App): Promise<void> {
  const waiting = listItems(db, { statuses: ["pending_review"], ratingMin: 5, limit: 1000 });
  for (const { id } of waiting) await decisions.approve(id, MANAGER);
}

/** Until each poll has run twice (the second finds nothing new) and no item is on its way any more. */
export async function untilDone({ io, globals, clock }: Context, app: App, stop: Stopper): Promise<void> {
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

/** Asks the sandbox over HTTP, as anybody can, for what it really received. */
export async function receivedBy({ url }: Sandbox): Promise<SandboxRecord> {
  const response = await fetch(`${url}/_sandbox/record`);
  if (!response.ok) throw new InternalError(`the sandbox does not tell what it received (HTTP ${response.status})`);
  return (await response.json()) as SandboxRecord;
}
