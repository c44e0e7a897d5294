import type { Clock } from "../base/clock.ts";
import { currencyOf } from "../config/price.ts";
import type { Config } from "../config/schema.ts";
import { dayOf, startOfDay } from "../domain/calendar.ts";
import { stateOfChannel } from "../domain/alert/channel-circuit.ts";
import type { ChannelName } from "../domain/alert/channel-name.ts";
import { circuitState } from "../domain/circuit.ts";
import type { Fence } from "../standby/fence.ts";
import type { Db } from "../store/db.ts";
import { copyLagMs } from "../store/sqlite/litestream.ts";
import { AI_NAMES } from "../store/tables/ai-holds.ts";
import { circuitOf } from "../store/tables/polling-state.ts";
import { channelStates, type ChannelState } from "../store/views/channel-states.ts";
import { statusOf } from "../store/views/status.ts";
import { countUnsent } from "../store/views/unsent.ts";
import { clockState } from "../queue/clock-watch.ts";
import { latePolls } from "./late-polls.ts";
import { workingOf } from "./working.ts";

/** The values that the metrics read at each scrape. */
export interface Gauges {
  jobs: Record<string, number>;
  oldestDueSeconds: number;
  items: Record<string, number>;
  /** The number of items that wait for a person. */
  waiting: number;
  /** The number of approved answers that are not published; they are not counted as waiting. */
  unsent: number;
  /** When each account's key expires, Unix ms; an account without a known date has no entry. */
  keyExpiry: Record<string, number>;
  /** Whether each account's key is refused, also for a part of the work only. */
  keyRefused: Record<string, boolean>;
  /** How long each AI has not been usable, seconds; 0 while it is. */
  aiAwaySeconds: Record<string, number>;
  circuits: { account: string; itemType: string; state: "closed" | "open" | "half_open" }[];
  channels: ChannelGauges[];
  aiTokensToday: number;
  /** By `ai.price`; null when no call of today had a price. */
  aiCostToday: { amount: number; currency: string } | null;
  openOutcomes: number;
  /** What marketplaces sent that could not be read, and that nobody has looked at yet. */
  quarantined: number;
  walBytes: number;
  /** How many polls have not succeeded for several of their intervals. */
  latePolls: number;
  /** Null when no replica is configured. */
  standby: StandbyGauges | null;
  /** How far the marketplaces' clocks are ahead of ours, ms; null while none has replied. */
  clockBehindMs: number | null;
  working: boolean;
}

/** How the daemon stands towards one that may take over. */
interface StandbyGauges {
  epoch: number;
  /** How long ago the last look at the epochs began that succeeded; null before the first. */
  lookAgeSeconds: number | null;
  /** Whether answers are held back. */
  holds: boolean;
  /** For how long Litestream has not taken what was written; null when it does not copy the database. */
  copyLagSeconds: number | null;
}

function standbyGauges(fence: Fence | null, db: Db, now: number): StandbyGauges | null {
  if (!fence) return null;
  const seconds = (ms: number | null): number | null => (ms === null ? null : ms / 1000);
  return {
    epoch: fence.epoch,
    lookAgeSeconds: seconds(fence.lookedAgoMs()),
    holds: fence.hold() !== undefined,
    copyLagSeconds: seconds(copyLagMs(db.path, now)),
  };
}

/** How a way to people stands. */
export interface ChannelGauges {
  channel: ChannelName;
  waiting: number;
  /** How long the oldest message that is due has waited; 0 when none is due. */
  oldestDueSeconds: number;
  /** What became of the deliveries of the last 24 hours. */
  deliveries: ChannelState["last_24h"];
  state: "closed" | "open" | "half_open";
}

function channelGauges(state: ChannelState, now: number): ChannelGauges {
  const { channel, waiting, oldest_due_at: oldest, last_24h: deliveries } = state;
  const circuit = stateOfChannel({ failures: state.failures, openUntil: state.open_until }, now);
  const oldestDueSeconds = oldest === null ? 0 : (now - oldest) / 1000;
  return { channel, waiting, oldestDueSeconds, deliveries, state: circuit };
}

interface Measured {
  db: Db;
  clock: Clock;
  config: Config;
  deps: { fence: Fence | null };
}

/** Reads the same rows as `status`. */
export function gaugesOf({ db, clock, config, deps }: Measured): Gauges {
  const now = clock.now();
  const status = statusOf(db, now, startOfDay(dayOf(now, config.timezone), config.timezone));
  const refused = new Set(status.key_holds.map(({ account }) => account));
  const dated = status.keys.flatMap(({ account, expires_at: at }) => (at === null ? [] : [[account, at] as const]));
  return {
    jobs: status.jobs.live,
    oldestDueSeconds: (status.jobs.oldest_due_ms ?? 0) / 1000,
    items: status.items,
    waiting: status.waiting,
    unsent: countUnsent(db),
    keyExpiry: Object.fromEntries(dated),
    keyRefused: Object.fromEntries(config.accounts.map(({ id }) => [id, refused.has(id)])),
    aiAwaySeconds: Object.fromEntries(
      AI_NAMES.map((name) => {
        const hold = status.ai_holds.find((one) => one.name === name);
        return [name, hold === undefined ? 0 : (now - hold.since) / 1000];
      }),
    ),
    circuits: status.polls.map((poll) => {
      return { account: poll.account, itemType: poll.item_type, state: circuitState(circuitOf(poll), now) };
    }),
    channels: channelStates(db, now).map((channel) => channelGauges(channel, now)),
    aiTokensToday: status.ai_today.tokens,
    aiCostToday:
      status.ai_today.cost === null ? null : { amount: status.ai_today.cost, currency: currencyOf(config.ai) ?? "" },
    openOutcomes: status.open_outcomes,
    quarantined: status.quarantined,
    walBytes: db.walBytes(),
    latePolls: latePolls(db, now).length,
    standby: standbyGauges(deps.fence, db, now),
    clockBehindMs: clockState(db)?.behind_ms ?? null,
    working: workingOf({ db, clock }).working,
  };
}
