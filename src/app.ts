/** The composition root: opens the parts in order, hands each what it needs, closes them in reverse. */
import { randomUUID } from "node:crypto";
import { systemClock, type Clock } from "./base/clock.ts";
import { createPasswords } from "./base/passwords.ts";
import type { BotPrint } from "./channels/bot-prints.ts";
import type { TelegramHook } from "./channels/telegram/hook.ts";
import type { Config } from "./config/schema.ts";
import type { ChannelName } from "./domain/alert/channel-name.ts";
import { PLATFORMS } from "./domain/platform.ts";
import type { JobArgs } from "./domain/job.ts";
import { slotsByLane } from "./domain/lane.ts";
import type { Log } from "./base/log.ts";
import { openOutside, type Outside } from "./outside.ts";
import { createEnqueue, type Enqueue } from "./queue/enqueue.ts";
import {
  dropLease,
  holdsLease,
  isOrphan,
  keepLease,
  ownerName,
  ownerOf,
  takeLease,
  type Owner,
} from "./queue/owner.ts";
import type { StateError } from "./base/errors.ts";
import { watchClock } from "./queue/clock-watch.ts";
import { startHousekeeping } from "./queue/housekeeping.ts";
import { LEASE_TIMES, type LeaseTimes } from "./queue/lease-times.ts";
import { adoptJobs, rescueOrphans } from "./queue/rescue.ts";
import type { Runner, RunnerOptions } from "./queue/runner.ts";
import { watchStore, type StoreWatch } from "./queue/store-watch.ts";
import { taskSettings, type TaskSettings } from "./queue/task-settings.ts";
import type { AnyTask } from "./queue/task.ts";
import { openLiveConfig, type LiveConfig } from "./decisions/live-config.ts";
import { createDecisions, type Decisions } from "./decisions/index.ts";
import { createContacts, type Contacts } from "./decisions/create-contacts.ts";
import { createPeople } from "./decisions/create-people.ts";
import type { People } from "./decisions/people-api.ts";
import { putBackAbandoned, resumeSends } from "./decisions/sends.ts";
import type { Scheduler } from "./schedule/scheduler.ts";
import type { FenceTimes } from "./standby/fence-times.ts";
import { openDb, type Db, type Tx } from "./store/db.ts";
import type { OpenOptions } from "./store/sqlite/handle.ts";
import { heldByMove } from "./store/tables/account-moves.ts";
import { pausesOf } from "./store/tables/pauses.ts";
import { startAlerts, tryAnew } from "./tasks/alerting/start.ts";
import { ownEars, startListening, type Listening } from "./tasks/alerting/listen.ts";
import { leaveBots } from "./tasks/alerting/leave-bots.ts";
import { startCardWatch } from "./tasks/alerting/watch-cards.ts";
import { startProductWatch } from "./tasks/alerting/watch-products.ts";
import { startAlertWatch } from "./tasks/alerting/watch.ts";
import type { Deps } from "./tasks/deps.ts";
import { lookAtHeld } from "./tasks/look-at-held.ts";
import { allTasks } from "./tasks/index.ts";

/** The core of the program: the database, the settings, what a person decides. No network, no AI. */
export interface Core {
  /** What counts: the file's values, and over them what was changed on the pages. */
  config: Config;
  live: LiveConfig;
  db: Db;
  clock: Clock;
  tasks: ReadonlyMap<string, AnyTask<Deps>>;
  settings: (kind: string) => TaskSettings;
  enqueue: Enqueue<JobArgs>;
  decisions: Decisions;
  people: People;
  contacts: Contacts;
  close(): void;
}

type CoreOptions = Pick<OpenOptions, "isExact" | "mayLook"> & { clock?: Clock; log?: Log };

/** @throws InternalError `store.*` when the database cannot be used */
export function openCore(file: Config, { clock = systemClock, log, ...opening }: CoreOptions = {}): Core {
  const db = openDb(file.database, opening);
  const live = openLiveConfig(file, db, log);
  const { config } = live;
  const tasks = allTasks();
  const settings = taskSettings(tasks, config.tasks, config.queue);
  const enqueue = createEnqueue<JobArgs>(tasks, settings, clock);
  const decisions = createDecisions({ db, clock, config, enqueue, live });
  const people = createPeople({ db, clock, config, log, passwords: createPasswords() });
  const contacts = createContacts({ db, clock, enqueue });
  return { config, live, db, clock, tasks, settings, enqueue, decisions, people, contacts, close: () => db.close() };
}

