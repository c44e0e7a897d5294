/** A database that holds an epoch, and a configuration that names another place for it, or none. */
import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { systemClock } from "../../src/base/clock.ts";
import { createLog } from "../../src/base/log.ts";
import { liveDaemon } from "../../src/queue/owner.ts";
import { claimText, nameOfEpoch } from "../../src/standby/epochs.ts";
import { holdFile } from "../../src/standby/hold-file.ts";
import { folderEpochs } from "../../src/standby/folder-epochs.ts";
import { borrowFence, openFence } from "../../src/standby/open-fence.ts";
import { openDb } from "../../src/store/db.ts";
import { fenceHoldOf, noteFenceHold, setStanding, standingOf } from "../../src/store/tables/standing.ts";
import { runIn } from "../support/terminal.ts";
import { testConfig } from "../support/config.ts";
import { sandboxFolder } from "../support/sandbox-folder.ts";
import { tempDb, tempFolder } from "../support/temp.ts";

function opening(db = tempDb(), replica?: string) {
  const config = testConfig(replica === undefined ? {} : { standby: { replica } });
  const parts = { db, clock: systemClock, log: createLog("silent"), config };
  const open = async () => {
    const fence = await openFence(parts, () => undefined);
    await fence?.ready();
    onTestFinished(() => fence?.stop());
    return fence;
  };
  return { db, open, borrow: () => borrowFence(parts) };
}

async function joined(replica: string) {
  const { db, open } = opening(tempDb(), replica);
  await (await open())?.stop();
  return db;
}

test("without the place of its epoch a database has no daemon, and a command beside it sends nothing", async () => {
  const replica = join(tempFolder(), "copies");
  const db = await joined(replica);
  const nameless = opening(db);
  await expect(nameless.open()).rejects.toThrow(`holds epoch 1 of ${replica}, and the configuration names no replica`);
  const borrowed = nameless.borrow();
  onTestFinished(() => borrowed?.stop());
  await borrowed?.ready();
  expect(borrowed?.hold()).toMatchObject({
    why: "unsure",
    message: expect.stringContaining("names no replica") as string,
  });
  await expect(opening(db, join(tempFolder(), "new")).open()).rejects.toThrow("holds none of it");
  expect(opening().borrow()).toBeNull();
});

test("an epoch that somebody else holds under the same number is none of this database", async () => {
  const replica = join(tempFolder(), "copies");
  const db = await joined(replica);
  writeFileSync(join(replica, nameOfEpoch(1)), claimText({ epoch: 1, holder: "theirs", host: "there", at: 1 }));
  await expect(opening(db, replica).open()).rejects.toThrow("another daemon has taken over: epoch-00000001");
});

test("whoever ends leaves the file to the next one at once", async () => {
  const db = tempDb();
  const parts = { db, clock: systemClock, log: createLog("silent"), config: testConfig({}) };
  const held = await holdFile(parts, () => undefined);
  const holding = () => liveDaemon(db, systemClock.now());
  expect(holding()).toMatchObject({ pid: process.pid });
  await held.release();
  expect(holding()).toBeUndefined();
});

test("the place of an epoch may be called otherwise: then the database and its commands know it by that name", async () => {
  const folder = tempFolder();
  const db = await joined(join(folder, "copies"));
  renameSync(join(folder, "copies"), join(folder, "mounted"));
  const moved = opening(db, join(folder, "mounted"));
  expect((await moved.open())?.hold()).toBeUndefined();
  expect(standingOf(db)).toMatchObject({ place: join(folder, "mounted"), epoch: 1 });
  const borrowed = moved.borrow();
  onTestFinished(() => borrowed?.stop());
  await borrowed?.ready();
  expect(borrowed?.hold()).toBeUndefined();
});

test("a person ends the standby by command, which is recorded; not while another one is known to have taken over", async () => {
  const replica = join(tempFolder(), "copies");
  const { cwd } = await sandboxFolder({ items: [], settings: { standby: { replica } } });
  const file = join(cwd, "reputation.db");
  const end = () => runIn(["standby", "--end", "--yes"], { cwd });
  const database = openDb(file, { isExact: true });
  const standing = { place: replica, epoch: 1, holder: "ours", settled: true };
  await database.write((tx) => {
    setStanding(tx, standing);
    noteFenceHold(tx, "unsure");
  });
  database.close();
  const store = folderEpochs(replica);
  for (const [epoch, holder] of [
    [1, "ours"],
    [2, "theirs"],
  ] as const)
    await store.make({ epoch, holder, host: "there", at: 1 });
  expect(await end()).toMatchObject({ code: 3, stderr: expect.stringContaining("epoch-00000002") as string });
  renameSync(join(replica, "epoch-00000002"), join(replica, "gone"));
  expect(await end()).toMatchObject({ code: 0, stderr: expect.stringContaining("belongs to no epoch") as string });
  expect((await end()).stderr).toContain("there is nothing to end");
  const db = openDb(file, { readonly: true });
  onTestFinished(() => db.close());
  expect(standingOf(db)).toBeUndefined();
  // Nothing says any more that answers are held back.
  expect(fenceHoldOf(db)).toBeUndefined();
  expect(db.statement("select action from audit order by id desc limit 1").pluck().get()).toBe("standby_end");
});
