/** Listens to what happens in the cells, as long as there is somebody to tell. */
import { causeChain } from "../../base/errors.ts";
import { MINUTE_MS, type Timer } from "../../base/clock.ts";
import { isStoreFault } from "../../store/sqlite/store-error.ts";
import { anybodyIsTold } from "../../store/tables/alert-contacts.ts";
import { forgetFeeds, placeInFeed } from "../../store/tables/cell-feeds.ts";
import type { HubDeps } from "./cell-ways.ts";
import { takeEvents } from "./take-events.ts";

const LOOK_MS = 1000;
/** A cell in which nothing changes is asked all the same, so that it knows that somebody listens. */
const QUIET_MS = MINUTE_MS;
const AT_A_TIME = 200;

/** When a cell was last listened to, and what was its news then. */
interface Heard {
  at: number;
  news: number;
}

export function startEventWatch(deps: HubDeps): { stop(): void } {
  const timers = new Map<string, Timer>();
  let stopped = false;

  async function watch(cell: string, heard?: Heard): Promise<void> {
    const next = await lookAtEvents(deps, cell, heard);
    if (!stopped)
      timers.set(
        cell,
        deps.clock.after(LOOK_MS, () => void watch(cell, next)),
      );
  }

  for (const cell of deps.cells.names.keys()) void watch(cell);
  return {
    stop() {
      stopped = true;
      for (const timer of timers.values()) timer.cancel();
    },
  };
}

/**
 * One look at one cell.
 * @param heard the look before
 * @returns undefined when the next one has to ask again
 */
export async function lookAtEvents(deps: HubDeps, cell: string, heard?: Heard): Promise<Heard | undefined> {
  const { db, cells, clock, log } = deps;
  const [now, news] = [clock.now(), cells.news(cell)];
  const isQuiet = heard?.news === news && now >= heard.at && now < heard.at + QUIET_MS;
  if (isQuiet || !cells.isUp(cell)) return heard;
  try {
    if (!anybodyIsTold(db)) {
      // Whoever binds a chat later is told of what happens from then on.
      if (placeInFeed(db, cell)) await db.write(forgetFeeds);
      return undefined;
    }
    return (await readOn(deps, cell)) ? { at: now, news } : undefined;
  } catch (error) {
    if (!isStoreFault(error)) log.error({ cell, err: causeChain(error) }, "cannot listen to a cell; trying again");
    return undefined;
  }
}

/** @returns whether all of it was heard */
async function readOn(deps: HubDeps, cell: string): Promise<boolean> {
  const after = placeInFeed(deps.db, cell) ?? null;
  const asked = await deps.cells.ask(cell, "alerts", null, { after, limit: AT_A_TIME });
  if ("fault" in asked) {
    deps.log.debug({ cell, fault: asked.fault }, "a cell did not tell what has happened");
    return false;
  }
  await deps.db.write((tx) => void takeEvents(tx, deps, cell, asked.answer));
  return asked.answer.events.length < AT_A_TIME;
}
