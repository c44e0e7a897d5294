/** The epoch in which the daemon of a database may send, found out at its start. */
import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { Clock } from "../base/clock.ts";
import { StateError } from "../base/errors.ts";
import type { Db } from "../store/db.ts";
import { setStanding, standingOf, type Standing } from "../store/tables/standing.ts";
import { makeEpoch, nameOfEpoch, type Claim, type EpochStore } from "./epochs.ts";

export function newClaim(epoch: number, clock: Clock): Claim {
  return { epoch, holder: randomUUID(), host: hostname(), at: clock.now() };
}

/** Another daemon has taken over. @param by undefined when the epoch does not say who made it */
export function superseded(place: string, epoch: number, by: Claim | undefined): StateError {
  const who = by === undefined ? "" : `, made on ${by.host} at ${new Date(by.at).toISOString()}`;
  return new StateError(`another daemon has taken over: ${nameOfEpoch(epoch)} in ${place}${who}`, {
    code: "standby.superseded",
    hint: "What was written here since is not there. To take over again from there: reputation standby",
  });
}

/**
 * A database that holds an epoch may be a copy that another daemon works with, and only its place tells.
 * @param named the place that the configuration names instead; null when it names none
 */
export function requirePlace(mine: Standing | undefined, named: string | null): void {
  if (!mine) return;
  const instead = named === null ? "the configuration names no replica" : `${named} holds none of it`;
  throw new StateError(`the database holds epoch ${mine.epoch} of ${mine.place}, and ${instead}`, {
    code: "standby.unknown_place",
    hint: `Name it in the configuration: standby: { replica: "${mine.place}" }    If no other machine works with a copy of this database, and none will: reputation standby --end`,
  });
}

/**
 * Finds the epoch of the database; the first daemon of a new place makes the first one.
 * @throws StateError `standby.superseded`, or `standby.unknown_place` when the place holds nothing of this database
 */
export async function joinEpochs(db: Db, store: EpochStore, clock: Clock): Promise<Standing> {
  const mine = standingOf(db);
  const highest = (await store.list(1).catch(rethrowUnlessNew(mine, store.place))).at(-1);
  if (highest === undefined) return begin(db, store, clock, mine);
  const claim = await store.read(highest);
  if (mine?.epoch === highest && (claim === undefined || claim.holder === mine.holder)) return placed(db, mine, store);
  throw superseded(store.place, highest, claim);
}

/** The same epochs may be found under another name: a folder that is mounted elsewhere, another name of a server. */
async function placed(db: Db, mine: Standing, { place }: EpochStore): Promise<Standing> {
  if (mine.place === place) return mine;
  const standing = { ...mine, place };
  await db.write((tx) => setStanding(tx, standing));
  return standing;
}

/** The folder of a first start is made with the first epoch. */
function rethrowUnlessNew(mine: Standing | undefined, place: string) {
  return (error: unknown): number[] => {
    const isNew = (error as NodeJS.ErrnoException).code === "ENOENT";
    if (isNew && mine?.place !== place) requirePlace(mine, place);
    if (isNew && mine === undefined) return [];
    throw error;
  };
}

async function begin(db: Db, store: EpochStore, clock: Clock, mine: Standing | undefined): Promise<Standing> {
  if (mine?.place === store.place) {
    throw new StateError(`${store.place} does not hold epoch ${mine.epoch} of this database any more`, {
      code: "standby.unknown_place",
      hint: "Is it mounted? Without its epochs nobody can tell whether another daemon has taken over.",
    });
  }
  requirePlace(mine, store.place);
  const claim = newClaim(1, clock);
  if (!(await makeEpoch(store, claim))) throw superseded(store.place, claim.epoch, undefined);
  // Nobody has sent in an earlier epoch of this place.
  const standing = { place: store.place, epoch: claim.epoch, holder: claim.holder, settled: true };
  await db.write((tx) => setStanding(tx, standing));
  return standing;
}
