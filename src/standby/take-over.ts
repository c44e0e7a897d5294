/** Takes over from the copies: restore, check, the next epoch, and only then into the database's place. */
import { dirname } from "node:path";
import { rmSync } from "node:fs";
import type { Clock } from "../base/clock.ts";
import { StateError, UsageError } from "../base/errors.ts";
import { openDb, type Db, type Tx } from "../store/db.ts";
import { checkCopy, putInPlace } from "../store/sqlite/backup.ts";
import { makeFolder } from "../store/sqlite/folder.ts";
import { realPlace, requireOwnFolder } from "../store/sqlite/place.ts";
import { insertAudit } from "../store/tables/audit.ts";
import { deleteMeta } from "../store/tables/meta.ts";
import { noteFenceHold, setStanding, standingOf, type Standing } from "../store/tables/standing.ts";
import { lastWriteAt } from "../store/views/last-write.ts";
import { HIGHEST_EPOCH, makeEpoch, nameOfCopy, type Claim, type EpochStore } from "./epochs.ts";
import { newClaim, superseded } from "./join.ts";
import { restoreCopy, type RestoringCopy } from "./restore-copy.ts";

export interface TakeOver extends Pick<RestoringCopy, "standby" | "litestream" | "env"> {
  database: string;
  store: EpochStore;
  clock: Clock;
  /** For the audit. */
  actor: string;
  /** Given by whoever places the daemons; the next one when it is missing. */
  epoch?: number | undefined;
  /** Further writes into the restored file, before anything reads it. */
  enter?: ((tx: Tx) => void) | undefined;
}

export interface TakenOver {
  epoch: number;
  /** The epoch whose copy was restored. */
  from: number;
  /** When the last row of the copy was written, Unix ms; null for an empty database. */
  lastWriteAt: number | null;
  /** What was written later is lost: at most this many seconds of the former daemon's work, by the two machines' clocks. */
  lostSeconds: number | null;
  /** Where the former database of this machine is now; null when there was none. */
  replaced: string | null;
}

/** Whether the database is there already and holds the highest epoch. @throws when the place cannot be read */
export async function holdsHighest(database: string, store: EpochStore): Promise<boolean> {
  const mine = readStanding(database);
  if (!mine) return false;
  const highest = (await store.list(1)).at(-1);
  return highest === mine.epoch && (await store.read(highest))?.holder === mine.holder;
}

/** How the database there stands; undefined when there is none, or none that can be read. */
export function readStanding(database: string): Standing | undefined {
  let db: Db;
  try {
    db = openDb(database, { readonly: true });
  } catch {
    return undefined;
  }
  try {
    return standingOf(db);
  } finally {
    db.close();
  }
}

/**
 * @throws StateError `standby.no_copy`, `standby.superseded` when somebody else was faster; UsageError for an epoch that
 * is not higher than all others; InternalError when the copy is damaged. Then nothing has changed
 */
export async function takeOver(options: TakeOver): Promise<TakenOver> {
  const { store, clock, actor, enter } = options;
  const path = realPlace(options.database);
  makeFolder(dirname(path));
  requireOwnFolder(path);
  const file = `${path}.standby`;
  drop(file);
  try {
    const highest = await highestOf(store);
    const from = await restoreNewest(options, highest, file);
    checkCopy(file, `${store.place}/${nameOfCopy(from)}`);
    const claim = newClaim(nextEpoch(highest, options.epoch), clock);
    if (!(await makeEpoch(store, claim))) throw superseded(store.place, claim.epoch, await store.read(claim.epoch));
    const last = await enterClaim(file, { store, claim, from, actor, enter });
    const replaced = await putInPlace(file, path, clock.now());
    return { epoch: claim.epoch, from, lastWriteAt: last, lostSeconds: secondsSince(last, claim.at), replaced };
  } finally {
    drop(file);
  }
}

async function highestOf(store: EpochStore): Promise<number> {
  const highest = (await store.list(1)).at(-1);
  if (highest !== undefined) return highest;
  throw new StateError(`there is no epoch in ${store.place}: no daemon has ever copied its database there`, {
    code: "standby.no_copy",
    hint: "Start the first daemon with `standby.replica` and Litestream beside it (docs/standby.md).",
  });
}

function nextEpoch(highest: number, given: number | undefined): number {
  if (given === undefined) return highest + 1;
  if (given > highest && given <= HIGHEST_EPOCH) return given;
  throw new UsageError(`--epoch ${given} is not higher than epoch ${highest}, which exists`);
}

/** The daemon of the highest epoch may have died before Litestream copied anything of it. */
async function restoreNewest(options: TakeOver, highest: number, file: string): Promise<number> {
  const epochs = (await options.store.list(1)).filter((epoch) => epoch <= highest).toReversed();
  for (const epoch of epochs) if (await restoreCopy({ ...options, epoch, file })) return epoch;
  throw new StateError(`there is no copy in ${options.store.place}`, {
    code: "standby.no_copy",
    hint: "Does Litestream copy to the place that the daemon names in the file beside its database (docs/standby.md)?",
  });
}

interface Entering extends Pick<TakeOver, "store" | "actor" | "enter"> {
  claim: Claim;
  from: number;
}

/** Makes the restored file ours. @returns when its last row was written */
async function enterClaim(file: string, { store, claim, from, actor, enter }: Entering): Promise<number | null> {
  const db = openDb(file, { isExact: true });
  try {
    const last = lastWriteAt(db);
    const after = { epoch: claim.epoch, from, copied_until: last, lost_seconds: secondsSince(last, claim.at) };
    await db.write((tx) => {
      setStanding(tx, { place: store.place, epoch: claim.epoch, holder: claim.holder, settled: false });
      // The former daemon may not send any more, whether it lives or not.
      deleteMeta(tx, "daemon");
      noteFenceHold(tx, undefined);
      enter?.(tx);
      insertAudit(tx, { actor, action: "take_over", itemId: null, after }, claim.at);
    });
    return last;
  } finally {
    db.close();
  }
}

function secondsSince(last: number | null, now: number): number | null {
  return last === null ? null : Math.max(0, Math.ceil((now - last) / 1000));
}

function drop(file: string): void {
  for (const part of ["", "-wal", "-shm", "-journal"]) rmSync(file + part, { force: true });
}
