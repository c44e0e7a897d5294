/** The program's own work as a person sees it: jobs, schedules, accounts. */
import type { Clock } from "../base/clock.ts";
import type { Config } from "../config/schema.ts";
import type { Platform } from "../domain/platform.ts";
import { latePolls, type LatePoll } from "./late-polls.ts";
import { nextOccurrence } from "../schedule/plan.ts";
import type { Reader } from "../store/db.ts";
import { requireItem, type Item } from "../store/tables/items.ts";
import { attemptsOfJob, requireJob, type JobAttempt, type JobRow } from "../store/tables/jobs.ts";
import { listKeys, type KeyState } from "../store/tables/keys.ts";
import { listKeyHolds, type KeyHold } from "../store/tables/key-holds.ts";
import { usedLimit, type UsedLimit } from "../store/tables/limits.ts";
import { listPollingStates, type PollingState } from "../store/tables/polling-state.ts";
import { listSchedules } from "../store/tables/schedules.ts";
import { failureGroups } from "../store/views/failures.ts";
import { countLive, DONE_SHOWN, queuePage as jobsOf, type LiveJobs } from "../store/views/work.ts";

export interface QueuePage {
  /** The running, due, scheduled and failed jobs, then the latest completed ones. */
  jobs: JobRow[];
  live: LiveJobs;
  /** The largest number of completed jobs in the list. */
  doneShown: number;
}

export interface JobPage {
  job: JobRow;
  /** Every ended attempt of the job. */
  attempts: JobAttempt[];
}

export interface AccountPage {
  id: string;
  platform: Platform;
  /** One entry per item type; a type that was never polled has none. */
  polls: PollingState[];
  /** What the marketplace reported about the key; null when it was never checked. */
  key: KeyState | null;
  /** Empty unless the marketplace refuses the key. */
  holds: KeyHold[];
  used: UsedLimit;
  /** The polls that have not succeeded for several of their intervals. */
  late: LatePoll[];
}

/** The state of an account in short, for the line at the top of every page. */
export interface AccountPulse {
  id: string;
  /** The marketplace refuses its key. */
  held: boolean;
  /** A poll has not succeeded for several of its intervals. */
  late: boolean;
  /** A poll has failed more than once; one failure alone may well be followed by a success. */
  failing: boolean;
  /** When the marketplace was last read, Unix ms; null: never. */
  polledAt: number | null;
}

/** A daemon of several that are shown together. */
export interface CellState {
  id: string;
  name: string;
  /** `down`: it does not answer; `slow`: its lists are late, and it is left out of them for a while. */
  state: "up" | "slow" | "down";
  /** Of the program that runs there; null until it has answered for the first time. */
  version: string | null;
  /** Where its own pages are; null when it does not know. */
  pages: string | null;
  /** The messengers whose bot both of them had; the hub alone uses it. */
  sharedBots: readonly ("telegram" | "max")[];
  /** Its accounts as it told last. */
  pulses: AccountPulse[];
}

export function accountPulse({ id, holds, late, polls }: AccountPage): AccountPulse {
  const polled = Math.max(0, ...polls.map((poll) => poll.last_poll_at ?? 0));
  return {
    id,
    held: holds.length > 0,
    late: late.length > 0,
    failing: polls.some((poll) => poll.consecutive_errors > 1),
    polledAt: polled === 0 ? null : polled,
  };
}

export function queuePage(db: Reader, limit: number): QueuePage {
  return { jobs: jobsOf(db, limit), live: countLive(db), doneShown: DONE_SHOWN };
}

/** @throws RefusedDecision `job.unknown` */
export function jobPage(db: Reader, id: number): JobPage {
  return { job: requireJob(db, id), attempts: attemptsOfJob(db, id) };
}

/**
 * Leaves out failures that need no more work: the item was decided or its answer sent since, or a later job does the
 * same work.
 * @param latest the latest job of each group of failures since then
 */
export function leftUndone(db: Reader, since: number, latest: readonly number[]): number[] {
  const groups = failureGroups(db, since).filter(({ job }) => latest.includes(job));
  const jobs = groups.flatMap((group) => group.jobs.toSorted((a, b) => a - b)).map((id) => requireJob(db, id));
  const open = jobs.filter(({ item_id }) => item_id === null || isUndone(requireItem(db, item_id)));
  return [...new Map(open.map(({ id, key }) => [key ?? id, id])).values()];
}

function isUndone({ status }: Item): boolean {
  return status === "error" || status === "approved";
}

/** The next `count` times of a schedule, Unix ms. */
export function occurrencesOf(db: Reader, clock: Clock, name: string, count: number): number[] {
  const schedule = listSchedules(db).find((one) => one.name === name);
  if (!schedule) return [];
  const coming: number[] = [];
  let at = nextOccurrence(schedule, clock.now());
  while (at !== null && coming.length < count) {
    coming.push(at);
    at = nextOccurrence(schedule, at);
  }
  return coming;
}

export function accountPages(db: Reader, { accounts }: Pick<Config, "accounts">, now: number): AccountPage[] {
  const byAccount = ({ account }: { account: string }): string => account;
  const late = Map.groupBy(latePolls(db, now), byAccount);
  const polls = Map.groupBy(listPollingStates(db), byAccount);
  const keys = new Map(listKeys(db).map((key) => [key.account, key]));
  const holds = Map.groupBy(listKeyHolds(db), byAccount);
  return accounts.map(({ id, platform }) => ({
    id,
    platform,
    polls: polls.get(id) ?? [],
    key: keys.get(id) ?? null,
    holds: holds.get(id) ?? [],
    used: usedLimit(db, id),
    late: late.get(id) ?? [],
  }));
}
