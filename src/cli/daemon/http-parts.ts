/** The open program as the HTTP server is handed it. */
import type { App } from "../../app.ts";
import type { Config } from "../../config/schema.ts";
import { messageOf } from "../../base/errors.ts";
import type { Metrics } from "../../http/metrics.ts";
import type { Token } from "../../http/principal.ts";
import type { HttpParts } from "../../http/server.ts";
import { renewLease } from "../../queue/owner.ts";
import { listAgents } from "../../store/tables/office-agents.ts";
import { itemsApi } from "./items-api.ts";
import { workingOf } from "./working.ts";

/** `http.token` is the administrator's. */
export function tokensOf({ http }: Config): Token[] {
  const admin =
    http.token === undefined ? [] : [{ name: "http.token", token: http.token, role: "admin" as const, brands: null }];
  return [...admin, ...http.tokens.map(({ brands, ...token }) => ({ ...token, brands: brands ?? null }))];
}

export function httpParts(app: App, metrics: Metrics): HttpParts {
  const { db, clock, owner, store } = app;
  return {
    async readiness() {
      // A real write: an empty transaction succeeds on a full disk too.
      const refused = await db.write((tx) => void renewLease(tx, owner, clock.now())).catch(messageOf);
      return { store: refused ?? store.fault()?.message ?? "ok" };
    },
    working: () => workingOf(app),
    items: itemsApi(app),
    metrics: () => metrics.text(),
    agents: () =>
      listAgents(db).map((agent) => ({ ...agent, last_activity: new Date(agent.last_activity).toISOString() })),
  };
}
