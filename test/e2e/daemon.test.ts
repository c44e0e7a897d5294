import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fetch } from "undici";
import { describe, expect, test } from "vitest";
import type { SandboxRecord } from "../../src/sandbox/record.ts";
import { run, start, type Running } from "../support/cli.ts";
import { expectDocumented } from "../support/json-schema.ts";
import { tempFolder } from "../support/temp.ts";

const KINDS = ["wb_reviews", "wb_questions", "ozon_reviews", "ozon_questions", "ym_reviews", "ym_questions"];

interface Shop {
  cwd: string;
  /** What the sandbox, a process of its own, has received. */
  record(): Promise<SandboxRecord>;
}

/** A sandbox with reviews of five stars among others, and a configuration that polls all the time and approves those. */
async function openShop(count: number): Promise<Shop> {
  const cwd = tempFolder();
  const reviews = Array.from({ length: count }, (_, i) => {
    return JSON.stringify({
      id: `r${i}`,
      text: `Очень нравится, ношу с удовольствием, вещь номер ${i}.`,
      rating: (i % 5) + 1,
    });
  });
  writeFileSync(join(cwd, "reviews.jsonl"), reviews.join("\n"));
  const sandbox = start(["sandbox", "--dir", cwd, "--reviews", "reviews.jsonl", "--json"], { cwd });
  const { url } = JSON.parse(await sandbox.line(/"url"/)) as { url: string };
  const file = join(cwd, "reputation.yaml");
  const schedule = KINDS.map((kind) => `  poll_${kind}: {cron: "* * * * * *"}`).join("\n");
  const more = `
schedule:\n${schedule}
http: {listen: "127.0.0.1:0"}
publish: {recheck_after: 300ms}
queue: {shutdown_grace: 5s}
approval: {undo_window: 0s, rules: [{name: five, when: {rating: {min: 5}}, then: approve}]}
`;
  writeFileSync(file, `${readFileSync(file, "utf8").replace(/^ai:[\s\S]*?(?=^\w)/m, "")}${more}`);
  return {
    cwd,
    record: async () => (await (await fetch(`${url}/_sandbox/record`)).json()) as SandboxRecord,
  };
}

async function startDaemon({ cwd }: Shop): Promise<Running & { http: string }> {
  const daemon = start(["daemon"], { cwd });
  const { http } = JSON.parse(await daemon.line(/"daemon started"/)) as { http: string };
  return { ...daemon, http };
}

async function counts({ cwd }: Shop): Promise<{ published: number; error: number }> {
  const status = await run(["status", "--json"], { cwd });
  return (JSON.parse(status.stdout) as { items: { published: number; error: number } }).items;
}

async function published(shop: Shop): Promise<number> {
  return (await counts(shop)).published;
}

describe("the daemon", () => {
  test("polls, publishes, serves its health and ends in order at SIGTERM, the agents offline", async () => {
    const shop = await openShop(15);
    const daemon = await startDaemon(shop);
    await expect.poll(() => published(shop), { timeout: 25_000 }).toBe(3);
    const get = async (path: string): Promise<{ status: number; body: string }> => {
      const response = await fetch(daemon.http + path);
      return { status: response.status, body: await response.text() };
    };
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
    const lines = daemon.output().trim().split("\n");
    expect(JSON.parse(lines.at(-1) ?? "{}")).toMatchObject({ msg: "daemon stopped" });
    const status = JSON.parse((await run(["status", "--json"], { cwd: shop.cwd })).stdout) as {
      daemon: unknown;
      jobs: { live: { running: number } };
    };
    expect(status.daemon).toBeNull();
    expect(status.jobs.live.running).toBe(0);
    const answers = (await shop.record()).items.map((item) => [item.rating, item.answers.length]);
    expect(answers.every(([rating, n]) => n === (rating === 5 ? 1 : 0))).toBe(true);
  }, 60_000);

  test("is alone: a second one refuses and names the first; after kill -9 another starts at once", async () => {
    const shop = await openShop(3);
    const first = await startDaemon(shop);
    const second = await run(["daemon"], { cwd: shop.cwd });
    expect(second.code).toBe(1);
    expect(second.stderr).toContain(`a daemon already runs on this database: process ${first.pid}`);
    expect((await run(["status"], { cwd: shop.cwd })).stdout).toContain("● daemon up");
    // Refused means refused: the first one's jobs were left to it.
    expect(first.output()).not.toContain('"state":"stale"');
    expect(await first.stop("SIGKILL")).toBeNull();
    expect((await run(["status"], { cwd: shop.cwd })).stdout).toContain(`the last one (process ${first.pid}) died`);
    const third = await startDaemon(shop);
    expect(await third.stop("SIGINT")).toBe(0);
  }, 60_000);

  test("killed again and again while it publishes, sends every answer exactly once", async () => {
    const [kills, wanted] = [6, 24];
    const shop = await openShop(5 * wanted);
    // A kill hits two sends at most, and three hits set one apart: all the others get through.
    const apart = (kills * 2) / 3;
    for (let kill = 0, before = -1; kill < kills; kill++) {
      const daemon = await startDaemon(shop);
      // Each time a little later in the work, whatever it is doing then.
      await expect.poll(() => published(shop), { timeout: 15_000, interval: 20 }).toBeGreaterThan(before);
      before = Math.min(await published(shop), wanted - apart - 1);
      await daemon.stop("SIGKILL");
    }
    const daemon = await startDaemon(shop);
    // A send that three kills have hit waits for the hourly retry; one that was cut off three times before it could be
    // seen waits for a person. Neither may have been sent twice.
    await run(["retry-failed"], { cwd: shop.cwd });
    const ended = async (): Promise<number> => {
      const { published: out, error } = await counts(shop);
      return out + error;
    };
    await expect.poll(ended, { timeout: 40_000 }).toBe(wanted);
    const { published: out, error } = await counts(shop);
    expect(error).toBeLessThanOrEqual(apart);
    expect(await daemon.stop("SIGTERM")).toBe(0);
    const { items } = await shop.record();
    expect(items.filter((item) => item.answers.length > 1)).toEqual([]);
    expect(items.filter((item) => item.answers.length === 1).map((item) => item.rating)).toEqual(Array(out).fill(5));
  }, 120_000);
});

describe("the demo", () => {
  test("shows the whole work in one document, and the marketplaces agree with it", async () => {
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
  }, 60_000);
});
