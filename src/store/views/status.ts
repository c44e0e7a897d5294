/** What `status` shows, read directly from the rows. */
import { DAY_MS } from "../../base/clock.ts";
import { waitingTotal, type ItemStatus } from "../../domain/item.ts";
import { listAiHolds, type AiHold } from "../tables/ai-holds.ts";
import { aiUsageSince, type AiUsage } from "../tables/ai-usage.ts";
import type { Reader } from "../db.ts";
import { countByStatus } from "../tables/items.ts";
import { listKeys, type KeyState } from "../tables/keys.ts";
import { namedPauses, pausesOf, type Pausable, type Pause } from "../tables/pauses.ts";
import { listKeyHolds, type KeyHold } from "../tables/key-holds.ts";
import { countQuarantined } from "../tables/quarantine.ts";
import { listPollingStates, type PollingState } from "../tables/polling-state.ts";
import { nextFireAt } from "../tables/schedules.ts";
import { countLive, type LiveJobs } from "./work.ts";

export interface Status {
  items: Record<ItemStatus, number>;
  /** How many of them wait for a person. */
  waiting: number;
  polls: PollingState[];
  jobs: {
    live: LiveJobs;
    failed_24h: number;
    /**
     * How long the oldest due job has been waiting, ms; null when none is due. Paused lanes are left out. It shows
     * whether work gets done.
     */
    oldest_due_ms: number | null;
  };
  /** Sends whose outcome is not known yet. */
  open_outcomes: number;
  published_24h: number;
  /** What marketplaces sent that could not be read, and that nobody has looked at yet. */
  quarantined: number;
  keys: KeyState[];
  /** Accounts whose key is refused: their polls and sends wait. */
  key_holds: KeyHold[];
  /** The LLMs that cannot be used: their work waits. */
  ai_holds: AiHold[];
  ai_today: AiUsage;
  /** What a person has paused, by the name that resumes it. */
  paused: Partial<Record<Pausable, Pause>>;
  /** Unix ms. */
  next_fire_at: number | null;
}

const OLDEST_DUE = `
select min(run_at) as at from (
  select min(run_at) as run_at from jobs where state = 'ready' and lane not in (select value from json_each(@paused))
  union all
  select min(run_at) from jobs where state = 'scheduled' and run_at <= @now
    and lane not in (select value from json_each(@paused))
)`;
const STANDING = `
with due (lane, at) as (
  select lane, min(run_at) from jobs where state = 'ready' group by lane
  union all
  select lane, min(run_at) from jobs where state = 'scheduled' and run_at <= @before group by lane
)
select distinct lane from due where at < @before and lane not in (select value from json_each(@paused))
  and not exists (select 1 from jobs j where j.state = 'running' and j.started_at >= @before and j.lane = due.lane)
  and not exists (select 1 from jobs j where j.state = 'done' and j.finished_at >= @before and j.lane = due.lane)`;
const COUNTS = `
select
  (select count(*) from jobs where state = 'failed' and finished_at >= @since) as failed_24h,
  (select count(*) from publish_attempts where outcome in ('intent', 'unknown') and resolution is null) as open_outcomes,
  (select count(*) from items where published_at >= @since and seen_at is not null) as published_24h`;

/** The lanes with a job that has been due for longer than `ms`, that have begun and done nothing meanwhile; not paused ones. */
export function standingLanes(reader: Reader, now: number, ms: number): string[] {
  const paused = JSON.stringify(Object.keys(pausesOf(reader)));
  return reader
    .statement(STANDING)
    .pluck()
    .all({ before: now - ms, paused }) as string[];
}

/** @param dayStart first millisecond of the business day */
export function statusOf(reader: Reader, now: number, dayStart: number): Status {
  const lanes = JSON.stringify(Object.keys(pausesOf(reader)));
  const { at } = reader.statement(OLDEST_DUE).get({ now, paused: lanes }) as { at: number | null };
  const counts = countsSince(reader, now - DAY_MS);
  const items = countByStatus(reader);
  return {
    items,
    waiting: waitingTotal(items),
    polls: listPollingStates(reader),
    jobs: {
      live: countLive(reader),
      failed_24h: counts.failed_24h,
      oldest_due_ms: at === null ? null : Math.max(now - at, 0),
    },
    open_outcomes: counts.open_outcomes,
    published_24h: counts.published_24h,
    quarantined: countQuarantined(reader),
    ai_today: aiUsageSince(reader, dayStart),
    keys: listKeys(reader),
    key_holds: listKeyHolds(reader),
    ai_holds: listAiHolds(reader),
    paused: namedPauses(reader),
    next_fire_at: nextFireAt(reader) ?? null,
  };
}

/** Counts what happened since a time (Unix ms), and what is still open. */
export function countsSince(reader: Reader, since: number): Counts {
  return reader.statement(COUNTS).get({ since }) as Counts;
}

interface Counts {
  failed_24h: number;
  open_outcomes: number;
  published_24h: number;
}
