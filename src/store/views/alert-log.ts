/** What was sent to whom, what waits, what was given up: the deliveries with their events and people. */
import type { ChannelName } from "../../domain/alert/channel-name.ts";
import type { AlertKind } from "../../domain/alert/event.ts";
import type { How } from "../../domain/alert/plan.ts";
import { q, type Reader } from "../db.ts";
import type { Delivery } from "../tables/alert-deliveries.ts";

export const DELIVERY_STATES = ["waiting", "sending", "sent", "folded", "gave_up", "moot"] as const;

export interface LoggedDelivery {
  id: number;
  /** The sign-in name; null for a webhook. */
  login: string | null;
  channel: ChannelName;
  /** Null for a summary: what it tells of has rows of its own, `folded`. */
  kind: AlertKind | null;
  item_id: number | null;
  state: Delivery["state"];
  how: How;
  tries: number;
  error: string | null;
  /** Unix ms. */
  created_at: number;
  due_at: number;
  sent_at: number | null;
}

interface LogQuery {
  userId?: number | undefined;
  state?: Delivery["state"] | undefined;
  limit: number;
}

/** The newest first. */
export function alertLog(reader: Reader, { userId, state, limit }: LogQuery): LoggedDelivery[] {
  let query = q
    .selectFrom("alert_deliveries as d")
    .innerJoin("alert_contacts as c", "c.id", "d.contact_id")
    .leftJoin("alerts as a", "a.id", "d.alert_id")
    .leftJoin("users as u", "u.id", "c.user_id")
    .select(["d.id", "u.login", "c.channel", "a.kind", "d.item_id", "d.state", "d.how", "d.tries", "d.error"])
    .select(["d.created_at", "d.due_at", "d.sent_at"])
    .orderBy("d.id", "desc")
    .limit(limit);
  if (userId !== undefined) query = query.where("c.user_id", "=", userId);
  if (state !== undefined) query = query.where("d.state", "=", state);
  return reader.all(query);
}
