import type { Clock } from "../../base/clock.ts";
import { causeChain, type StateError } from "../../base/errors.ts";
import type { Config } from "../../config/schema.ts";
import type { EpochStore } from "../../standby/epochs.ts";
import { requirePlace } from "../../standby/join.ts";
import { openEpochs } from "../../standby/open-epochs.ts";
import type { Db } from "../../store/db.ts";
import { copyLagMs } from "../../store/sqlite/litestream.ts";
import { standingOf } from "../../store/tables/standing.ts";
import { failed, ok, warning, type Finding } from "./finding.ts";

const SUBJECT = "standby";
/** Litestream copies every second. */
const LATE_MS = 60_000;

/** Whether another machine could take over, and whether one has; nothing when no replica is configured. */
export async function checkStandby({ standby, net }: Config, db: Db | undefined, clock: Clock): Promise<Finding[]> {
  if (!standby) return db ? unnamed(db) : [];
  const store = openEpochs(standby, net, clock);
  try {
    return [await aboutEpoch(store, db), ...(db ? [aboutCopy(db, clock)] : [])];
  } catch (error) {
    const remedy = "Check standby in the configuration. Answers wait until the epochs can be read.";
    return [failed(SUBJECT, causeChain(error), remedy)];
  } finally {
    await store.close();
  }
}

function unnamed(db: Db): Finding[] {
  try {
    requirePlace(standingOf(db), null);
    return [];
  } catch (error) {
    const { message, hint = null } = error as StateError;
    return [failed(SUBJECT, message, hint)];
  }
}

async function aboutEpoch(store: EpochStore, db: Db | undefined): Promise<Finding> {
  const mine = db && standingOf(db);
  if (!mine) return ok(SUBJECT, `the database has no epoch yet; the daemon's next start finds it in ${store.place}`);
  const highest = (await store.list(mine.epoch)).at(-1);
  if (highest === mine.epoch) return ok(SUBJECT, `holds epoch ${highest}, the highest in ${store.place}`);
  if (highest === undefined)
    return failed(SUBJECT, `${store.place} does not hold epoch ${mine.epoch} of this database`, "Is it mounted?");
  const remedy = "To take over again from there: reputation standby";
  return failed(SUBJECT, `another daemon has taken over with epoch ${highest}; this one held ${mine.epoch}`, remedy);
}

function aboutCopy(db: Db, clock: Clock): Finding {
  const lag = copyLagMs(db.path, clock.now());
  const remedy = "Start Litestream beside the daemon: docs/standby.md";
  if (lag === null) return warning(SUBJECT, "Litestream does not copy the database", remedy);
  if (lag <= LATE_MS) return ok(SUBJECT, "Litestream has taken what was written");
  return failed(SUBJECT, `for ${Math.round(lag / 1000)} s Litestream has not taken what was written`, remedy);
}
