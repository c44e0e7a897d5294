/** How each channel of alerts stands: whom it reaches, what waits, what left, whether it is away. */
import { DAY_MS } from "../../base/clock.ts";
import { CHANNELS, type ChannelName } from "../../domain/alert/channel-name.ts";
import type { Reader } from "../db.ts";
import { listChannels } from "../tables/alert-channels.ts";

export interface ChannelState {
  channel: ChannelName;
  /** How many people and programs it reaches. */
  contacts: number;
  /** Messages that have not left, those of digests and quiet hours too. */
  waiting: number;
  /** Since when the oldest of those that are due has waited, Unix ms; null when none is due. */
  oldest_due_at: number | null;
  /** What became of the deliveries of the last 24 hours; `folded`: told in a summary; `moot`: decided before. */
  last_24h: Record<"sent" | "folded" | "gave_up" | "moot", number>;
  /** How often in a row it has failed. */
  failures: number;
  /** Since when it takes no messages, Unix ms; null while it does. */
  away_since: number | null;
  /** When it is tried next, Unix ms. */
  open_until: number | null;
  error_kind: string | null;
  error: string | null;
  /** Unix ms. */
  last_sent_at: number | null;
}

const CONTACTS = "select channel, count(*) as contacts from alert_contacts where state = 'confirmed' group by channel";
const WAITING = `
select c.channel, count(*) as waiting, min(case when d.due_at <= @now then d.due_at end) as oldest_due_at
from alert_deliveries d join alert_contacts c on c.id = d.contact_id
where d.state = 'waiting' group by c.channel`;
const RECENT = `
select c.channel, d.state, count(*) as n
from alert_deliveries d join alert_contacts c on c.id = d.contact_id
where d.created_at >= @since group by c.channel, d.state`;

/** The channels that reach somebody or were used. */
export function channelStates(reader: Reader, now: number): ChannelState[] {
  const contacts = reader.statement(CONTACTS).all({}) as Pick<ChannelState, "channel" | "contacts">[];
  const waiting = reader.statement(WAITING).all({ now }) as Pick<
    ChannelState,
    "channel" | "waiting" | "oldest_due_at"
  >[];
  const recent = reader.statement(RECENT).all({ since: now - DAY_MS }) as {
    channel: string;
    state: string;
    n: number;
  }[];
  const health = listChannels(reader);
  return CHANNELS.flatMap((channel) => {
    const row = health.find((one) => one.channel === channel);
    const reached = contacts.find((one) => one.channel === channel)?.contacts ?? 0;
    if (!row && reached === 0) return [];
    const wait = waiting.find((one) => one.channel === channel);
    const count = (state: string): number =>
      recent.find((one) => one.channel === channel && one.state === state)?.n ?? 0;
    return {
      channel,
      contacts: reached,
      waiting: wait?.waiting ?? 0,
      oldest_due_at: wait?.oldest_due_at ?? null,
      last_24h: { sent: count("sent"), folded: count("folded"), gave_up: count("gave_up"), moot: count("moot") },
      failures: row?.failures ?? 0,
      away_since: row?.away_since ?? null,
      open_until: row?.open_until ?? null,
      error_kind: row?.error_kind ?? null,
      error: row?.error ?? null,
      last_sent_at: row?.last_sent_at ?? null,
    };
  });
}
