/** How each channel does: whether it takes messages, and what it last said. */
import type { Selectable } from "kysely";
import type { ChannelHealth } from "../../domain/alert/channel-circuit.ts";
import { FINE } from "../../domain/alert/channel-circuit.ts";
import type { ChannelName } from "../../domain/alert/channel-name.ts";
import { q, type Reader, type Tx } from "../db.ts";
import type { AlertChannelsTable } from "../schema-alerts.ts";

type ChannelRow = Selectable<AlertChannelsTable>;

/** Every channel that was used. */
export function listChannels(reader: Reader): ChannelRow[] {
  return reader.all(q.selectFrom("alert_channels").selectAll().orderBy("channel"));
}

export function channelHealth(reader: Reader, channel: ChannelName): ChannelHealth {
  const row = listChannels(reader).find((one) => one.channel === channel);
  return row ? { failures: row.failures, awaySince: row.away_since, openUntil: row.open_until } : FINE;
}

/** What a channel has last said. */
type Said = Partial<Pick<ChannelRow, "error" | "error_kind" | "last_sent_at">>;

export function saveChannelHealth(tx: Tx, channel: ChannelName, health: ChannelHealth, said: Said = {}): void {
  const { failures, awaySince: away_since, openUntil: open_until } = health;
  const set = { failures, away_since, open_until, ...said };
  tx.run(
    q
      .insertInto("alert_channels")
      .values({ channel, error: null, error_kind: null, last_sent_at: null, ...set })
      .onConflict((conflict) => conflict.column("channel").doUpdateSet(set)),
  );
}

/** Where listening goes on; null: wherever the channel says. */
export function bookmarkOf(reader: Reader, channel: ChannelName): string | null {
  return listChannels(reader).find((one) => one.channel === channel)?.bookmark ?? null;
}

export function saveBookmark(tx: Tx, channel: ChannelName, bookmark: string): void {
  const fine = { failures: 0, away_since: null, open_until: null, error: null, error_kind: null, last_sent_at: null };
  tx.run(
    q
      .insertInto("alert_channels")
      .values({ channel, ...fine, bookmark })
      .onConflict((conflict) => conflict.column("channel").doUpdateSet({ bookmark })),
  );
}
