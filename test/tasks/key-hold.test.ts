/** A key that the marketplace refuses holds its account, spends nothing, and lets all go on when it is replaced. */
import { fetch } from "undici";
import { describe, expect, test } from "vitest";
import type { App } from "../../src/app.ts";
import type { Config } from "../../src/config/schema.ts";
import { createMarketplace, accessOf } from "../../src/marketplaces/create.ts";
import { jobKey, pollKind } from "../../src/domain/job.ts";
import { PLATFORMS, type Platform } from "../../src/domain/platform.ts";
import type { SandboxRecord } from "../../src/sandbox/record.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { unsentReason } from "../../src/desk/hold-reason.ts";
import { circuitOf, pollingState } from "../../src/store/tables/polling-state.ts";
import { listItems, requireItem } from "../../src/store/tables/items.ts";
import { attemptsSpent } from "../../src/domain/job.ts";
import { listJobs } from "../../src/store/tables/jobs.ts";
import { keyHoldsOf } from "../../src/store/tables/key-holds.ts";
import { accountPages } from "../../src/desk/work.ts";
import { workingOf } from "../../src/desk/working.ts";
import { gaugesOf } from "../../src/desk/gauges.ts";
import { textsOf } from "../../src/texts/texts.ts";
import { marketplacesView } from "../../src/tui/screens/marketplaces.ts";
import { timesOf } from "../../src/tui/times.ts";
import { responseOf } from "../../src/store/tables/responses.ts";
import { countUnsent } from "../../src/store/views/unsent.ts";
import { lookAtHeldKeys } from "../../src/tasks/key-hold.ts";
import { testApp } from "../support/app.ts";

const ME = "person:test";
const COUNT = 5;

function openShop(platform: Platform) {
  const items = Array.from({ length: COUNT }, (_, i) => ({
    id: `item ${i}`,
    platform,
    rating: 5,
    text: `Отличное платье, ткань приятная, номер ${i}`,
  }));
  return testApp({ items });
}

async function poll(app: App, platform: Platform): Promise<void> {
  const account = `${platform}-sandbox`;
  const kind = pollKind(platform, "review");
  await app.runner.runNow((tx) => app.enqueue(tx, kind, { account }, { key: jobKey(kind, account), account }).id);
  await app.runner.drain();
}

/** The marketplace forgets the key that the program has, and knows another one. */
function revoke({ credentials }: Sandbox, platform: Platform): void {
  const keys = credentials as { wb: { token: string }; ozon: { apiKey: string }; ym: { apiKey: string } };
  if (platform === "wb") keys.wb.token = `${keys.wb.token}x`;
  else keys[platform].apiKey += "x";
}

/** As a reload does: the account has the new key from now on. */
async function replaceKey({ app, config, sandbox }: Shop, platform: Platform): Promise<void> {
  const account = config.accounts.find((known) => known.platform === platform)!;
  if (account.platform === "wb") account.token = sandbox.credentials.wb.token;
  else account.api_key = sandbox.credentials[account.platform].apiKey;
  const fresh = createMarketplace(accessOf(account), { clock: app.clock });
  (app.deps.marketplaces as Map<string, unknown>).set(account.id, fresh);
  await app.db.write((tx) => lookAtHeldKeys(tx, app.deps));
}

interface Shop {
  app: App;
  sandbox: Sandbox;
  config: Config;
}

async function calls({ url }: Sandbox, platform: Platform): Promise<number> {
  const { requests } = (await (await fetch(`${url}/_sandbox/record`)).json()) as SandboxRecord;
  return Object.values(requests[platform]).reduce((sum, count) => sum + count, 0);
}

