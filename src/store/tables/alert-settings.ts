/** What each person wants to be told by each channel. */
import { z } from "zod";
import type { ChannelName } from "../../domain/alert/channel-name.ts";
import { alertSettings, DEFAULT_SETTINGS, type AlertSettings } from "../../domain/alert/settings.ts";
import { q, type Reader, type Tx } from "../db.ts";

/** Settings that an earlier version has stored know nothing of the topics that have come since: those come as usual. */
const form = z.looseObject({ topics: z.record(z.string(), z.unknown()) });

/** The settings that count: the person's, or the usual ones. */
export function alertSettingsOf(reader: Reader, userId: number, channel: ChannelName): AlertSettings {
  const query = q.selectFrom("alert_settings").select("value").where("user_id", "=", userId);
  const row = reader.get(query.where("channel", "=", channel));
  if (!row) return DEFAULT_SETTINGS;
  const stored = form.safeParse(JSON.parse(row.value)).data;
  const topics = { ...DEFAULT_SETTINGS.topics, ...stored?.topics };
  return alertSettings.safeParse({ ...stored, topics }).data ?? DEFAULT_SETTINGS;
}

export function saveAlertSettings(
  tx: Tx,
  { userId, channel }: { userId: number; channel: ChannelName },
  settings: AlertSettings,
  now: number,
): void {
  const set = { value: JSON.stringify(settings), changed_at: now };
  tx.run(
    q
      .insertInto("alert_settings")
      .values({ user_id: userId, channel, ...set })
      .onConflict((conflict) => conflict.columns(["user_id", "channel"]).doUpdateSet(set)),
  );
}
