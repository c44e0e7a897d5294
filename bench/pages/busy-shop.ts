/** A shop with very many items, whose daemon runs as a process of its own and always has something to do. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { openCore } from "../../src/app.ts";
import { systemClock } from "../../src/base/clock.ts";
import { sandboxConfig } from "../../src/cli/sandbox-config.ts";
import { parseConfig } from "../../src/config/load.ts";
import { startSession } from "../../src/decisions/sessions.ts";
import { POLL_KINDS } from "../../src/domain/job.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { indexEarlier } from "../../src/store/tables/search-index.ts";
import type { SoakMessage } from "../../test/torture/soak-sandbox.ts";
import { personWith } from "../../test/support/people.ts";
import { fillDrafts, fillItems } from "../many-items.ts";
import { BIN, said } from "../processes.ts";

export interface BusyShop {
  url: string;
  /** Of the daemon. */
  pid: number;
  database: string;
  /** Session tokens, each of a person of their own. */
  sessions: string[];
  close(): Promise<void>;
}

/** How often buyers write; each review becomes an analysis and a draft, and one in five an answer. */
const REVIEW_EVERY_MS = 400;

/** @param managers how many people there are */
export async function openBusyShop(folder: string, items: number, managers: number): Promise<BusyShop> {
  if (!existsSync(join(BIN, "../../dist/cli/main.js"))) throw new Error("build first: npm run build");
  const market = await openMarket();
  const settings = {
    database: "./shop.db",
    ai: { provider: "offline" },
    schedule: Object.fromEntries(POLL_KINDS.map((kind) => [kind, { cron: "*/3 * * * * *" }])),
    http: { listen: "127.0.0.1:0" },
    approval: { undo_window: "1s", rules: [{ name: "five stars", when: { rating: { min: 5 } }, then: "approve" }] },
  };
  const file = join(folder, "reputation.yaml");
  const text = sandboxConfig(market.sandbox, settings);
  writeFileSync(file, text, { mode: 0o600 });
  const sessions = await fillShop(text, file, items, managers);
  const daemon = spawn(process.execPath, [BIN, "daemon", "--config", file], { stdio: ["ignore", "ignore", "pipe"] });
  const gone = once(daemon, "exit");
  const lines = (await said(daemon.stderr, "daemon started")).split("\n");
  const started = lines.find((line) => line.includes("daemon started")) ?? "";
  daemon.stderr.resume();
  return {
    url: (JSON.parse(started) as { http: string }).http,
    pid: daemon.pid ?? 0,
    database: join(folder, "shop.db"),
    sessions,
    async close() {
      daemon.kill("SIGTERM");
      await gone;
      await market.close();
    },
  };
}

/** The marketplaces, in a thread of their own. */
async function openMarket(): Promise<{ sandbox: Sandbox; close(): Promise<void> }> {
  const thread = new Worker(new URL("../../test/torture/soak-sandbox.ts", import.meta.url));
  const opened = once(thread, "message") as Promise<[Sandbox]>;
  thread.postMessage({ now: Date.now(), add: [] } satisfies SoakMessage);
  const [sandbox] = await opened;
  let written = 0;
  const writing = setInterval(() => {
    const [now, id] = [Date.now(), `new-${written++}`];
    const text = `Отзыв ${written}: носим с удовольствием, качество хорошее.`;
    const add = [{ id, text, rating: (written % 5) + 1, createdAt: now }];
    thread.postMessage({ now, add } satisfies SoakMessage);
  }, REVIEW_EVERY_MS);
  return {
    sandbox,
    async close() {
      clearInterval(writing);
      await thread.terminate();
    },
  };
}

/** @returns the session tokens of the people */
async function fillShop(config: string, file: string, items: number, managers: number): Promise<string[]> {
  const core = openCore(parseConfig(config, file, {}).config);
  const { db } = core;
  await fillItems(db, items);
  await fillDrafts(db);
  while (await db.write((tx) => indexEarlier(tx, 1000)));
  const sessions: string[] = [];
  for (let i = 0; i < managers; i++) {
    const person = await personWith(core, `manager${i}`, "manager");
    const device = { address: "127.0.0.1", agent: "bench", remember: true };
    sessions.push(await db.write((tx) => startSession(tx, { clock: systemClock }, person, device)));
  }
  core.close();
  return sessions;
}
