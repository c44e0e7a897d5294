import { join } from "node:path";
import { fetch } from "undici";
import { describe, expect, test } from "vitest";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import type { Db } from "../../src/store/db.ts";
import { POLL_KINDS } from "../../src/domain/job.ts";
import { command, run } from "../support/cli.ts";
import { startDaemon } from "../support/gated-shop.ts";
import { expectDocumented } from "../support/json-schema.ts";
import { headersIn, sandboxFolder } from "../support/sandbox-folder.ts";
import { tempDb, tempFolder } from "../support/temp.ts";

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
    schedule: Object.fromEntries(POLL_KINDS.map((kind) => [kind, { cron: "* * * * * *" }])),
    http: { listen: "127.0.0.1:0" },
    publish: { recheck_after: "300ms" },
    queue: { shutdown_grace: "5s" },
    approval: { undo_window: "0s", rules: [{ name: "five", when: { rating: { min: 5 } }, then: "approve" }] },
  };
  const { cwd, sandbox } = await sandboxFolder({ items, settings });
  return { cwd, sandbox, db: tempDb(join(cwd, "reputation.db")) };
}

function countOf({ db }: Shop, status: "published" | "error"): number {
  const { n } = db.statement("select count(*) as n from items where status = @status").get({ status }) as { n: number };
  return n;
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
    await expect.poll(() => countOf(shop, "published")).toBe(3);
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

  test("makes a second daemon refuse to start and name the first; after kill -9 another starts at once", async () => {
    const shop = await openShop(3);
    const first = await startDaemon(shop);
    const second = await run(["daemon"], { cwd: shop.cwd });
    expect(second.code).toBe(1);
    expect(second.stderr).toContain(`a daemon already runs on this database: process ${first.pid}`);
    expect((await command(["status"], { cwd: shop.cwd })).stdout).toContain("● daemon up");
    // The refused daemon has touched none of the first one's jobs.
    expect(first.output()).not.toContain('"state":"stale"');
    expect(await first.stop("SIGKILL")).toBeNull();
    expect((await command(["status"], { cwd: shop.cwd })).stdout).toContain(`the last one (process ${first.pid}) died`);
    const third = await startDaemon(shop);
    expect(await third.stop("SIGINT")).toBe(0);
  });

  test("sends every answer exactly once even when it is killed repeatedly while publishing", async () => {
    const [kills, wanted] = [6, 24];
    const shop = await openShop(5 * wanted);
    // A kill hits at most two sends at each marketplace, and a send is set aside after three hits, so all the others get
    // through.
    const apart = (kills * 6) / 3;
    for (let kill = 0, before = -1; kill < kills; kill++) {
      const daemon = await startDaemon(shop);
      // Each kill comes a little later in the work, whatever the daemon is doing then.
      await expect.poll(() => countOf(shop, "published"), { interval: 10 }).toBeGreaterThan(before);
      before = Math.min(countOf(shop, "published"), wanted - apart - 1);
      await daemon.stop("SIGKILL");
    }
    const daemon = await startDaemon(shop);
    // A send that three kills have hit waits for the hourly retry; one that was cut off three times before it could be
    // seen waits for a person. Neither may have been sent twice.
    await command(["retry-failed"], { cwd: shop.cwd });
    await expect.poll(() => countOf(shop, "published") + countOf(shop, "error")).toBe(wanted);
    const published = countOf(shop, "published");
    expect(wanted - published).toBeLessThanOrEqual(apart);
    expect(await daemon.stop("SIGTERM")).toBe(0);
    // One that was set apart may have arrived: that is for a person to find out, and it has not been sent again.
    const arrived = answered(shop);
    expect(arrived.length).toBeGreaterThanOrEqual(published);
    expect(arrived).toEqual(arrived.map(() => [5, 1]));
  });
});

describe("the demo", () => {
  test("summarises all work in one document that agrees with what the marketplaces received", async () => {
    const ran = await run(["demo", "--json"], { cwd: tempFolder() });
    expect(ran.code).toBe(0);
    const summary = expectDocumented("demo", ran.stdout) as {
      totals: Record<string, number>;
      platforms: object;
      verified: boolean;
    };
    expect(summary.verified).toBe(true);
    const { fetched, analyzed, drafted, approved, published: out, waiting, failed } = summary.totals;
    expect(summary.totals["new"]).toBe(fetched);
    expect(analyzed).toBe(fetched);
    expect(drafted).toBe(fetched);
    expect(out).toBe(approved);
    expect(waiting).toBe(fetched! - out!);
    expect(failed).toBe(0);
    expect(out).toBeGreaterThan(5);
    expect(Object.keys(summary.platforms)).toEqual(["wb", "ozon", "ym"]);
  });
});
