/** The runner claims due jobs for free slots, has them run and settled, and stops in an orderly way. */
import type { Timer } from "../base/clock.ts";
import { causeChain } from "../base/errors.ts";
import type { Tx } from "../store/db.ts";
import * as jobs from "../store/tables/jobs.ts";
import type { ClaimedJob, JobRow } from "../store/tables/jobs.ts";
import { isStoreFault } from "../store/sqlite/store-error.ts";
import type { EngineParts } from "./engine-parts.ts";
import { createFairShare } from "./fair-share.ts";
import { createLanes } from "./lanes.ts";
import { LEASE_TIMES, type LeaseTimes } from "./lease-times.ts";
import { createSettler, type Finished } from "./settle.ts";
import { Interrupted } from "./task.ts";

export interface RunnerOptions<Deps> extends EngineParts<Deps> {
  /** The number of slots by lane, at least one each. */
  lanes: Readonly<Record<string, number>>;
  /** The name of the process that runs the jobs, unique for each start. */
  owner: string;
  leases?: LeaseTimes;
  onFinished?: (finished: Finished) => void;
  /** Called in the transaction of each claim: a daemon that lost its database to another one claims no more. */
  mayClaim?: (tx: Tx) => boolean;
  /**
   * Called in the transaction of each claim: returns the lanes that a person has paused, whose jobs stay where they
   * are.
   */
  pauses?: (tx: Tx) => object;
}

export interface Runner {
  /** Starts claiming. */
  start(): void;
  /**
   * Runs one job now, due or not; resolves with its row afterwards. A job that cannot be claimed (it is running
   * elsewhere, or has ended) is left alone, and its row is returned as it is.
   * @param find finds or stores the job in the transaction that claims it, so that a crash leaves no job behind that
   * somebody waits for
   * @throws Interrupted once the runner is stopping; nothing is stored then
   */
  runNow(find: (tx: Tx) => number): Promise<JobRow>;
  /** Runs all due jobs, and the jobs they make due, until none is left; then claims no more (unless started). */
  drain(): Promise<void>;
  /** The jobs running in this process. */
  running(): ClaimedJob[];
  /**
   * Stops claiming and waits up to `graceMs` for running work, then aborts its signals, waits a little more, and gives
   * back the jobs that still have not ended. No attempt is lost by stopping.
   */
  stop(graceMs: number): Promise<void>;
  /** Ends the grace period of a stop in progress: signals are aborted now. */
  hurry(): void;
}

/** The longest single wait. Timers stand still while the machine is suspended, but due times do not. */
const MAX_WAIT_MS = 30_000;
/** How soon a job that another process stored is noticed. */
const OUTSIDE_MS = 500;
/** How long after its signal a task may take to end. */
const ABORT_MS = 3000;
/** The wait before claiming again when the store could not be written. */
const STORE_PAUSE_MS = 1000;

// oxlint-disable-next-line max-lines-per-function -- its functions share the state of claiming and stopping
export function createRunner<Deps>(options: RunnerOptions<Deps>): Runner {
  const { db, clock, log, owner, leases = LEASE_TIMES } = options;
  const settler = createSettler(options);
  const fair = createFairShare();
  const lanes = createLanes({ ...options, settler, onFree: pump });
  const timers = new Set<Timer>();
  let watching: (() => void) | undefined;
  let pumping: Promise<void> | undefined;
  let wanted = false;
  let stopping = false;
  let renewing = false;
  let wake: Timer | undefined;
  let hurried: AbortController | undefined;

  const claim = (): jobs.Claim => ({ owner, leaseUntil: clock.now() + leases.jobMs, now: clock.now() });

  /** Moves due jobs to ready and takes as many as there are free slots. */
  function take(tx: Tx): { taken: ClaimedJob[]; nextAt: number | undefined } {
    if (stopping || options.mayClaim?.(tx) === false) return { taken: [], nextAt: undefined };
    let nextAt = jobs.nextScheduledAt(tx);
    if (nextAt !== undefined && nextAt <= clock.now()) {
      jobs.stageDue(tx, clock.now());
      nextAt = jobs.nextScheduledAt(tx);
    }
    lanes.follow(options.pauses?.(tx) ?? {});
    const free = new Map(lanes.free());
    const taken = jobs.readyLanes(tx).flatMap((lane) => {
      const slots = free.get(lane) ?? 0;
      return slots > 0 ? fair.claim(tx, lane, slots, claim()) : [];
    });
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

  /** Resolves when nothing more is being claimed; a claim may have triggered another one. */
  async function pumped(): Promise<void> {
    for (let claiming = pumping; claiming; claiming = pumping) await claiming;
  }

  /** A slot is free once its work has ended, so the settle is written to disk together with the next claim. */
  async function pumpOnce(): Promise<void> {
    wanted = false;
    try {
      const { taken, nextAt } = await db.write(take);
      lanes.start(taken);
      arm(nextAt);
    } catch (error) {
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
    if (lanes.jobs().length === 0) return;
    try {
      await db.write((tx) => jobs.renewLeases(tx, owner, clock.now() + leases.jobMs));
    } catch (error) {
      if (!isStoreFault(error)) log.error({ err: causeChain(error) }, "the leases of running jobs cannot be renewed");
    }
  }

  /** Renews leases while anything may run here, so that other processes see that this one is alive. */
  function keepLeases(): void {
    if (renewing) return;
    renewing = true;
    every(leases.renewMs, () => void renew());
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
    await lanes.idle();
    await settler.idle();
  }

  /** Whether all work ends within `ms`, or before `hurry` is called. */
  async function idleWithin(ms: number): Promise<boolean> {
    // Each wait has its own controller, because an interrupted command stops twice and each wait must be cancelled.
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
        const jobId = find(tx);
        return { id: jobId, job: jobs.claimById(tx, jobId, claim()) };
      });
      if (job) await lanes.runNow(job);
      await settler.idle();
      return jobs.requireJob(db, id);
    },
    async drain() {
      const started = watching === undefined;
      watch();
      for (let busy = true; busy;) {
        pump();
        await pumped();
        // Work that has ended still shows as a settlement that is being stored.
        busy = lanes.jobs().length + settler.pending() > 0;
        await idle();
      }
      if (started) unwatch();
    },
    running: () => lanes.jobs(),
    async stop(graceMs) {
      stopping = true;
      unwatch();
      await pumped();
      if (await idleWithin(graceMs)) return;
      lanes.abort();
      if (await idleWithin(ABORT_MS)) return;
      settler.stop();
      lanes.handBack();
      await settler.idle();
    },
    hurry: () => hurried?.abort(),
  };
}
