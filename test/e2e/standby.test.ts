import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openDb } from "../../src/store/db.ts";
import { standingOf } from "../../src/store/tables/standing.ts";
import { EVERY_SECOND, openGatedShop, startDaemon, type GatedShop } from "../support/gated-shop.ts";
import { command, run, start, type Running } from "../support/cli.ts";
import { LITESTREAM, replicate, restoreReplica } from "../support/litestream.ts";
import { tempFolder } from "../support/temp.ts";

/** Copies a machine's database to where its daemon says that the copies of its epoch belong. */
function copy(cwd: string, replica: string): void {
  const [, name = ""] = /^REPUTATION_COPY=(copy-\d{8})$/m.exec(readFileSync(join(cwd, "reputation.db.copy"), "utf8"))!;
  const litestream = replicate(join(cwd, "reputation.db"), join(replica, name));
  onTestFinished(async () => {
    litestream.kill("SIGKILL");
    await litestream.ended;
  });
}

async function standby({ cwd }: Pick<GatedShop, "cwd">, ...words: string[]): Promise<Running> {
  const running = start(["standby", "--litestream", LITESTREAM, ...words], { cwd });
  await running.line(/"daemon started"/);
  return running;
}

/** Whether the newest copy holds that many items. */
async function copied(replica: string, epoch: number, items: number): Promise<boolean> {
  const file = join(tempFolder(), "copy.db");
  await restoreReplica(join(replica, `copy-0000000${epoch}`), file).catch(() => undefined);
  if (!existsSync(file)) return false;
  const db = openDb(file, { readonly: true });
  const found = db.statement("select count(*) from items").pluck().get();
  db.close();
  return found === items;
}

function epochOf(cwd: string): number | undefined {
  const db = openDb(join(cwd, "reputation.db"), { readonly: true });
  const epoch = standingOf(db)?.epoch;
  db.close();
  return epoch;
}

test("a machine takes over from the copies, the former daemon ends and stays away, and the way back is the same", async () => {
  const replica = join(tempFolder(), "copies");
  const shop = await openGatedShop(3);
  const settings = { standby: { replica }, schedule: EVERY_SECOND, approval: { undo_window: "1h", rules: [] } };
  shop.configure(settings);
  const first = await startDaemon(shop);
  copy(shop.cwd, replica);
  await expect.poll(() => copied(replica, 1, 3), { interval: 250 }).toBe(true);

  const other = { ...shop, cwd: tempFolder() };
  const otherSettings = { ...settings, database: join(other.cwd, "reputation.db") };
  shop.configureIn(other.cwd, otherSettings);
  const second = await standby(other, "--from", replica);
  const told = JSON.parse(await second.line(/taken over; lost is what the former daemon wrote after/)) as object;
  expect(told).toMatchObject({ epoch: 2, from_epoch: 1, lost_seconds: expect.any(Number) as number, replaced: null });
  expect(epochOf(other.cwd)).toBe(2);
  expect(await first.ended).toBe(3);
  expect(await first.line(/another daemon has taken over: epoch-00000002/)).toContain('"level":60');

  const { stdout } = await command(["doctor", "--json"], { cwd: shop.cwd });
  const found = (JSON.parse(stdout) as { subject: string; state: string; message: string }[]).filter(
    ({ subject }) => subject === "standby",
  );
  expect(found.map(({ state, message }) => [state, message])).toEqual([
    ["failed", "another daemon has taken over with epoch 2; this one held 1"],
    ["ok", "Litestream has taken what was written"],
  ]);

  const again = await run(["daemon"], { cwd: shop.cwd });
  expect(again.code).toBe(3);
  expect(again.stderr).toContain("another daemon has taken over: epoch-00000002");

  // The next machine dies before anything of its epoch was copied: what there is of the one before is taken.
  await second.stop("SIGKILL");
  const third = await standby(shop, "--yes");
  expect(JSON.parse(await third.line(/taken over/))).toMatchObject({ epoch: 3, from_epoch: 1 });
  expect(await third.stop("SIGTERM")).toBe(0);
  const restarted = await standby(shop);
  expect(epochOf(shop.cwd)).toBe(3);
  await restarted.stop("SIGKILL");
});
