import { AT_ONCE } from "./accounts.ts";
/** Request limits as the marketplace sees them, whose own buckets refuse any excess request. */
import { expect, onTestFinished, test } from "vitest";
import type { Clock } from "../../src/base/clock.ts";
import { createMarketplace, type ConnectedMarketplace } from "../../src/marketplaces/create.ts";
import { startSandbox, type Sandbox } from "../../src/sandbox/sandbox.ts";
import { openDb } from "../../src/store/db.ts";
import { limitOf } from "../../src/store/tables/limits.ts";
import { hurriedClock } from "../support/hurried-clock.ts";
import { newDatabase } from "../support/temp.ts";
import { signal } from "./contract.ts";

/** The parts that each process has of its own: a database handle and a connection. */
function startProcess(
  sandbox: Sandbox,
  path: string,
  clock: Clock,
): { wb: ConnectedMarketplace; die(): Promise<void> } {
  const db = openDb(path);
  const access = {
    platform: "wb",
    id: "wb-main",
    token: sandbox.credentials.wb.token,
    baseUrl: sandbox.baseUrls.wb,
  } as const;
  const wb = createMarketplace(access, { clock, usage: limitOf("wb-main", db) });
  return {
    wb,
    async die() {
      await wb.close();
      db.close();
    },
  };
}

async function openShop(clock: Clock, wbBasic = false): Promise<Sandbox> {
  const item = { id: "w", platform: "wb", text: "Отзыв", rating: 5 } as const;
  const sandbox = await startSandbox({ clock, limits: true, wbBasic, items: [item] });
  onTestFinished(() => sandbox.close());
  return sandbox;
}

test("repeated restarts, each followed by a burst, never exceed the limit", async () => {
  const clock = hurriedClock(4);
  const sandbox = await openShop(clock);
  const path = newDatabase();
  const ref = { itemType: "review" as const, externalId: sandbox.world.item("w").externalId, raw: {} };
  for (let start = 0; start < 5; start++) {
    const one = startProcess(sandbox, path, clock);
    await Promise.all(Array.from({ length: 4 }, () => one.wb.read(ref, signal)));
    await one.die();
  }
  expect(sandbox.limitsOf("wb")).toMatchObject({ refused: 0 });
});

test("two processes on one account share its limit", async () => {
  const clock = hurriedClock(4);
  const sandbox = await openShop(clock);
  const path = newDatabase();
  const ref = { itemType: "review" as const, externalId: sandbox.world.item("w").externalId, raw: {} };
  const both = [startProcess(sandbox, path, clock), startProcess(sandbox, path, clock)];
  await Promise.all(both.flatMap(({ wb }) => Array.from({ length: 8 }, () => wb.read(ref, signal))));
  for (const one of both) await one.die();
  expect(sandbox.limitsOf("wb")).toMatchObject({ refused: 0 });
});

test("a Basic token's single request in 12 minutes is remembered after a restart, which reports when it continues", async () => {
  const clock = hurriedClock(1);
  const sandbox = await openShop(clock, true);
  const path = newDatabase();
  const first = startProcess(sandbox, path, clock);
  const ref = { itemType: "review" as const, externalId: sandbox.world.item("w").externalId, raw: {} };
  await first.wb.read(ref, signal);
  await first.die();
  const second = startProcess(sandbox, path, clock);
  const refused = await second.wb.publish(ref, "Спасибо!", signal, AT_ONCE).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: "marketplace.rate_limited", effect: "none" });
  expect((refused as { retryAfterMs: number }).retryAfterMs).toBeGreaterThan(11 * 60_000);
  await second.die();
  expect(sandbox.limitsOf("wb")).toMatchObject({ refused: 0 });
});
