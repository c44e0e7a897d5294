import type { Clock, Timer } from "../base/clock.ts";
import type { AttemptEnd, Lane } from "../domain/job.ts";
import { InternalError } from "../base/errors.ts";
import type { Log } from "../base/log.ts";
import type { Db } from "../store/db.ts";
import type { ClaimedJob } from "../store/tables/jobs.ts";
import { failureOf, runAttempt } from "./attempt.ts";
import { createLane, endTurn, roomOf, takeAhead, type LaneSlots } from "./lanes.ts";
import type { Settler } from "./settle.ts";
import type { TaskSettings } from "./settings.ts";
import { Interrupted, SoftLimit, type AnyTask } from "./task.ts";

interface SlotsOptions<Deps> {
  db: Db;
  clock: Clock;
  log: Log;
  tasks: ReadonlyMap<string, AnyTask<Deps>>;
  settings: (kind: string) => TaskSettings;
  /** Slots per lane. */
  lanes: Record<Lane, number>;
  deps: Deps;
  settler: Settler;
  /** Called when more may be claimed, or what was claimed ahead has to go back. */
  onRoom: () => void;
}

/** The work under way in this process, at most as much as the lanes have slots. */
export interface Slots {
  /** How many jobs may be claimed, by lane, and how many of them begin at once. */
  room(): [lane: string, room: number, free: number][];
  /** Runs claimed jobs, as slots are free. */
  start(jobs: ClaimedJob[]): void;
  /** How many of them have found no slot yet. */
  ahead(): number;
  /** Takes those out, to be given back. */
  unstarted(): ClaimedJob[];
  /** Takes them in again when that has failed. */
  putBack(jobs: ClaimedJob[]): void;
  /** From now on none is started. */
  close(): void;
  /** Runs a claimed job at once; resolves when its work has ended and its end is on the way to the disk. */
  run(job: ClaimedJob): Promise<void>;
  jobs(): ClaimedJob[];
  /** Resolves when no work is under way. */
  idle(): Promise<void>;
  /** Aborts the signals of all work. */
  abort(): void;
  /** Gives back the jobs of work that does not end; whatever it still does will not count. */
  handBack(): void;
}

interface Slot {
  job: ClaimedJob;
  lane: LaneSlots;
  controller: AbortController;
  /** The attempt was ended over the head of its work. */
  settled: boolean;
  /** What its time limit waits for. */
  limit: Timer | undefined;
  /** Resolves when its work has ended. */
  ended: Promise<void>;
}

/** How long jobs that end at once may keep the event loop to themselves; the rest of them goes back. */
const TURN_MS = 10;

export function createSlots<Deps>(options: SlotsOptions<Deps>): Slots {
  const { clock, log, settings, settler } = options;
  const lanes = new Map<string, LaneSlots>(
    Object.entries(options.lanes).map(([name, size]) => [name, createLane(size)] as const),
  );
  // By attempt, not by job: one that was ended over the head of its work may still be at it when the next one runs.
  const slots: Slot[] = [];
  /** When jobs were started last. */
  let startedAt = 0;
  let closed = false;

  async function work(slot: Slot): Promise<void> {
    const { job, controller } = slot;
    const ended = await runAttempt(job, options.tasks.get(job.kind), options, controller.signal);
    slot.limit?.cancel();
    slots.splice(slots.indexOf(slot), 1);
    if (!slot.settled) settler.settle(job, ended);
    freeSlot(slot.lane);
  }

  /** At the soft limit the signal, at the hard one the attempt is ended over the head of its work. */
  function armLimits(slot: Slot): Timer {
    const { softLimitMs, hardLimitMs } = settings(slot.job.kind);
    return clock.after(softLimitMs, () => {
      slot.controller.abort(new SoftLimit(softLimitMs));
      slot.limit = clock.after(hardLimitMs - softLimitMs, () => settleOver(slot, hardLimit(hardLimitMs)));
    });
  }

  /** Ends the attempt while its work still runs. The slot stays taken: freeing it would run more work than allowed. */
  function settleOver(slot: Slot, end: AttemptEnd): void {
    if (slot.settled) return;
    slot.settled = true;
    slot.controller.abort(new Interrupted());
    const { id, kind } = slot.job;
    log.warn({ job: id, task: kind, outcome: end.outcome }, "the task does not end; what it still does will not count");
    settler.settle(slot.job, { end, apply: undefined });
  }

  /** A job that somebody asks for by hand may be of a lane that this version does not have. */
  const laneOf = (job: ClaimedJob): LaneSlots => lanes.get(job.lane) ?? createLane(0);

  function run(job: ClaimedJob, lane = laneOf(job)): Promise<void> {
    lane.running++;
    lane.started = true;
    const controller = new AbortController();
    const slot: Slot = { job, lane, controller, settled: false, limit: undefined, ended: Promise.resolve() };
    slot.limit = armLimits(slot);
    slots.push(slot);
    slot.ended = work(slot);
    return slot.ended;
  }

  function freeSlot(lane: LaneSlots): void {
    lane.running--;
    if (clock.now() - startedAt <= TURN_MS) startAhead(lane);
    options.onRoom();
  }

  function startAhead(lane: LaneSlots): void {
    for (let job; (job = nextAhead(lane));) void run(job, lane);
  }

  /** Asked anew before each: a job may stop the runner as it begins. */
  function nextAhead({ running, size, ahead }: LaneSlots): ClaimedJob | undefined {
    return closed || running >= size ? undefined : ahead.shift();
  }

  function putBack(jobs: ClaimedJob[]): void {
    for (const job of jobs) lanes.get(job.lane)?.ahead.push(job);
    for (const lane of lanes.values()) startAhead(lane);
  }

  const ahead = (): number => [...lanes.values()].reduce((sum, lane) => sum + lane.ahead.length, 0);

  function turnOver(): void {
    for (const lane of lanes.values()) endTurn(lane);
    if (ahead() > 0) options.onRoom();
  }

  return {
    room: () => [...lanes].map(([name, lane]) => [name, roomOf(lane), lane.size - lane.running]),
    start(jobs) {
      startedAt = clock.now();
      putBack(jobs);
      if (jobs.length > 0) setImmediate(turnOver);
    },
    putBack,
    ahead,
    close: () => void (closed = true),
    unstarted: () => [...lanes.values()].flatMap(takeAhead),
    run: (job) => run(job),
    jobs: () => slots.map(({ job }) => job),
    async idle() {
      while (slots.length > 0) await Promise.all(slots.map(({ ended }) => ended));
    },
    abort() {
      for (const { controller } of slots) controller.abort(new Interrupted());
    },
    handBack() {
      for (const slot of slots) settleOver(slot, { outcome: "interrupted" });
    },
  };
}

function hardLimit(ms: number): AttemptEnd {
  const message = `the hard time limit of ${ms / 1000} s was reached`;
  return {
    outcome: "timed_out",
    failure: failureOf(new InternalError(message, { code: "job.hard_limit", retryable: true })),
  };
}
