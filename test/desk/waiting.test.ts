/** Checks that "what waits for a person" has one answer everywhere: each list is as long as each count says. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openApp, type App } from "../../src/app.ts";
import { createLog } from "../../src/base/log.ts";
import { httpOptions } from "../../src/cli/http-options.ts";
import { parseConfig } from "../../src/config/load.ts";
import { gaugesOf } from "../../src/desk/gauges.ts";
import { httpParts } from "../../src/desk/http-parts.ts";
import { createStoreDesk } from "../../src/desk/store-desk.ts";
import { ITEM_STATUSES, WAITS_FOR_PERSON, type ItemStatus } from "../../src/domain/item.ts";
import { createMetrics } from "../../src/http/metrics.ts";
import { startHttp } from "../../src/http/server.ts";
import { createRandom } from "../../src/sandbox/random.ts";
import { markApproved, markFailed } from "../../src/store/tables/responses.ts";
import { progressOf } from "../../src/store/views/progress.ts";
import { storeWaiting } from "../support/items.ts";
import { newDatabase, tempFolder } from "../support/temp.ts";
import { runIn } from "../support/terminal.ts";

const CONFIG = `
database: ./shop.db
accounts:
  - { id: wb-main, platform: wb, token: a-token-of-nobody, brand: market }
  - { id: ym-main, platform: ym, api_key: a-key-of-nobody, business_id: 1, brand: kids }
brands: [{ id: market, name: Market }, { id: kids, name: Kids }]
http: { token: the-administrators-token }
`;

interface Shop {
  app: App;
  cwd: string;
  get: (path: string) => Promise<string>;
}

async function openShop(): Promise<Shop> {
  const cwd = tempFolder();
  writeFileSync(join(cwd, "reputation.yaml"), CONFIG);
  const { config } = parseConfig(CONFIG, join(cwd, "reputation.yaml"), {});
  const log = createLog("silent");
  newDatabase(config.database);
  const app = await openApp(config, { log, role: "command" });
  const parts = httpParts(
    app,
    createMetrics(() => gaugesOf(app)),
  );
  const server = await startHttp(parts, { ...httpOptions(config), listen: "127.0.0.1:0", clock: app.clock, log });
  onTestFinished(async () => {
    await server.close();
    await app.close(0);
  });
  const headers = { authorization: "Bearer the-administrators-token" };
  return { app, cwd, get: async (path) => (await fetch(server.url + path, { headers })).text() };
}

/** Items in any state that the checks of the table allow, and some approved answers that are not published. */
async function fill({ app: { db } }: Shop, seed: number, most: number): Promise<void> {
  const random = createRandom(seed);
  await db.write((tx) => {
    for (const status of ITEM_STATUSES) {
      for (let left = random.between(0, most); left > 0; left--) {
        const at = random.chance(0.5) ? {} : ({ platform: "ym", account: "ym-main", brandId: "kids" } as const);
        const id = storeWaiting(tx, { ...at, priority: random.between(0, 3) });
        setStatus(id, status);
        if (status !== "approved") continue;
        markApproved(tx, id, "person:anna", 0);
        if (random.chance(0.5)) markFailed(tx, id, "HTTP 403", 0);
      }
    }
    function setStatus(id: number, status: ItemStatus): void {
      const published = status === "published" ? 1 : null;
      const reason = status === "skipped" ? "person" : null;
      tx.statement("update items set status = ?, published_at = ?, skip_reason = ? where id = ?").run(
        status,
        published,
        reason,
        id,
      );
    }
  });
}

/** The length of an API list, read page by page. */
async function listed(http: (path: string) => Promise<unknown>, tab: string): Promise<number> {
  let [count, cursor] = [0, ""];
  for (;;) {
    const page = await http(`items?tab=${tab}&limit=7${cursor}`);
    const { items, next } = page as { items: unknown[]; next: string | null };
    count += items.length;
    if (next === null) return count;
    cursor = `&cursor=${next}`;
  }
}

/** How many items wait, as each surface lists and counts them. */
async function numbers({ app, cwd, get }: Shop): Promise<{ lists: object; counts: object; unsent: object }> {
  const desk = createStoreDesk(app);
  const inbox = await desk.inbox({ limit: 1000 });
  const json = async (...args: string[]): Promise<unknown> => JSON.parse((await runIn(args, { cwd })).stdout);
  const http = async (path: string): Promise<unknown> => JSON.parse(await get(`/api/v1/reputation/${path}`));
  const { tabs } = (await http("items/counts")) as { tabs: Record<string, { count: number }> };
  const metrics = await get("/metrics");
  const metric = (name: string): number => Number(new RegExp(`^${name} (\\d+)$`, "m").exec(metrics)?.[1]);
  const status = (await json("status", "--json")) as { waiting: number; unsent: number };
  return {
    lists: {
      desk: inbox.entries.length,
      cli: ((await json("inbox", "--json", "--limit", "1000")) as unknown[]).length,
      http: await listed(http, "waiting"),
    },
    counts: {
      desk: inbox.waiting.waiting.count,
      states: WAITS_FOR_PERSON.reduce((sum, status) => sum + inbox.waiting[status].count, 0),
      overview: (await desk.overview()).waiting.waiting.count,
      status: (await desk.status()).waiting,
      cli: status.waiting,
      http: ((await http("stats")) as { waiting: number }).waiting,
      tab: tabs["waiting"]?.count,
      metrics: metric("reputation_items_waiting"),
      progress: progressOf(app.db, "wb").waiting + progressOf(app.db, "ym").waiting,
    },
    unsent: {
      list: (await desk.unsent({ limit: 1000 })).length,
      cli: ((await json("inbox", "--unsent", "--json", "--limit", "1000")) as unknown[]).length,
      desk: inbox.unsent,
      http: await listed(http, "unsent"),
      tab: tabs["unsent"]?.count,
      overview: (await desk.overview()).unsent,
      status: status.unsent,
      metrics: metric("reputation_answers_unsent"),
    },
  };
}

test.each([
  [1, 0],
  [2, 3],
  [3, 9],
])("every list of waiting items is as long as every count says (seed %i)", async (seed, most) => {
  const shop = await openShop();
  await fill(shop, seed, most);
  const sql = `select count(*) as n from items where status in ('pending_review', 'escalated', 'error')`;
  const { n } = shop.app.db.statement(sql).get() as { n: number };
  const { lists, counts, unsent } = await numbers(shop);

  expect(lists).toEqual({ desk: n, cli: n, http: n });
  expect(new Set(Object.values(counts)), JSON.stringify(counts)).toEqual(new Set([n]));
  expect(new Set(Object.values(unsent)).size, JSON.stringify(unsent)).toBe(1);
});

test("a filtered inbox is as long as its count says, most urgent first, and holds only waiting items", async () => {
  const shop = await openShop();
  await fill(shop, 4, 9);
  const desk = createStoreDesk(shop.app);
  for (const query of [{ platform: "ym" }, { account: "wb-main" }, { itemType: "question" }] as const) {
    const { entries, waiting } = await desk.inbox({ ...query, limit: 1000 });
    expect(waiting.waiting).toEqual({ count: entries.length, exact: true });
    const order = entries.map(({ item: { priority, created_at, id } }) => [-priority, created_at, id]);
    expect(order).toEqual(order.toSorted((a, b) => a[0]! - b[0]! || a[1]! - b[1]! || a[2]! - b[2]!));
    for (const { item } of entries) expect(WAITS_FOR_PERSON).toContain(item.status);
  }
});
