import { expect, onTestFinished, test, vi } from "vitest";
import { openApp } from "../../src/app.ts";
import { systemClock } from "../../src/base/clock.ts";
import { createLog } from "../../src/base/log.ts";
import { liveDaemon, placeName, takeLease, type Owner } from "../../src/queue/owner.ts";
import { openDb } from "../../src/store/db.ts";
import { setMeta } from "../../src/store/tables/meta.ts";
import { claimById, insertJob, requireJob } from "../../src/store/tables/jobs.ts";
import { testConfig } from "../support/config.ts";
import { newDatabase } from "../support/temp.ts";

/** Stands for another daemon: our parent process lives as long as we do. */
const OTHER: Owner = { role: "daemon", host: placeName(), pid: process.ppid, epoch: "other" };
const OWNER = `daemon/${OTHER.host}/${OTHER.pid}/${OTHER.epoch}`;

test("a job whose process number belongs to another process by now is found by its long expired lease", async () => {
  const config = testConfig({ database: newDatabase() });
  const db = openDb(config.database);
  onTestFinished(() => db.close());
  const now = systemClock.now();
  const claimed = (key: string, leaseUntil: number): Promise<number> =>
    db.write((tx) => {
      const job = { kind: "office_heartbeat", lane: "system", key, args: {}, priority: 0, runAt: now };
      const { id } = insertJob(tx, { ...job, maxAttempts: 1, itemId: null, account: null, scheduledFor: null }, now);
      // Our parent is alive, but it is not the command that claimed this job.
      claimById(tx, id, { owner: `command/${OTHER.host}/${OTHER.pid}/dead`, leaseUntil, now });
      return id;
    });
  const [old, fresh] = [await claimed("old", now - 61_000), await claimed("fresh", now + 30_000)];
  const app = await openApp(config, { log: createLog("silent"), role: "command" });
  await app.close(0);
  expect(requireJob(db, old)).toMatchObject({ state: "ready", crashes: 1 });
  expect(requireJob(db, fresh)).toMatchObject({ state: "running" });
});

test("a daemon runs the jobs that an earlier version stored in lanes which this one does not have", async () => {
  const config = testConfig({ database: newDatabase() });
  const app = await openApp(config, { log: createLog("silent"), role: "daemon" });
  onTestFinished(() => app.close(0));
  const store = (kind: string, lane: string, args: object, runAt: number) =>
    app.db.write((tx) => {
      const job = { kind, lane, key: null, args, priority: 0, runAt, maxAttempts: 1, scheduledFor: null };
      return insertJob(tx, { ...job, itemId: null, account: null }, systemClock.now()).id;
    });
  const poll = await store("poll_ym_reviews", "poll", { account: "gone" }, systemClock.now());
  const later = await store("send_response", "publish", { item_id: 1 }, systemClock.now() + 60_000);
  await app.startDaemon(() => {});
  await vi.waitFor(() => expect(requireJob(app.db, poll)).toMatchObject({ lane: "poll_ym", state: "failed" }));
  expect(requireJob(app.db, later)).toMatchObject({ lane: "publish_wb", state: "scheduled" });
});

test("a daemon finds itself, but no earlier process that had its number", async () => {
  const config = testConfig({ database: newDatabase() });
  const app = await openApp(config, { log: createLog("silent"), role: "daemon" });
  onTestFinished(() => app.close(0));
  await app.startDaemon(() => {});
  expect(liveDaemon(app.db, systemClock.now())?.pid).toBe(process.pid);
  const earlier = { host: placeName(), pid: process.pid, epoch: "earlier", started_at: 1, seen_at: systemClock.now() };
  await app.db.write((tx) => setMeta(tx, "daemon", earlier));
  expect(liveDaemon(app.db, systemClock.now())).toBeUndefined();
});

test("a second daemon that is refused has not touched the jobs of the first", async () => {
  const config = testConfig({ database: newDatabase() });
  const db = openDb(config.database);
  onTestFinished(() => db.close());
  const now = systemClock.now();
  const id = await db.write((tx) => {
    takeLease(tx, OTHER, now);
    const job = { kind: "send_response", lane: "publish_wb", key: "k", args: { item_id: 1 }, priority: 0, runAt: now };
    const { id } = insertJob(tx, { ...job, maxAttempts: 4, itemId: null, account: null, scheduledFor: null }, now);
    // The lease is old, but while the file's daemon is alive, only that counts.
    claimById(tx, id, { owner: OWNER, leaseUntil: 1, now });
    return id;
  });
  const second = await openApp(config, { log: createLog("silent"), role: "daemon" });
  await expect(second.startDaemon(() => {})).rejects.toThrow(
    `a daemon already runs on this database: process ${OTHER.pid}`,
  );
  await second.close(0);
  expect(requireJob(db, id)).toMatchObject({ state: "running", owner: OWNER, attempt: 1 });
});
