/** Daemons with many items, as processes of their own, and what may be wrong with one of them. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { stringify } from "yaml";
import { openCore, type Core } from "../../src/app.ts";
import { parseConfig } from "../../src/config/load.ts";
import { systemClock } from "../../src/base/clock.ts";
import { startSession } from "../../src/decisions/sessions.ts";
import { POLL_KINDS } from "../../src/domain/job.ts";
import { indexEarlier } from "../../src/store/tables/search-index.ts";
import { personWith } from "../../test/support/people.ts";
import { fillDrafts, fillItems } from "../many-items.ts";
import { BIN, said } from "../processes.ts";

export const HUB_TOKEN = "hub-token-of-the-bench-1234";

export interface Running {
  url: string;
  /** Null in this process. */
  pid: number | null;
  close(): Promise<void>;
}

/** Nothing is polled: what is measured is reading. */
const SHOP = {
  database: "./shop.db",
  ai: { provider: "offline" },
  accounts: [{ id: "wb-main", platform: "wb", token: "none", brand: "b0", base_url: "http://127.0.0.1:9" }],
  brands: [0, 1, 2].map((n) => ({ id: `b${n}`, name: `Brand ${n}` })),
  schedule: Object.fromEntries(POLL_KINDS.map((kind) => [kind, { enabled: false }])),
  http: { listen: "127.0.0.1:0", hub: { token: HUB_TOKEN } },
};

function writeConfig(folder: string, name: string, content: object): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, name);
  writeFileSync(file, stringify(content), { mode: 0o600 });
  return file;
}

/** The token of a session of somebody who decides. */
async function signedIn(core: Core): Promise<string> {
  const person = await personWith(core, "manager", "manager");
  const device = { address: "127.0.0.1", agent: "bench", remember: true };
  return core.db.write((tx) => startSession(tx, { clock: systemClock }, person, device));
}

/** A folder with a configuration and a database of so many items. @returns a session of its pages */
export async function makeShop(folder: string, items: number): Promise<string> {
  const file = writeConfig(folder, "reputation.yaml", SHOP);
  const core = openCore(parseConfig(stringify(SHOP), file, {}).config);
  await fillItems(core.db, items);
  await fillDrafts(core.db);
  while (await core.db.write((tx) => indexEarlier(tx, 1000)));
  const session = await signedIn(core);
  core.close();
  return session;
}

export function copyShop(from: string, to: string): void {
  cpSync(from, to, { recursive: true });
}

async function run(command: string, file: string, words: string): Promise<Running> {
  const child = spawn(process.execPath, [BIN, command, "--config", file], { stdio: ["ignore", "ignore", "pipe"] });
  const gone = once(child, "exit");
  const line = (await said(child.stderr, words)).split("\n").find((one) => one.includes(words)) ?? "";
  child.stderr.resume();
  return {
    url: (JSON.parse(line) as { http: string }).http,
    pid: child.pid ?? null,
    async close() {
      child.kill("SIGTERM");
      await gone;
    },
  };
}

export const runShop = (folder: string): Promise<Running> =>
  run("daemon", join(folder, "reputation.yaml"), "daemon started");

/** A hub over these addresses, and a session of its pages. */
export async function runHub(folder: string, urls: readonly string[]): Promise<Running & { session: string }> {
  const cells = urls.map((url, i) => ({ id: `c${i}`, name: `cell ${i}`, url, token: HUB_TOKEN }));
  const content = { database: "./hub.db", http: { listen: "127.0.0.1:0" }, cells };
  const file = writeConfig(folder, "hub.yaml", content);
  const core = openCore(parseConfig(stringify(content), file, {}).config);
  const session = await signedIn(core);
  core.close();
  return { ...(await run("hub", file, "hub started")), session };
}

/** In front of a cell: every reply comes so much later. */
export async function slowed(target: string, delayMs: number): Promise<Running> {
  const server = createServer((incoming, outgoing) => {
    const options = { method: incoming.method, headers: { ...incoming.headers, host: new URL(target).host } };
    const forwarded = request(new URL(incoming.url ?? "/", target), options, (reply) => {
      setTimeout(() => {
        outgoing.writeHead(reply.statusCode ?? 502, reply.headers);
        reply.pipe(outgoing);
      }, delayMs);
    });
    forwarded.on("error", () => incoming.socket.destroy());
    incoming.pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    pid: null,
    async close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