export interface AppOptions {
  clock?: Clock;
  log: Log;
  role: Owner["role"];
  leases?: LeaseTimes;
  /** How this daemon and one that takes over keep apart. */
  fence?: FenceTimes;
  onFinished?: RunnerOptions<Deps>["onFinished"];
}

/** Everything: the core, the marketplaces, the AI, and a runner for jobs. */
export interface App extends Omit<Core, "close"> {
  deps: Deps;
  runner: Runner;
  owner: Owner;
  /** Whether the database can be written. */
  store: StoreWatch;
  /** Where Telegram calls at present; null when it does not. */
  telegramHook(): TelegramHook | null;
  /**
   * Becomes the one daemon of the database: rescues orphans, fires schedules, runs jobs.
   * @param onLost called when another daemon has taken the database, or has taken over from a copy of it: then with what
   * says so
   * @throws StateError `daemon.running`, `standby.superseded`, `standby.unknown_place`
   */
  startDaemon(onLost: (superseded?: StateError) => void): Promise<void>;
  /** Leaves those of its bots to the hub that are the hub's as well. @returns whose */
  leaveBots(bots: readonly BotPrint[]): Promise<BotPrint["channel"][]>;
  /** Goes on with another configuration file: connections, schedules, all that reads it next. Changes on the pages stay. */
  reload(file: Config): Promise<void>;
  /** Ends work in order and closes everything; running jobs get `graceMs`. */
  close(graceMs?: number): Promise<void>;
}

export async function openApp(file: Config, options: AppOptions): Promise<App> {
  const { log, role, leases = LEASE_TIMES } = options;
  const core = openCore(file, { ...options, isExact: true });
  const { config, live, db, clock, tasks, settings, enqueue } = core;
  const owner = ownerOf(role, randomUUID().slice(0, 8));
  const store = watchStore(db, clock, log);
  const outside = await openOutside(config, db, clock);
  const { createFacts, knownProducts } = await import("./ai/knowledge.ts");
  const { createReporter } = await import("./office/reporter.ts");
  const { createRunner } = await import("./queue/runner.ts");
  const { borrowFence } = await import("./standby/open-fence.ts");
  const office = createReporter({ db, clock, log, config });
  const products = knownProducts(config.knowledge, log);
  const facts = createFacts(config.knowledge, products, clock, log, outside.knowledge);
  const { marketplaces, llm, fallback } = outside;
  const ways = { marketplaces, llm, fallback, channels: outside.channels.byName };
  const fence = role === "command" ? borrowFence({ db, clock, config, times: options.fence }) : null;
  const deps: Deps = { db, clock, log, config, ...ways, products, facts, enqueue, office, fence };
  const work = { db, clock, log, tasks, settings, deps, lanes: slotsByLane(config.queue.lanes) };
  const runner = createRunner<Deps>({
    ...work,
    owner: ownerName(owner),
    leases,
    pauses: pausesOf,
    holds: heldByMove,
    mayClaim: (tx) => role === "command" || holdsLease(tx, owner),
    ...(options.onFinished && { onFinished: options.onFinished }),
  });
  const rescue = createRescue({ tasks, deps, owner, leases, outside });
  const daemon = createDaemon({ tasks, deps, owner, leases, fence: options.fence, runner, rescue });

  // A daemon may take over the jobs of another one only when it holds the lease, which its start takes.
  if (role === "command") await db.write(rescue);

  return {
    ...core,
    telegramHook: () => outside.channels.telegramHook,
    deps,
    runner,
    owner,
    store,
    startDaemon: (onLost) => daemon.start(onLost),
    leaveBots: (bots) => leaveBots(deps, { channels: outside.channels.byName, listen: daemon.listen }, bots),
    reload: (next) => takeOver(next, { outside, deps, daemon, live }),
    async close(graceMs = config.queue.shutdown_grace) {
      daemon.stopPlanning();
      try {
        await runner.stop(graceMs);
        await daemon.leave();
      } finally {
        // Shutdown continues even when the database cannot be written any more, and the next start cleans up.
        store.stop();
        await office.stop();
        await deps.fence?.stop();
        await outside.close();
        core.close();
      }
    },
  };
}

interface Running {
  outside: Outside;
  deps: Deps;
  daemon: { replan(changed: readonly ChannelName[]): Promise<void> };
  live: LiveConfig;
}

