/** The runner: claims due jobs for free slots, has them run and settled, and stops in order. */
import type { Clock, Timer } from "../base/clock.ts";
import type { Lane } from "../domain/job.ts";
import { causeChain } from "../base/errors.ts";
import type { Log } from "../base/log.ts";
import type { Db, Tx } from "../store/db.ts";
import * as jobs from "../store/tables/jobs.ts";
import type { ClaimedJob, JobRow } from "../store/tables/jobs.ts";
import { isStoreFault } from "../store/sqlite/store-error.ts";
import { createSettler, type Finished } from "./settle.ts";
import type { TaskSettings } from "./settings.ts";
import { createSlots } from "./slots.ts";
import { Interrupted, type AnyTask } from "./task.ts";

export interface RunnerOptions<Deps> {
  db: Db;
  clock: Clock;
  log: Log;
  tasks: ReadonlyMap<string, AnyTask<Deps>>;
  settings: (kind: string) => TaskSettings;
  /** Slots per lane. */
  lanes: Record<Lane, number>;
  deps: Deps;
  /** Who runs the jobs: unique for each start of a process. */
  owner: string;
  onFinished?: (finished: Finished) => void;
  /** Asked in the transaction of each claim: a daemon that has lost its database to another one claims no more. */
  mayClaim?: (tx: Tx) => boolean;
  /** Asked likewise: the lanes that a person has stopped. Their jobs stay where they are. */
  pauses?: (tx: Tx) => object;
}

export interface Runner {
  /** Starts claiming. */
  start(): void;
  /**
   * Runs one job now, due or not; resolves with its row afterwards. A job that cannot be claimed (it is running
   * elsewhere, or over) is left alone: its row comes back as it is.
   * @param find finds or stores the job, in the transaction that claims it: if we die, nobody waits for us
   * @throws Interrupted once the runner is stopping: nothing is stored then
   */
  runNow(find: (tx: Tx) => number): Promise<JobRow>;
  /** Runs what is due, and what that makes due, until nothing is left; then claims no more (unless started). */
  drain(): Promise<void>;
  /** Jobs under way in this process. */
  running(): ClaimedJob[];
  /**
   * Stops claiming and waits up to `graceMs` for the work under way; then aborts its signals, waits a little more, and
   * gives back the jobs of what still has not ended. No attempt is lost by it.
   */
  stop(graceMs: number): Promise<void>;
  /** Ends the grace of a stop under way: signals are aborted now. */
  hurry(): void;
}

/** How long a process may be silent before others take its jobs for orphans. */
const LEASE_MS = 30_000;
const RENEW_MS = 10_000;
/** The longest wait in one piece: timers stand still while the machine is suspended, due times do not. */
const MAX_WAIT_MS = 30_000;
/** How soon a job that another process stored is noticed. */
const OUTSIDE_MS = 500;
/** How long after its signal a task may take to end. */
const ABORT_MS = 3000;
/** Before claiming again when the store could not be written. */
const STORE_PAUSE_MS = 1000;