describe("a key that is refused", () => {
  test.each(PLATFORMS)(
    "at %s holds what is approved and spends nothing, and a new key lets all go on",
    async (platform) => {
      const shop = await openShop(platform);
      const { app, sandbox } = shop;
      await poll(app, platform);
      const ids = listItems(app.db, { limit: 10 }).map(({ id }) => id);
      expect(ids).toHaveLength(COUNT);
      for (const id of ids) await app.decisions.approve(id, ME);
      revoke(sandbox, platform);
      const before = await calls(sandbox, platform);
      await app.runner.drain();
      await poll(app, platform);
      for (let hour = 0; hour < 6; hour++) {
        await app.runner.runNow((tx) => app.enqueue(tx, "retry_failed_publish", {}).id);
        await app.runner.drain();
      }

      // As many as were on their way at once; nothing tries the dead key again before the probe.
      expect((await calls(sandbox, platform)) - before).toBeLessThanOrEqual(4);
      for (const id of ids) {
        expect(requireItem(app.db, id)).toMatchObject({ status: "approved", error_message: null });
        expect(responseOf(app.db, id)).toMatchObject({ status: "approved", publish_retry_count: 0 });
        expect(unsentReason(app.db, requireItem(app.db, id), responseOf(app.db, id), app)?.why).toContain(
          "ключ заменят",
        );
      }
      expect(countUnsent(app.db)).toBe(COUNT);
      const held = listJobs(app.db, { state: "scheduled", limit: 20 });
      expect(held.map(attemptsSpent)).toEqual(Array.from({ length: COUNT + 1 }, () => 0));
      const account = `${platform}-sandbox`;
      expect(workingOf(app).held_accounts).toEqual([account]);
      expect(gaugesOf(app).keyRefused[account]).toBe(true);
      const ru = textsOf("ru");
      const pages = accountPages(app.db, app.config, app.clock.now());
      const view = marketplacesView(pages, app.clock.now(), ru, timesOf(app.config, ru, app.clock));
      expect(view.rows.find(({ id }) => id === `${account}:hold`)?.cells.join(" ")).toContain("ключ не принят");
      expect(keyHoldsOf(app.db, account)).toMatchObject([{ only: null, code: "auth.key" }]);
      expect(
        circuitOf(pollingState(app.db, { account: `${platform}-sandbox`, itemType: "review" })).consecutiveErrors,
      ).toBe(0);

      await replaceKey(shop, platform);
      await app.runner.drain();
      expect(listItems(app.db, { limit: 10 }).map(({ status }) => status)).toEqual(ids.map(() => "published"));
      expect(sandbox.world.items().map(({ received }) => received.length)).toEqual(ids.map(() => 1));
      expect(keyHoldsOf(app.db, `${platform}-sandbox`)).toEqual([]);
      expect(listJobs(app.db, { state: "scheduled", limit: 20 })).toEqual([]);
    },
  );

  test("lets one request find out whether it works again, and then everything goes out", async () => {
    const { app, sandbox } = await openShop("ozon");
    await poll(app, "ozon");
    const ids = listItems(app.db, { limit: 10 }).map(({ id }) => id);
    const key = sandbox.credentials.ozon.apiKey;
    revoke(sandbox, "ozon");
    await poll(app, "ozon");
    for (const id of ids) await app.decisions.approve(id, ME);
    await app.runner.drain();
    const dead = await calls(sandbox, "ozon");
    const waits = listJobs(app.db, { state: "scheduled", limit: 20 }).map(({ run_at }) => run_at - app.clock.now());
    expect(Math.max(...waits)).toBeGreaterThan(14 * 60_000);
    // What the start of a daemon and a reload do, and the end of the quarter of an hour.
    await app.db.write((tx) => lookAtHeldKeys(tx, app.deps));
    await app.runner.drain();
    expect((await calls(sandbox, "ozon")) - dead).toBe(1);

    sandbox.credentials.ozon.apiKey = key;
    await app.db.write((tx) => lookAtHeldKeys(tx, app.deps));
    await app.runner.drain();
    expect(listItems(app.db, { limit: 10 }).map(({ status }) => status)).toEqual(ids.map(() => "published"));
  });
});
