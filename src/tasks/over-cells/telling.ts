/** People of a hub are told of what happens in its cells: the same tasks as in a daemon, over the hub's own file. */
import { slotsByLane } from "../../domain/lane.ts";
import { holdsLease, isOrphan, ownerName, type Owner } from "../../queue/owner.ts";
import { adoptJobs, rescueOrphans } from "../../queue/rescue.ts";
import { createRunner } from "../../queue/runner.ts";
import type { TaskSettings } from "../../queue/task-settings.ts";
import type { AnyTask } from "../../queue/task.ts";
import type { Tx } from "../../store/db.ts";
import type { AlertDeps } from "../alerting/alert-deps.ts";
import { deliverAlerts } from "../alerting/deliver.ts";
import { drawCard, greetContact, sendCard } from "../alerting/draw-card.ts";
import { startListening } from "../alerting/listen.ts";
import { routeAlerts } from "../alerting/route.ts";
import { startAlerts } from "../alerting/start.ts";
import { cellViews } from "./cell-views.ts";
import type { HubDeps } from "./cell-ways.ts";
import { earsOverCells } from "./press-in-cell.ts";
import { startCardWatch } from "./watch-cards.ts";
import { startEventWatch } from "./watch-events.ts";

interface TellingParts extends Omit<HubDeps, "views"> {
  owner: Owner;
  settings: (kind: string) => TaskSettings;
}

export interface Telling {
  deps: HubDeps;
  /** Takes over what an earlier process has left; for each renewal of the lease. */
  rescue: (tx: Tx) => void;
  /** Begins: this process holds the lease of the file. */
  start(): Promise<void>;
  stop(graceMs: number): Promise<void>;
}

const ALL: readonly AnyTask<AlertDeps>[] = [routeAlerts, deliverAlerts, drawCard, sendCard, greetContact];

export function openTelling({ owner, settings, ...given }: TellingParts): Telling {
  const { db, clock, log, config } = given;
  const deps: HubDeps = { ...given, views: () => cellViews(deps) };
  const tasks = new Map(ALL.map((task) => [task.kind, task]));
  const isOurs = (tx: Parameters<typeof holdsLease>[0]): boolean => holdsLease(tx, owner);
  const lanes = slotsByLane(config.queue.lanes);
  const work = { db, clock, log, tasks, settings, deps, lanes, owner: ownerName(owner), mayClaim: isOurs };
  const runner = createRunner<AlertDeps>(work);
  let watches: { stop(): void | Promise<void> }[] = [];

  function rescue(tx: Tx): void {
    const now = clock.now();
    const jobs = rescueOrphans(tx, tasks, deps, (job) => isOrphan(job, owner, now), now).map(({ id }) => id);
    if (jobs.length > 0) log.warn({ jobs }, "jobs of a process that died are run again");
  }

  return {
    deps,
    rescue,
    async start() {
      await db.write((tx) => {
        rescue(tx);
        adoptJobs(tx, tasks);
        startAlerts(tx, deps);
      });
      runner.start();
      watches = [startEventWatch(deps), startCardWatch(deps), startListening(deps, earsOverCells(deps, isOurs))];
    },
    async stop(graceMs) {
      for (const watch of watches) await watch.stop();
      await runner.stop(graceMs);
    },
  };
}
