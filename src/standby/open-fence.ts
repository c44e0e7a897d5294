import { renameSync, writeFileSync } from "node:fs";
import type { Clock } from "../base/clock.ts";
import { causeChain, InternalError, StateError } from "../base/errors.ts";
import type { Log } from "../base/log.ts";
import type { Config } from "../config/schema.ts";
import type { Db } from "../store/db.ts";
import { setStanding, standingOf, type Standing } from "../store/tables/standing.ts";
import { nameOfCopy, type EpochStore } from "./epochs.ts";
import { createFence, NO_EPOCH, type Fence } from "./fence.ts";
import type { FenceTimes } from "./fence-times.ts";
import { joinEpochs, requirePlace, superseded } from "./join.ts";
import { openEpochs } from "./open-epochs.ts";

export interface FenceParts {
  db: Db;
  clock: Clock;
  log: Log;
  config: Config;
  times?: FenceTimes | undefined;
}

/**
 * The fence of the daemon, which finds its epoch first; null when the configuration names no replica.
 * @param onSuperseded called once when another daemon has taken over
 * @throws StateError `standby.superseded`, `standby.unknown_place`
 */
export async function openFence(parts: FenceParts, onSuperseded: (error: StateError) => void): Promise<Fence | null> {
  const { db, clock, log, config, times } = parts;
  if (!config.standby) {
    requirePlace(standingOf(db), null);
    return null;
  }
  const store = openEpochs(config.standby, config.net, clock);
  try {
    const standing = await joinIfPossible(store, parts);
    nameCopy(db.path, standing.epoch);
    return createFence({
      store,
      clock,
      epoch: standing.epoch,
      isSettled: standing.settled,
      ...(times && { times }),
      onSettled() {
        const settled = db.write((tx) => setStanding(tx, { ...standing, settled: true }));
        settled.catch((error: unknown) => log.warn({ err: causeChain(error) }, "the end of the wait cannot be noted"));
        log.info({ epoch: standing.epoch }, "the wait after the take-over is over: answers leave");
      },
      onSuperseded: (epoch, by) => onSuperseded(superseded(store.place, epoch, by)),
    });
  } catch (error) {
    await store.close();
    throw error;
  }
}

/**
 * The fence of a command beside the daemon, which holds the daemon's epoch. A database whose daemon has none in this place
 * sends nothing: it may be an old copy of one that another daemon works with.
 */
export function borrowFence({ db, clock, config, times }: Omit<FenceParts, "log">): Fence | null {
  const standing = standingOf(db);
  if (!config.standby && !standing) return null;
  const store = config.standby ? openEpochs(config.standby, config.net, clock) : nowhere(standing);
  const { epoch, settled } = standing?.place === store.place ? standing : { epoch: NO_EPOCH, settled: false };
  return createFence({ store, clock, epoch, isSettled: settled, ...(times && { times }) });
}

/** In place of epochs that the configuration does not name any more. */
function nowhere(standing: Standing | undefined): EpochStore {
  const unknown = async (): Promise<never> => {
    requirePlace(standing, null);
    throw new InternalError("no epochs are named");
  };
  return { place: "", list: unknown, make: unknown, read: unknown, close: async () => undefined };
}

/** A place that is away keeps answers from leaving, and nothing else from being done. */
async function joinIfPossible(store: EpochStore, { db, clock, log }: FenceParts): Promise<Standing> {
  try {
    return await joinEpochs(db, store, clock);
  } catch (error) {
    const mine = standingOf(db);
    if (error instanceof StateError || mine?.place !== store.place) throw error;
    log.warn({ err: causeChain(error) }, "it cannot be found out whether another daemon has taken over: answers wait");
    return mine;
  }
}

/** Tells Litestream where the copies of this epoch belong: `EnvironmentFile=` of its unit. */
function nameCopy(database: string, epoch: number): void {
  if (database === ":memory:") return;
  const file = `${database}.copy`;
  writeFileSync(`${file}.new`, `REPUTATION_COPY=${nameOfCopy(epoch)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
