/** What alerts need when the daemon starts, and with another configuration. */
import { jobKey } from "../../domain/job.ts";
import type { Tx } from "../../store/db.ts";
import { programContacts, insertProgram, toldContacts, updateContact } from "../../store/tables/alert-contacts.ts";
import { unroutedAlerts } from "../../store/tables/alerts.ts";
import { saveChannelHealth, channelHealth } from "../../store/tables/alert-channels.ts";
import type { ChannelName } from "../../domain/alert/channel-name.ts";
import type { AlertDeps } from "./alert-deps.ts";
import { comeBack } from "./come-back.ts";

/** Webhooks are told as the configuration says now, and what waits for anybody has a job again. */
export function startAlerts(tx: Tx, deps: Pick<AlertDeps, "clock" | "enqueue" | "config">): void {
  const now = deps.clock.now();
  const names = new Set(deps.config.alerts.webhooks.map(({ name }) => name));
  const known = programContacts(tx);
  for (const { id, address } of known) {
    const isNamed = address !== null && names.delete(address);
    updateContact(tx, id, isNamed ? { state: "confirmed", off_at: null } : { state: "off", off_at: now });
  }
  for (const name of names) insertProgram(tx, name, now);
  for (const contact of toldContacts(tx)) comeBack(tx, deps, contact);
  if (unroutedAlerts(tx, 1).length > 0) deps.enqueue(tx, "route_alerts", {}, { key: jobKey("route_alerts") });
}

/** With other settings a channel that was away may be there: what waits for it is tried at once, by one message first. */
export function tryAnew(tx: Tx, name: ChannelName): void {
  const health = channelHealth(tx, name);
  if (health.failures > 0) saveChannelHealth(tx, name, { ...health, openUntil: null });
}
