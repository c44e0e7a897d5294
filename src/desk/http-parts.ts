/** The parts of the running program that the HTTP server receives. */
import type { Clock } from "../base/clock.ts";
import { agentDocument, DEPARTMENTS, type AgentDocument } from "../office/snapshot.ts";
import type { StoreWatch } from "../queue/store-watch.ts";
import type { Db } from "../store/db.ts";
import { listAgents } from "../store/tables/office-agents.ts";
import { figuresApi, type FiguresApi } from "./figures.ts";
import { itemsApi, type ItemsApi, type ItemsParts } from "./items-api.ts";
import { latePolls } from "./late-polls.ts";
import { productsApi, type ProductsApi } from "./products.ts";
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
  figures: FiguresApi;
  products: ProductsApi;
}

/** The parts of the running program that are served. */
export interface ServedParts extends ItemsParts {
  db: Db;
  clock: Clock;
  store: StoreWatch;
  deps: { products?: Articles | undefined };
}

/** The products file, which may be read again while the program runs. */
interface Articles {
  articleOf: (sku: string) => string | undefined;
}

export function httpParts(app: ServedParts, metrics: { text(): Promise<string> }): HttpParts {
  const { db, clock, store } = app;
  return {
    // The daemon's lease is written every few seconds, so that a fault is known without a write for each who asks.
    readiness: () => ({ store: store.fault()?.message ?? "ok", polls: readingOf(db, clock.now()) }),
    working: () => workingOf(app),
    items: itemsApi(app),
    figures: figuresApi(app),
    products: productsApi({ db, clock, articleOf: (sku) => app.deps.products?.articleOf(sku) }),
    metrics: () => metrics.text(),
    office: () => ({ agents: listAgents(db).map(agentDocument), departments: DEPARTMENTS }),
  };
}

/** "ok", or which marketplaces have not been read for several intervals. */
function readingOf(db: Db, now: number): string {
  const late = latePolls(db, now).map(({ account, itemType, lastSuccess }) => {
    const last = lastSuccess === null ? "never" : `last at ${new Date(lastSuccess).toISOString()}`;
    return `${account} ${itemType}s: ${last}`;
  });
  return late.length === 0 ? "ok" : late.join("; ");
}
