/** The items API as it is served; who asks has been found out before. */
import { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { StateError } from "../../base/errors.ts";
import type { Decision, ItemsApi } from "../../desk/items-api.ts";
import type { Principal } from "../principal.ts";
import { jsonBody, refuseUnfit, shortBody, writersOnly, type Env } from "./requests.ts";
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

export function itemsRoutes(api: ItemsApi) {
  const app = new OpenAPIHono<Env>({ defaultHook: refuseUnfit }).basePath("/api/v1");
  app.openAPIRegistry.registerComponent("securitySchemes", "token", { type: "http", scheme: "bearer" });
  app.doc31("/openapi.json", ABOUT);
  app.use("/reputation/*", shortBody, writersOnly, jsonBody);
  addLooks(app, api);
  addDecisions(app, api);
  app.onError((error, c) => {
    if (error instanceof UnknownItem) return c.json({ error: error.message }, 404);
    if (!(error instanceof StateError)) throw error;
    return c.json({ error: error.message, ...(error.hint !== undefined && { hint: error.hint }) }, 409);
  });
  return app;
}

type App = OpenAPIHono<Env, {}, "/api/v1">;

function addLooks(app: App, api: ItemsApi): void {
  app.openapi(routes.listItems, async (c) => {
    const query = c.req.valid("query");
    const { offset, limit } = query;
    return c.json({ ...(await api.list(query, c.get("principal").brands)), offset, limit }, 200);
  });
  app.openapi(routes.getItem, async (c) => {
    const { id } = c.req.valid("param");
    const item = await api.get(id, c.get("principal").brands);
    if (item === undefined) throw new UnknownItem(id);
    return c.json(item, 200);
  });
  app.openapi(routes.stats, async (c) => {
    return c.json(await api.stats(c.req.valid("query").period, c.get("principal").brands), 200);
  });
  app.openapi(routes.analytics, async (c) => {
    return c.json(await api.analytics(c.req.valid("query"), c.get("principal").brands), 200);
  });
}

function addDecisions(app: App, api: ItemsApi): void {
  const decide = async (c: Context<Env>, { id }: { id: number }, decision: Decision) => {
    const who = c.get("principal");
    await assertSeen(api, id, who);
    return api.decide(id, decision, actorOf(who));
  };
  app.openapi(routes.approveItem, async (c) => {
    const { text } = c.req.valid("json");
    return c.json(await decide(c, c.req.valid("param"), { action: "approve", text }), 200);
  });
  app.openapi(routes.editItem, async (c) => {
    const { text } = c.req.valid("json");
    return c.json(await decide(c, c.req.valid("param"), { action: "edit", text }), 200);
  });
  app.openapi(routes.skipItem, async (c) => {
    return c.json(await decide(c, c.req.valid("param"), { action: "skip" }), 200);
  });
  app.openapi(routes.escalateItem, async (c) => {
    return c.json(await decide(c, c.req.valid("param"), { action: "escalate" }), 200);
  });
  app.openapi(routes.regenerateItem, async (c) => {
    const { instructions } = c.req.valid("json");
    return c.json(await decide(c, c.req.valid("param"), { action: "regenerate", instructions }), 200);
  });
  app.openapi(routes.bulkApprove, async (c) => {
    const results = [];
    for (const id of new Set(c.req.valid("json").ids)) results.push(await approve(api, id, c.get("principal")));
    return c.json({ results }, 200);
  });
}

const actorOf = ({ name }: Principal): string => `token:${name}`;

async function approve(api: ItemsApi, id: number, who: Principal) {
  try {
    await assertSeen(api, id, who);
    return await api.decide(id, { action: "approve" }, actorOf(who));
  } catch (error) {
    if (error instanceof StateError) return { id, error: error.message };
    throw error;
  }
}

/** Told of an item of another brand, too: whoever may not see it learns nothing. */
class UnknownItem extends StateError {
  constructor(id: number) {
    super(`there is no item ${id}`, { code: "item.unknown" });
  }
}

async function assertSeen(api: ItemsApi, id: number, { brands }: Principal): Promise<void> {
  const brand = await api.brandOf(id);
  if (brand === undefined || (brands !== null && !brands.includes(brand))) throw new UnknownItem(id);
}
