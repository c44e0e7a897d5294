/** What finished jobs cost: claim, status snapshot (a tick of the terminal) and boot on a full and on an empty table. */
import { join } from "node:path";
import { HOUR_MS } from "../src/base/clock.ts";
import { rescueOrphans } from "../src/queue/rescue.ts";
import { openDb, type Db } from "../src/store/db.ts";
import { claimReady, insertJob, settleJob, stageDue } from "../src/store/tables/jobs.ts";
import { statusOf } from "../src/store/views/status.ts";
import { percentile } from "./payload.ts";

const READY = 10_000;
const ROUNDS = 2000;

async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function fill(db: Db, finished: number, future: number): Promise<void> {
  const now = Date.now();
  await db.write((tx) => {
    const columns =
      "kind, lane, key, args, priority, state, run_at, attempt, excused, crashes, max_attempts, item_id, created_at, started_at, finished_at, result, owner";
    const row = tx.statement(
      `insert into jobs (${columns}) values ('analyze_item', 'ai', null, '{"item_id":1}', 0, ?, ?, ?, 0, 0, 4, ?, ?, ?, ?, ?, ?)`,
    );
    const did = ['{"status":"analyzed"}', "daemon/host/1/a"];
    for (let i = 1; i <= finished; i++) row.run("done", now - i, 1, i, now - i, now - i, now - i, ...did);
    // Later ones of a higher priority: the order in which they would spoil a claim that reads them.
    for (let i = 1; i <= future; i++) row.run("scheduled", now + HOUR_MS + i, 0, i, now, null, null, null, null);
  });
}

async function addReady(db: Db, count: number): Promise<void> {
  const now = Date.now();
  const job = {
    kind: "work",
    lane: "ai",
    key: null,
    args: {},
    priority: 0,
    runAt: now,
    maxAttempts: 4,
    itemId: null,
    account: null,
    scheduledFor: null,
  };
  await db.write((tx) => {
    for (let i = 0; i < count; i++) insertJob(tx, job, now);
  });
}

export interface Measured {
  claim_p50_ms: number;
  claim_p99_ms: number;
  settle_p50_ms: number;
  snapshot_ms: number;
  boot_ms: number;
}

/** One claim a transaction that is rolled back by nothing: each commits to the disk, as in the daemon. */
async function measure(path: string): Promise<Measured> {
  let db = openDb(path);
  await addReady(db, READY);
  const claims: number[] = [];
  const pairs: number[] = [];
  const claim = { owner: "daemon/host/1/bench", leaseUntil: 0, now: 0 };
  for (let i = 0; i < ROUNDS; i++) {
    const now = Date.now();
    const at = { ...claim, now, leaseUntil: now + 30_000 };
    let taken: ReturnType<typeof claimReady> = [];
    // The statement alone, inside the transaction: the flush is the same for every table.
    await db.write((tx) => {
      const start = performance.now();
      stageDue(tx, now);
      taken = claimReady(tx, "ai", 1, at);
      claims.push(performance.now() - start);
    });
    const [job] = taken;
    if (!job) break;
    pairs.push(
      await timed(() =>
        db.write((tx) => {
          const after = { state: "done", runAt: now, excused: 0, crashes: 0, error: null } as const;
          const fence = { id: job.id, attempt: job.attempt, owner: at.owner };
          settleJob(tx, fence, { outcome: "done", after, startedAt: now }, now);
        }),
      ),
    );
  }
  const snapshots: number[] = [];
  for (let i = 0; i < 20; i++) snapshots.push(await timed(() => statusOf(db, Date.now(), Date.now() - HOUR_MS)));
  db.close();
  const boots: number[] = [];
  for (let i = 0; i < 5; i++) {
    boots.push(
      await timed(async () => {
        db = openDb(path);
        await db.write((tx) => rescueOrphans(tx, new Map(), {}, () => true, Date.now()).length);
      }),
    );
    db.close();
  }
  return {
    claim_p50_ms: percentile(claims, 0.5),
    claim_p99_ms: percentile(claims, 0.99),
    settle_p50_ms: percentile(pairs, 0.5),
    snapshot_ms: percentile(snapshots, 0.5),
    boot_ms: percentile(boots, 0.5),
  };
}

/** Medians, ms; of the claims the 99th percentile too. A fifth as many jobs wait for a later time. */
export async function measureHistory(folder: string, finished: number): Promise<Record<"empty" | "full", Measured>> {
  const full = join(folder, "full.db");
  const db = openDb(full);
  await fill(db, finished, finished / 5);
  db.close();
  return { empty: await measure(join(folder, "empty.db")), full: await measure(full) };
}
