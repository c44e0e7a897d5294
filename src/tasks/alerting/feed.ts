/** In a cell: what has happened, for the hub that tells of it. */
import type { Args, Gives } from "../../desk/cell/methods.ts";
import { HUB_AWAY_MS, isNoteOld, noteListening } from "../../decisions/hub-listens.ts";
import { alertsAfter, isAlert, lastAlert } from "../../store/tables/alerts.ts";
import type { AlertDeps } from "./alert-deps.ts";

/**
 * The events behind a place, the oldest first. Without a place they begin now. A place that is not known here (the file was
 * restored from a copy) begins with all that is kept: each has a key by which the hub knows what it has told already.
 */
export async function feed(
  { db, clock }: Pick<AlertDeps, "db" | "clock">,
  { after, limit }: Args<"alerts">,
): Promise<Gives<"alerts">> {
  const now = clock.now();
  if (isNoteOld(db, now)) await db.write((tx) => noteListening(tx, now));
  if (after === null) return { events: [], after: lastAlert(db) ?? { id: 0, key: "" } };
  const id = after.id > 0 && isAlert(db, after) ? after.id : 0;
  const rows = alertsAfter(db, { id, since: now - HUB_AWAY_MS }, limit);
  const events = rows.map(({ key, at, event }) => ({ key, at, event: JSON.parse(event) as unknown }));
  const last = rows.at(-1);
  return { events, after: last ? { id: last.id, key: last.key } : after };
}
