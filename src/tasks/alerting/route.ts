/** Decides who is told of what has happened, and when. */
import { z } from "zod";
import { MINUTE_MS } from "../../base/clock.ts";
import { topicOf } from "../../domain/alert/event.ts";
import { when, type When } from "../../domain/alert/plan.ts";
import { jobKey } from "../../domain/job.ts";
import { defineTask, done } from "../../queue/task.ts";
import type { Tx } from "../../store/db.ts";
import { toldContacts, type ToldContact } from "../../store/tables/alert-contacts.ts";
import { insertDelivery } from "../../store/tables/alert-deliveries.ts";
import { markRouted, unroutedAlerts, type Alert } from "../../store/tables/alerts.ts";
import type { AlertDeps } from "./alert-deps.ts";
import { comeBack } from "./come-back.ts";
import { isFor, listenerAt, type Listener } from "./listener.ts";

const KIND = "route_alerts";
/** After a failure of our own nothing is lost: it is tried again later. */
const AGAIN_MS = 15 * MINUTE_MS;

/** SQLite's word for no limit. */
const ALL = -1;
/** The events of one transaction, few enough that other writers do not wait long. */
const BATCH = 100;

/** Writes what goes to each contact. What happens while it runs is routed by its last write. */
export const routeAlerts = defineTask<AlertDeps, Record<string, never>>({
  kind: KIND,
  lane: "alerts",
  args: z.strictObject({}),
  retries: 3,
  retryDelayMs: 60_000,
  async run(deps, _args, context) {
    const total: Counts = { events: 0, messages: 0, unwanted: 0 };
    for (let more = true; more;) {
      const counts = await context.write((tx) => routeBatch(tx, deps, BATCH));
      more = counts.events === BATCH;
      add(total, counts);
    }
    return done({ status: "routed", ...total }, (tx) => void routeBatch(tx, deps, ALL));
  },
  exhausted(tx, { clock, enqueue }) {
    enqueue(tx, KIND, {}, { key: jobKey(KIND), runAt: clock.now() + AGAIN_MS });
  },
});

/** `unwanted`: how often the settings or the rights of somebody do not ask for an event. */
interface Counts {
  events: number;
  messages: number;
  unwanted: number;
}

function routeBatch(tx: Tx, deps: AlertDeps, limit: number): Counts {
  const counts: Counts = { events: 0, messages: 0, unwanted: 0 };
  const alerts = unroutedAlerts(tx, limit);
  if (alerts.length === 0) return counts;
  const audience = toldContacts(tx).flatMap((contact) => listenerAt(tx, deps.config, contact) ?? []);
  const touched = new Set<ToldContact>();
  const now = deps.clock.now();
  for (const alert of alerts) {
    counts.events++;
    markRouted(tx, alert.id, now);
    for (const listener of audience) {
      const plan = planFor(deps, alert, listener);
      if (plan === undefined) continue;
      if (plan.how === "never") counts.unwanted++;
      else {
        counts.messages++;
        const { contact } = listener;
        insertDelivery(tx, { contactId: contact.id, alert, how: plan.how, dueAt: plan.at }, now);
        touched.add(contact);
      }
    }
  }
  for (const contact of touched) comeBack(tx, deps, contact);
  return counts;
}

/** @returns undefined when it is not for them, whatever they want */
function planFor({ config, clock }: AlertDeps, alert: Alert, listener: Listener): When | undefined {
  if (!isFor(alert, listener)) return undefined;
  const { kind, level, brand_id: brand, user_id } = alert;
  const told = { topic: topicOf(kind), level, brand, isPersonal: user_id !== null };
  return when(listener.settings, told, clock.now(), config.timezone);
}

function add(total: Counts, counts: Counts): void {
  total.events += counts.events;
  total.messages += counts.messages;
  total.unwanted += counts.unwanted;
}