export function createRunner<Deps>(options: RunnerOptions<Deps>): Runner {
  const { db, clock, log, owner } = options;
  const settler = createSettler(options);
  const slots = createSlots({ ...options, settler, onRoom: pump });
  const timers = new Set<Timer>();
  let watching: (() => void) | undefined;
  let pumping: Promise<void> | undefined;
  let wanted = false;
  let stopping = false;
  let renewing = false;
  let wake: Timer | undefined;
  let hurried: AbortController | undefined;

  const claim = (): jobs.Claim => ({ owner, leaseUntil: clock.now() + LEASE_MS, now: clock.now() });

  /** Moves due jobs to ready and takes as many as there is room for. */
  function take(tx: Tx): { taken: ClaimedJob[]; nextAt: number | undefined } {
    if (stopping || options.mayClaim?.(tx) === false) return { taken: [], nextAt: undefined };
    let nextAt = jobs.nextScheduledAt(tx);
    if (nextAt !== undefined && nextAt <= clock.now()) {
      jobs.stageDue(tx, clock.now());
      nextAt = jobs.nextScheduledAt(tx);
    }
    const paused = options.pauses?.(tx) ?? {};
    const taken = slots
      .room()
      .filter(([lane, room]) => room > 0 && !(lane in paused))
      .flatMap(([lane, room, free]) => jobs.claimReady(tx, lane, room, claim(), free));
    return { taken, nextAt };
  }

  function pump(): void {
    if (!watching || stopping) return;
    wanted = true;
    pumping ??= pumpOnce().finally(() => {
      pumping = undefined;
      if (wanted) pump();
    });
  }

  /** Resolves when nothing more is being claimed; one claim may have made the next one wanted. */
  async function pumped(): Promise<void> {
    for (let claiming = pumping; claiming; claiming = pumping) await claiming;
  }

  /** A slot is free again when its work has ended; its settle then goes to the disk together with the next claim. */
  async function pumpOnce(): Promise<void> {
    wanted = false;
    const unstarted: ClaimedJob[] = [];
    try {
      const { taken, nextAt } = await db.write((tx) => {
        unstarted.push(...slots.unstarted());
        jobs.releaseClaims(tx, unstarted);
        return take(tx);
      });
      slots.start(taken);
      arm(nextAt);
    } catch (error) {
      // Still ours, as far as others can see.
      slots.putBack(unstarted);
      if (!isStoreFault(error)) log.error({ err: causeChain(error) }, "jobs cannot be claimed; trying again");
      arm(clock.now() + STORE_PAUSE_MS);
    }
  }

  function arm(at: number | undefined): void {
    wake?.cancel();
    if (at === undefined || stopping) return;
    wake = clock.after(Math.min(Math.max(at - clock.now(), 1), MAX_WAIT_MS), pump);
  }

  function every(ms: number, fn: () => void): void {
    const timer = clock.after(ms, () => {
      timers.delete(timer);
      if (stopping) return;
      fn();
      every(ms, fn);
    });
    timers.add(timer);
  }

  async function renew(): Promise<void> {
    if (slots.jobs().length === 0) return;
    try {
      await db.write((tx) => jobs.renewLeases(tx, owner, clock.now() + LEASE_MS));
    } catch (error) {
      if (!isStoreFault(error)) log.error({ err: causeChain(error) }, "the leases of running jobs cannot be renewed");
    }
  }

  /** While anything may run here: other processes must see that we live. */
  function keepLeases(): void {
    if (renewing) return;
    renewing = true;
    every(RENEW_MS, () => void renew());
  }

  function watch(): void {
    if (watching) return;
    watching = db.onJobs(pump);
    keepLeases();
  }

  function unwatch(): void {
    watching?.();
    watching = undefined;
    wake?.cancel();
    for (const timer of timers) timer.cancel();
    timers.clear();
    renewing = false;
  }

  function watchOtherProcesses(): void {
    let seen = db.outsideVersion();
    every(OUTSIDE_MS, () => {
      const version = db.outsideVersion();
      if (version !== seen) pump();
      seen = version;
    });
  }

  async function idle(): Promise<void> {
    await slots.idle();
    await settler.idle();
  }

  /** Whether all work ends within `ms`, or before somebody hurries us. */
  async function idleWithin(ms: number): Promise<boolean> {
    // Its own: a command that is interrupted stops twice, and each wait has to be taken back.
    const patience = new AbortController();
    hurried = patience;
    const late = clock
      .sleep(ms, patience.signal)
      .catch(() => undefined)
      .then(() => false);
    const inTime = await Promise.race([idle().then(() => true), late]);
    patience.abort();
    return inTime;
  }

  return {
    start() {
      watch();
      watchOtherProcesses();
      pump();
    },
    async runNow(find) {
      keepLeases();
      const { id, job } = await db.write((tx) => {
        if (stopping) throw new Interrupted();
        const found = find(tx);
        return { id: found, job: jobs.claimById(tx, found, claim()) };
      });
      if (job) await slots.run(job);
      await settler.idle();
      return jobs.requireJob(db, id);
    },
    async drain() {
      const started = watching === undefined;
      watch();
      for (let busy = true; busy;) {
        pump();
        await pumped();
        // Work that has ended already still shows as an end on its way to the disk.
        busy = slots.jobs().length + settler.pending() > 0;
        await idle();
      }
      if (started) unwatch();
    },
    running: () => slots.jobs(),
    async stop(graceMs) {
      stopping = true;
      slots.close();
      unwatch();
      await pumped();
      // The last round takes nothing: it gives back what has not started.
      if (slots.ahead() > 0) await pumpOnce();
      if (await idleWithin(graceMs)) return;
      slots.abort();
      if (await idleWithin(ABORT_MS)) return;
      settler.stop();
      slots.handBack();
      await settler.idle();
    },
    hurry: () => hurried?.abort(),
  };
}
