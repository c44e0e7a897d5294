/** Listens to what happens in the cells, as long as there is somebody to tell. */
import { causeChain } from "../../base/errors.ts";
import { MINUTE_MS, type Timer } from "../../base/clock.ts";
import { isStoreFault } from "../../store/sqlite/store-error.ts";
import { anybodyIsTold } from "../../store/tables/alert-contacts.ts";
import { forgetFeeds, placeInFeed } from "../../store/tables/cell-feeds.ts";
import type { HubDeps } from "./cell-ways.ts";
import { takeEvents } from "./take-events.ts";

/** Whether there is news is looked at here; the cell is asked only then. */
const LOOK_MS = 250;
/** A cell in which nothing changes is asked all the same, so that it knows that somebody listens; so is one that is too old. */
const QUIET_MS = MINUTE_MS;
/** One that did not answer is asked again after this. */
const AGAIN_MS = 1000;
const AT_A_TIME = 200;

/** How it was when a cell was last listened to. */
interface Heard {
  /** Its news then; null: it is asked again whatever they are. */
  news: number | null;
  /** Until then it is left alone, unless there is news. */
  until: number;
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

/** One look at one cell. @param heard how the look before ended */
async function lookAtEvents(deps: HubDeps, cell: string, heard?: Heard): Promise<Heard | undefined> {
  const { db, cells, clock, log } = deps;
  if (!cells.isUp(cell) || isQuiet(deps, cell, heard)) return heard;
  try {
    if (anybodyIsTold(db)) return await readOn(deps, cell);
    // Whoever binds a chat later is told of what happens from then on.
    if (placeInFeed(db, cell)) await db.write(forgetFeeds);
    return undefined;
  } catch (error) {
    if (!isStoreFault(error)) log.error({ cell, err: causeChain(error) }, "cannot listen to a cell; trying again");
    return { news: null, until: clock.now() + AGAIN_MS };
  }
}

function isQuiet({ cells, clock }: HubDeps, cell: string, heard?: Heard): boolean {
  const left = (heard?.until ?? 0) - clock.now();
  const isSoon = left > 0 && left <= QUIET_MS;
  return isSoon && (heard?.news === null || heard?.news === cells.news(cell));
}

async function readOn(deps: HubDeps, cell: string): Promise<Heard | undefined> {
  const { db, clock, cells, log } = deps;
  const [now, news] = [clock.now(), cells.news(cell)];
  const after = placeInFeed(db, cell) ?? null;
  const asked = await cells.ask(cell, "alerts", null, { after, limit: AT_A_TIME });
  if ("fault" in asked) {
    if (asked.fault !== "lacking") return { news: null, until: now + AGAIN_MS };
    log.warn({ cell }, "cell: is too old to tell what happens there, so nobody is told of it here");
    return { news: null, until: now + QUIET_MS };
  }
  await db.write((tx) => void takeEvents(tx, deps, cell, asked.answer));
  return asked.answer.events.length < AT_A_TIME ? { news, until: now + QUIET_MS } : undefined;
}
