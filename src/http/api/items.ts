/** Serves the API for programs; the caller has been identified before. */
import { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { readCursor, writeCursor } from "../../desk/cursor.ts";
import type { FiguresApi } from "../../desk/figures.ts";
import type { ProductsApi } from "../../desk/products.ts";
import type { Asking, Decision, ItemsApi } from "../../desk/items-api.ts";
import { TABS } from "../../domain/tab.ts";
import { addFigures } from "./figures.ts";
import { jsonBody, refuseUnfit, writersOnly, type Env } from "./requests.ts";
import * as routes from "./routes.ts";

const ABOUT = {
  openapi: "3.1.0",
  info: {
    title: "reputation",
    version: "1",
    description: "Reviews and questions with their answers. Times are ISO-8601, UTC.",
  },
  security: [{ token: [] }],
};

/** What programs are served. */
export interface ApiParts {
  items: ItemsApi;
  figures: FiguresApi;
  products: Pick<ProductsApi, "list" | "one">;
}

export function apiRoutes(parts: ApiParts) {
  const { items: api } = parts;
  const app = new OpenAPIHono<Env>({ defaultHook: refuseUnfit }).basePath("/api/v1");
  app.openAPIRegistry.registerComponent("securitySchemes", "token", { type: "http", scheme: "bearer" });
  app.doc31("/openapi.json", ABOUT);
  app.use("/reputation/*", writersOnly, jsonBody);
  addLooks(app, api);
  addFigures(app, parts);
  addDecisions(app, api);
  return app;
}

type App = OpenAPIHono<Env, {}, "/api/v1">;

function addLooks(app: App, api: ItemsApi): void {
  app.openapi(routes.listItems, async (c) => {
    const { brands } = c.get("principal");
    const { cursor, limit, ...query } = c.req.valid("query");
    const list = [query, brands];
    const after = cursor === undefined ? undefined : readCursor(cursor, list);
    if (cursor !== undefined && !after) return c.json(FOREIGN_CURSOR, 400);
    const { items, next, total } = await api.list({ ...query, after, limit }, askingOf(c));
    const counted = total && { total: total.count, exact: total.exact };
    return c.json({ items, next: next && writeCursor(next, list), limit, ...counted }, 200);
  });
  // This route comes before the route of one item, which would take `counts` for an id.
  app.openapi(routes.countItems, async (c) => {
    return c.json({ tabs: await api.counts(c.req.valid("query"), TABS, askingOf(c)) }, 200);
  });
  app.openapi(routes.getItem, async (c) => {
    const item = await api.get(c.req.valid("param").id, c.get("principal").brands);
    return "refused" in item ? c.json(item.refused, 404) : c.json(item, 200);
  });
  app.openapi(routes.stats, async (c) => {
    return c.json(await api.stats(c.req.valid("query").period, c.get("principal").brands), 200);
  });
  app.openapi(routes.analytics, async (c) => {
    return c.json(await api.analytics(c.req.valid("query"), c.get("principal").brands), 200);
  });
}

const FOREIGN_CURSOR = {
  error: "cursor: it is no cursor of this list",
  hint: "Take `next` as it was given, with the same filters, the same sort and the same token; leave cursor out to begin again.",
};

function addDecisions(app: App, api: ItemsApi): void {
  const decide = async (c: Context<Env>, { id }: { id: number }, decision: Decision) => {
    const outcome = await api.decide(id, decision, askingOf(c));
    if (!("refused" in outcome)) return c.json(outcome, 200);
    return outcome.refused.code === "item.unknown" ? c.json(outcome.refused, 404) : c.json(outcome.refused, 409);
  };
  app.openapi(routes.approveItem, (c) => {
    return decide(c, c.req.valid("param"), { action: "approve", ...c.req.valid("json") });
  });
  app.openapi(routes.editItem, (c) => decide(c, c.req.valid("param"), { action: "edit", ...c.req.valid("json") }));
  app.openapi(routes.skipItem, (c) => decide(c, c.req.valid("param"), { action: "skip", ...c.req.valid("json") }));
  app.openapi(routes.escalateItem, (c) => {
    return decide(c, c.req.valid("param"), { action: "escalate", ...c.req.valid("json") });
  });
  app.openapi(routes.undoItem, (c) => decide(c, c.req.valid("param"), { action: "undo" }));
  app.openapi(routes.retryItem, (c) => decide(c, c.req.valid("param"), { action: "retry" }));
  app.openapi(routes.regenerateItem, (c) => {
    return decide(c, c.req.valid("param"), { action: "regenerate", ...c.req.valid("json") });
  });
  app.openapi(routes.bulkApprove, async (c) => {
    const results = [];
    for (const { id, version } of c.req.valid("json").items) {
      const outcome = await api.decide(id, { action: "approve", version }, askingOf(c));
      results.push("refused" in outcome ? { id, ...outcome.refused } : outcome);
    }
    return c.json({ results }, 200);
  });
  app.openapi(routes.bulkRegenerate, async (c) => {
    const { ids, instructions } = c.req.valid("json");
    return c.json({ results: await decideEach(api, ids, { action: "regenerate", instructions }, askingOf(c)) }, 200);
  });
}

/** The same for each of the items, one after the other. */
async function decideEach(api: ItemsApi, ids: readonly number[], decision: Decision, who: Asking) {
  const results = [];
  for (const id of new Set(ids)) {
    const outcome = await api.decide(id, decision, who);
    results.push("refused" in outcome ? { id, ...outcome.refused } : outcome);
  }
  return results;
}

function askingOf(c: Context<Env>): Asking {
  const { name, brands } = c.get("principal");
  return { actor: `token:${name}`, brands };
}
