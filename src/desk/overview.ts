import { DAY_MS, MINUTE_MS, type Clock } from "../base/clock.ts";
import type { Config } from "../config/schema.ts";
import { dayOf, startOfDay } from "../domain/calendar.ts";
import { clockState } from "../queue/clock-watch.ts";
import { daemonLease, liveDaemon } from "../queue/owner.ts";
import type { Reader } from "../store/db.ts";
import { listAiHolds, type AiHold } from "../store/tables/ai-holds.ts";
import { aiUsageSince, type AiUsage } from "../store/tables/ai-usage.ts";
import { countQuarantined } from "../store/tables/quarantine.ts";
import { namedPauses, type Pausable, type Pause } from "../store/tables/pauses.ts";
import { listSchedules } from "../store/tables/schedules.ts";
import { channelStates, type ChannelState } from "../store/views/channel-states.ts";
import { countsSince, statusOf, type Status } from "../store/views/status.ts";
import { countUnsent } from "../store/views/unsent.ts";
import { countLive, type LiveJobs } from "../store/views/work.ts";
import { latePolls, type LatePoll } from "./late-polls.ts";
import { countWaiting, type WaitingCounts } from "./inbox.ts";

/** The process that holds the database, or the last one that held it. */
export interface DaemonState {
  pid: number;
  host: string;
  /** Unix ms. */
  started_at: number;
  alive: boolean;
}

export interface Overview {
  /** The daemon; null when there never was one. */
  daemon: DaemonState | null;
  /** How many items wait for a person. */
  waiting: WaitingCounts;
  /** The number of approved answers that are not published; they are not counted as waiting. */
  unsent: number;
  jobs: LiveJobs;
  failed_24h: number;
  published_24h: number;
  /** Sends whose outcome is not known yet. */
  open_outcomes: number;
  /** What marketplaces sent that could not be read, and that nobody has looked at yet. */
  quarantined: number;
  /** How far this machine's clock is wrong by the marketplaces' clocks, ms, ahead counted positive; null when it is right. */
  clock_wrong_ms: number | null;
  ai_today: AiUsage;
  /** The LLMs that cannot be used: their work waits. */
  ai_holds: AiHold[];
  /** What a person has paused, by the name that resumes it. */
  paused: Partial<Record<Pausable, Pause>>;
  /** The number of schedules that a person has paused. */
  paused_schedules: number;
  /** By which people are told. */
  channels: ChannelState[];
}

/** A difference smaller than this harms nobody, ms. */
const CLOCK_DIFFERS_MS = 2 * MINUTE_MS;

function clockWrong(db: Reader): number | null {
  const behind = clockState(db)?.behind_ms ?? 0;
  return Math.abs(behind) > CLOCK_DIFFERS_MS ? -behind : null;
}

/** Like `Overview` but with exact numbers, and with the polls and the keys. */
export interface StatusPage extends Status {
  daemon: DaemonState | null;
  unsent: number;
  late_polls: LatePoll[];
  clock_wrong_ms: number | null;
  channels: ChannelState[];
}

interface Around {
  clock: Clock;
  config: Pick<Config, "timezone">;
}

export async function overviewOf(db: Reader, { clock, config }: Around): Promise<Overview> {
  const now = clock.now();
  const { failed_24h, published_24h, open_outcomes } = countsSince(db, now - DAY_MS);
  return {
    daemon: daemonState(db, now),
    waiting: countWaiting(db),
    unsent: countUnsent(db),
    jobs: countLive(db),
    failed_24h,
    published_24h,
    open_outcomes,
    quarantined: countQuarantined(db),
    clock_wrong_ms: clockWrong(db),
    ai_today: aiUsageSince(db, today(now, config)),
    ai_holds: listAiHolds(db),
    paused: namedPauses(db),
    paused_schedules: listSchedules(db).filter(({ paused }) => paused === 1).length,
    channels: channelStates(db, now),
  };
}

export function statusPage(db: Reader, { clock, config }: Around): StatusPage {
  const now = clock.now();
  return {
    daemon: daemonState(db, now),
    ...statusOf(db, now, today(now, config)),
    unsent: countUnsent(db),
    late_polls: latePolls(db, now),
    clock_wrong_ms: clockWrong(db),
    channels: channelStates(db, now),
  };
}

function daemonState(db: Reader, now: number): DaemonState | null {
  const lease = daemonLease(db);
  if (!lease) return null;
  const { pid, host, started_at } = lease;
  return { pid, host, started_at, alive: liveDaemon(db, now) !== undefined };
}

function today(now: number, { timezone }: Around["config"]): number {
  return startOfDay(dayOf(now, timezone), timezone);
}
