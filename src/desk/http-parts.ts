/** The parts of the running program that the HTTP server receives. */
import type { Clock } from "../base/clock.ts";
import { agentDocument, DEPARTMENTS, type AgentDocument } from "../office/snapshot.ts";
import type { StoreWatch } from "../queue/store-watch.ts";
import type { Db } from "../store/db.ts";
import { listAgents } from "../store/tables/office-agents.ts";
import { itemsApi, type ItemsApi, type ItemsParts } from "./items-api.ts";
import { workingOf, type Working } from "./working.ts";

/** Whether the daemon can work: each part by name, with "ok" or the reason why not. */
export type Readiness = Record<string, string>;

export interface HttpParts {
  readiness(): Readiness;
  working(): Working;
  /** Returns the metrics in Prometheus text format. */
  metrics(): Promise<string>;
  /** Returns the feed of the Office dashboard. */
  office(): { agents: AgentDocument[]; departments: typeof DEPARTMENTS };
  items: ItemsApi;
}

/** The parts of the running program that are served. */
export interface ServedParts extends ItemsParts {
  db: Db;
  clock: Clock;
  store: StoreWatch;
}

export function httpParts(app: ServedParts, metrics: { text(): Promise<string> }): HttpParts {
  const { db, store } = app;
  return {
    // The daemon's lease is written every few seconds, so that a fault is known without a write for each who asks.
    readiness: () => ({ store: store.fault()?.message ?? "ok" }),
    working: () => workingOf(app),
    items: itemsApi(app),
    metrics: () => metrics.text(),
    office: () => ({ agents: listAgents(db).map(agentDocument), departments: DEPARTMENTS }),
  };
}
