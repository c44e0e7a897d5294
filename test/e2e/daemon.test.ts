import { join } from "node:path";
import { fetch } from "undici";
import { describe, expect, test } from "vitest";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import type { Db } from "../../src/store/db.ts";
import { pollKind } from "../../src/domain/job.ts";
import { PLATFORMS } from "../../src/domain/platform.ts";
import { command, run } from "../support/cli.ts";
import { startDaemon } from "../support/gated-shop.ts";
import { headersIn, sandboxFolder } from "../support/sandbox-folder.ts";
import { tempDb } from "../support/temp.ts";

interface Shop {
  cwd: string;
  sandbox: Sandbox;
  /** The daemon's database, beside the daemon. */
  db: Db;
}

/** A sandbox with reviews of five stars among others, and a configuration that polls all the time and approves those. */
async function openShop(count: number): Promise<Shop> {
  const items = Array.from({ length: count }, (_, i) => ({
    id: `r${i}`,
    text: `Очень нравится, ношу с удовольствием, вещь номер ${i}.`,
    rating: (i % 5) + 1,
  }));
  const settings = {
    ai: { provider: "offline" },
    schedule: Object.fromEntries(PLATFORMS.map((name) => [pollKind(name, "review"), { cron: "* * * * * *" }])),
    http: { listen: "127.0.0.1:0" },
    publish: { recheck_after: "300ms" },
    queue: { shutdown_grace: "5s" },
    approval: { undo_window: "0s", rules: [{ name: "five", when: { rating: { min: 5 } }, then: "approve" }] },
  };
  const { cwd, sandbox } = await sandboxFolder({ items, settings });
  return { cwd, sandbox, db: tempDb(join(cwd, "reputation.db")) };
}

function publishedIn({ db }: Shop): number {
  return db.statement("select count(*) from items where status = 'published'").pluck().get() as number;
}

/** Ratings of the answered items, and how many answers each has. */
function answered({ sandbox }: Shop): [rating: number | null, answers: number][] {
  const items = sandbox.world.items().filter(({ received }) => received.length > 0);
  return items.map(({ rating, received }) => [rating, received.length]);
}

describe("the daemon", () => {
  test("polls, publishes, serves its health, and at SIGTERM ends in order with its agents offline", async () => {
    const shop = await openShop(15);
    const daemon = await startDaemon(shop);
    await expect.poll(() => publishedIn(shop)).toBe(3);
    const get = async (path: string): Promise<{ status: number; body: string }> => {
      const response = await fetch(daemon.http + path, { headers: headersIn(shop.cwd) });
      return { status: response.status, body: await response.text() };
    };
    // Node would open a debugger, through which everybody on this machine reads the keys.
    process.kill(daemon.pid, "SIGUSR1");
    expect(await get("/healthz")).toEqual({ status: 200, body: '{"status":"ok"}' });
    expect(await get("/readyz")).toMatchObject({ status: 200 });
    expect((await get("/metrics")).body).toMatch(/reputation_task_succeeded_total\{task="send_response"\} 3/);
    expect((await get("/nothing")).status).toBe(404);
    const office = JSON.parse((await get("/office/data.json")).body) as { agents: { id: string; status: string }[] };
    expect(office.agents.map((agent) => `${agent.id} ${agent.status}`)).toEqual([
      "reputation_ozon ok",
      "reputation_wb ok",
      "reputation_ym ok",
    ]);

    expect(await daemon.stop("SIGTERM")).toBe(0);
    expect(daemon.output()).not.toContain("Debugger");
    const lines = daemon.output().trim().split("\n");
    expect(JSON.parse(lines.at(-1) ?? "{}")).toMatchObject({ msg: "daemon stopped" });
    const status = JSON.parse((await command(["status", "--json"], { cwd: shop.cwd })).stdout) as {
      daemon: unknown;
      jobs: { live: { running: number } };
    };
    expect(status.daemon).toBeNull();
    expect(status.jobs.live.running).toBe(0);
    expect(answered(shop)).toEqual(Array.from({ length: 3 }, () => [5, 1]));
  });

  test("makes a second one refuse to start; killed while it publishes, it is followed at once by another that sends nothing twice", async () => {
    const wanted = 6;
    const shop = await openShop(5 * wanted);
    const first = await startDaemon(shop);
    const second = await run(["daemon"], { cwd: shop.cwd });
    expect(second.code).toBe(1);
    expect(second.stderr).toContain(`a daemon already runs on this database: process ${first.pid}`);
    expect((await command(["status"], { cwd: shop.cwd })).stdout).toContain("● daemon up");
    // The refused daemon has touched none of the first one's jobs.
    expect(first.output()).not.toContain('"state":"stale"');
    await expect.poll(() => publishedIn(shop)).toBeGreaterThan(0);
    expect(await first.stop("SIGKILL")).toBeNull();
    expect((await command(["status"], { cwd: shop.cwd })).stdout).toContain(`the last one (process ${first.pid}) died`);
    const third = await startDaemon(shop);
    await expect.poll(() => publishedIn(shop)).toBe(wanted);
    expect(await third.stop("SIGINT")).toBe(0);
    expect(answered(shop)).toEqual(Array.from({ length: wanted }, () => [5, 1]));
  });
});
