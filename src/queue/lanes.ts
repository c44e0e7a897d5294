/** The lanes: each has a p-queue that runs as many of its jobs at a time as the lane has slots. */
import PQueue from "p-queue";
import type { AttemptEnd } from "../domain/job.ts";
import type { ClaimedJob } from "../store/tables/jobs.ts";
import { Interrupted } from "./task.ts";
import { settleEarly, workOn, type Work, type WorkParts } from "./work.ts";

interface LanesOptions<Deps> extends WorkParts<Deps> {
  /** The number of slots by lane, at least one each. */
  lanes: Readonly<Record<string, number>>;
  /** Called when a slot has become free. */
  onFree: () => void;
}

/** The work under way in this process. */
export interface Lanes {
  /** Pauses the lanes that `paused` names, as the claim's transaction has read it, and resumes the others. */
  follow(paused: object): void;
  /** How many jobs may be claimed for each lane now; a paused lane gets none. */
  free(): [lane: string, slots: number][];
  /** Runs claimed jobs, at most as many as the lanes have free slots. */
  start(jobs: readonly ClaimedJob[]): void;
  /** Runs a claimed job at once, whatever its lane; resolves when its end is about to be stored. */
  runNow(job: ClaimedJob): Promise<void>;
  /** The jobs whose tasks are still running, including those whose attempts have been settled already. */
  jobs(): ClaimedJob[];
  /** Resolves when no work is under way. */
  idle(): Promise<void>;
  /** Aborts the signals of all work. */
  abort(): void;
  /** Gives back the jobs of work that does not end; whatever that work still does will not count. */
  handBack(): void;
}

export function createLanes<Deps>(options: LanesOptions<Deps>): Lanes {
  const lanes = new Map(
    Object.entries(options.lanes).map(([name, slots]) => [name, createLane(slots, options.onFree)]),
  );
  /**
   * Jobs that a person runs by hand wait for no slot and no pause; their lane may be one that this version does not
   * have.
   */
  const byHand = new PQueue();
  // We list attempts rather than jobs: an attempt that was settled early may still be running when the job's next
  // attempt runs.
  const underWay: Work[] = [];

  async function run(job: ClaimedJob): Promise<void> {
    const work: Work = { job, controller: new AbortController(), settled: false, limit: undefined };
    underWay.push(work);
    await workOn(work, options);
    underWay.splice(underWay.indexOf(work), 1);
  }

  return {
    follow(paused) {
      // Resuming a lane starts nothing inside the transaction, because no job waits in it: a claim takes no more jobs
      // than there are free slots.
      for (const [name, lane] of lanes) {
        if (name in paused) lane.pause();
        else lane.start();
      }
    },
    free: () => [...lanes].map(([name, lane]) => [name, freeSlots(lane)]),
    start(jobs) {
      for (const job of jobs) void lanes.get(job.lane)?.add(() => run(job));
    },
    runNow: (job) => byHand.add(() => run(job)),
    jobs: () => underWay.map(({ job }) => job),
    async idle() {
      await Promise.all([byHand, ...lanes.values()].map((lane) => lane.onIdle()));
    },
    abort() {
      for (const { controller } of underWay) controller.abort(new Interrupted());
    },
    handBack() {
      const end: AttemptEnd = { outcome: "interrupted" };
      for (const work of underWay) settleEarly(work, end, options);
    },
  };
}

/** We do not use p-queue's own time limit, because it would free the slot while the task is still running. */
function createLane(slots: number, onFree: () => void): PQueue {
  const lane = new PQueue({ concurrency: slots });
  lane.addEventListener("next", onFree);
  return lane;
}

function freeSlots({ isPaused, concurrency, pending, size }: PQueue): number {
  return isPaused ? 0 : concurrency - pending - size;
}
