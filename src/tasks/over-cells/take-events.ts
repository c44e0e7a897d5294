/** What has happened in a cell becomes an event of the hub's own, once. */
import { actorOfHub } from "../../domain/via-hub.ts";
import { alertEvent, type AlertEvent } from "../../domain/alert/event.ts";
import { inCell } from "../../domain/item-ref.ts";
import { jobKey } from "../../domain/job.ts";
import { userCalled } from "../../decisions/alerts.ts";
import type { Gives } from "../../desk/cell/methods.ts";
import type { Reader, Tx } from "../../store/db.ts";
import { insertAlert } from "../../store/tables/alerts.ts";
import { savePlaceInFeed } from "../../store/tables/cell-feeds.ts";
import { nameOf } from "../../store/tables/settings.ts";
import type { HubDeps } from "./cell-ways.ts";

/**
 * The events and the place behind them are one transaction: whatever dies, none is left out and none comes twice.
 * @returns how many are news
 */
export function takeEvents(
  tx: Tx,
  { clock, enqueue }: Pick<HubDeps, "clock" | "enqueue">,
  cell: string,
  { events, after }: Gives<"alerts">,
): number {
  const now = clock.now();
  const news = events.filter(({ event, at }) => {
    const ours = eventHere(tx, cell, event);
    // A clock that is ahead there must not keep the event here for longer.
    return ours !== undefined && insertAlert(tx, ours, Math.min(at, now), cell);
  }).length;
  if (news > 0) enqueue(tx, "route_alerts", {}, { key: jobKey("route_alerts") });
  savePlaceInFeed(tx, cell, after);
  return news;
}

/** @returns undefined for what only a newer cell knows, and for what concerns the channels of the cell itself */
function eventHere(reader: Reader, cell: string, told: unknown): AlertEvent | undefined {
  const event = alertEvent.safeParse(told).data;
  switch (event?.kind) {
    case undefined:
    case "channel_off":
    case "channel_refused":
      return undefined;
    case "handed_on": {
      const { item_id, to, by } = event;
      return { ...event, item_id: inCell(cell, item_id), user_id: userCalled(reader, to), by: nameHere(reader, by) };
    }
    case "product_signal":
      return { ...event, items: event.items.map((id) => inCell(cell, id)) };
    default:
      return event && "item_id" in event ? { ...event, item_id: inCell(cell, event.item_id) } : event;
  }
}

/** Our own people by their names here. */
function nameHere(reader: Reader, by: string): string {
  const actor = actorOfHub(`person:${by}`);
  return actor === undefined ? by : nameOf(reader, actor);
}