async function takeOver(file: Config, { outside, deps, daemon, live }: Running): Promise<void> {
  const { createFacts, knownProducts } = await import("./ai/knowledge.ts");
  // The products file may be another one under its name; a wrong one is refused before anything has changed.
  const products = knownProducts(deps.config.knowledge, deps.log);
  const facts = createFacts(deps.config.knowledge, products, deps.clock, deps.log, outside.knowledge);
  const changed = await outside.replace(deps.config, live.over(file));
  live.use(file);
  Object.assign(deps, { llm: outside.llm, fallback: outside.fallback, products, facts });
  await daemon.replan(changed);
  await deps.db.write((tx) => {
    lookAtHeld(tx, deps);
    for (const name of changed) tryAnew(tx, name);
    startAlerts(tx, deps);
  });
}

interface DaemonParts {
  tasks: App["tasks"];
  deps: Deps;
  owner: Owner;
  leases: LeaseTimes;
  fence: FenceTimes | undefined;
  runner: Runner;
  rescue: (tx: Tx) => void;
}

/** Work for the single daemon of a database: it holds the lease, fires schedules and cleans up. */
function createDaemon({ tasks, deps, owner, leases, fence: times, runner, rescue }: DaemonParts) {
  const { db, clock, log, config, office } = deps;
  let lease: { stop(): void } | undefined;
  let scheduler: Scheduler | undefined;
  let watches: { stop(): void | Promise<void> }[] = [];
  let listening: Listening | undefined;
  let stopped = false;

  return {
    async start(onLost: (superseded?: StateError) => void): Promise<void> {
      await db.write((tx) => {
        takeLease(tx, owner, clock.now(), leases);
        rescue(tx);
        adoptJobs(tx, tasks);
        resumeSends(tx, deps);
        lookAtHeld(tx, deps);
        startAlerts(tx, deps);
      });
      // Commands run jobs, too, and a command that is killed must not hold its job's key for ever.
      lease = keepLease(db, owner, clock, { times: leases, onRenew: rescue, onLost });
      const { openFence } = await import("./standby/open-fence.ts");
      deps.fence = await openFence({ db, clock, log, config, times }, onLost);
      scheduler = await newScheduler(deps);
      watches = [startHousekeeping(deps), startAlertWatch(deps), startCardWatch(deps), startProductWatch(deps)];
      await db.write((tx) => office.heartbeat(tx));
      runner.start();
      const ears = ownEars(deps, (reader) => holdsLease(reader, owner));
      listening = startListening(deps, ears);
      watches.push(listening);
      await scheduler.start();
    },
    /** Fires by the present configuration from now on, and listens to the present channels of these names. */
    async replan(changed: readonly ChannelName[]): Promise<void> {
      if (!scheduler || stopped) return;
      scheduler.stop();
      scheduler = await newScheduler(deps);
      await scheduler.start();
      await listening?.change(changed);
    },
    /** Listens to the present channels of these names. */
    listen: async (names: readonly ChannelName[]): Promise<void> => {
      await listening?.change(names);
    },
    stopPlanning(): void {
      stopped = true;
      scheduler?.stop();
      for (const watch of watches) void watch.stop();
    },
    /** Reports the end to the Office and releases the database for another daemon. */
    async leave(): Promise<void> {
      if (!lease) return;
      lease.stop();
      await db.write((tx) => {
        for (const platform of PLATFORMS) office.report(tx, platform, { type: "offline" });
        dropLease(tx, owner);
      });
      void office.push("last");
    },
  };
}

async function newScheduler({ db, clock, log, config, enqueue }: Deps): Promise<Scheduler> {
  const { createScheduler } = await import("./schedule/scheduler.ts");
  const { planSchedules } = await import("./schedule/plan.ts");
  return createScheduler({ db, clock, log, plan: planSchedules(config), enqueue });
}

/** Gives back the jobs that dead processes were running, and those that wait for a time that is not coming. */
function createRescue(parts: Pick<DaemonParts, "tasks" | "deps" | "owner" | "leases"> & { outside: Outside }) {
  const { tasks, deps, owner, leases, outside } = parts;
  const { clock, log } = deps;
  return (tx: Tx): void => {
    const now = clock.now();
    if (owner.role === "daemon") {
      const { mended, jumped } = watchClock(tx, now, outside.clockBehind());
      if (jumped) outside.forgetClocks();
      if (mended > 0) log.warn({ jobs: mended }, "the clock was set back: jobs no longer wait for its earlier time");
    }
    const rescued = rescueOrphans(tx, tasks, deps, (job) => isOrphan(job, owner, now, leases), now);
    putBackAbandoned(tx, deps);
    const jobs = rescued.map(({ id }) => id);
    if (jobs.length > 0) log.warn({ jobs }, "jobs of a process that died are run again");
  };
}
