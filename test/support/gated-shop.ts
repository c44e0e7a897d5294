import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { stringify } from "yaml";
import { systemClock, type Clock } from "../../src/base/clock.ts";
import { startSandbox } from "../../src/sandbox/sandbox.ts";
import { start, type Running } from "./cli.ts";
import { startGate, type Gate } from "./gate.ts";
import { newDatabase, tempFolder } from "./temp.ts";

export const EVERY_SECOND = { poll_wb_reviews: { cron: "* * * * * *" } };
export const NEVER = { poll_wb_reviews: { enabled: false } };

/** One Wildberries account in front of a sandbox with happy reviews, and a gate between the two. */
export interface GatedShop {
  cwd: string;
  /** The marketplace's, and that of a daemon in this process. */
  clock: Clock;
  gate: Gate;
  /** The account's key: it must show up nowhere. */
  token: string;
  /** Writes the configuration; `settings` overrides top-level keys. */
  configure(settings: Record<string, unknown>): void;
  /** Writes the configuration of another machine into a folder of its own. */
  configureIn(folder: string, settings: Record<string, unknown>): void;
  /** Puts another review on the marketplace. */
  receive(id: string): void;
  /** How many answers each review has got. */
  answers(): number[];
}

/** Opens the HTTP interface of the daemon there. */
export const HTTP_TOKEN = "the-token-of-the-gated-shop";

export async function openGatedShop(
  reviews: number,
  { cwd = tempFolder(), clock = systemClock }: { cwd?: string; clock?: Clock } = {},
): Promise<GatedShop> {
  const database = newDatabase(join(cwd, "reputation.db"));
  const items = Array.from({ length: reviews }, (_, i) => review(`r${i}`));
  const sandbox = await startSandbox({ clock, items });
  onTestFinished(() => sandbox.close());
  const gate = await startGate(sandbox.url);
  const { token } = sandbox.credentials.wb;
  const defaults = {
    database,
    ai: { provider: "offline" },
    accounts: [{ id: "wb", platform: "wb", token, brand: "shop", base_url: `${gate.url}/wb` }],
    brands: [{ id: "shop", name: "Лавка" }],
    http: { listen: "127.0.0.1:0", token: HTTP_TOKEN },
    publish: { recheck_after: "200ms" },
    queue: { shutdown_grace: "2s" },
    approval: { undo_window: "0s", rules: [{ name: "happy", when: { rating: { min: 5 } }, then: "approve" }] },
  };
  const configureIn = (folder: string, settings: Record<string, unknown>): void =>
    writeFileSync(join(folder, "reputation.yaml"), stringify({ ...defaults, ...settings }));
  return {
    cwd,
    clock,
    gate,
    token,
    configure: (settings) => configureIn(cwd, settings),
    configureIn,
    receive: (id) => sandbox.world.add([{ createdAt: Math.floor(clock.now() / 1000) * 1000, ...review(id) }]),
    answers: () => sandbox.world.items().map((item) => item.received.length),
  };
}

function review(id: string): { id: string; platform: "wb"; rating: number; text: string } {
  return { id, platform: "wb", rating: 5, text: "Очень нравится, ношу с удовольствием." };
}

/** Starts the built daemon there and waits until it says so. */
export async function startDaemon(
  { cwd }: Pick<GatedShop, "cwd">,
  env: Record<string, string> = {},
): Promise<Running & { http: string }> {
  const daemon = start(["daemon"], { cwd, env });
  const { http } = JSON.parse(await daemon.line(/"daemon started"/)) as { http: string };
  return { ...daemon, http };
}
