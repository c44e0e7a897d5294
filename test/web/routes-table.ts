/**
 * Every route of the pages and of the interface for programs, with who may use it and a request that does. A route that is
 * not here fails the tests that go by this table, so whoever adds one says here whose it is.
 */
import type { Role } from "../../src/domain/access.ts";
import { ITEM_REF } from "../../src/domain/item-ref.ts";

export interface RouteEntry {
  /**
   * Who may: `open` is everybody, `session` whoever has signed in; a role is the least one. Of programs, `look` is any
   * token, `write` one that may write, `all` one that is not limited to brands.
   */
  who: "open" | "session" | "look" | "write" | "all" | Role;
  /** What the request is about: the one item that its address names, or those that it brings along. */
  about?: "item" | "items";
  /** The path of a request, for the item with this id, or for the person with it. */
  path?: (id: number) => string;
  /** The fields of a form, or the body for a program. */
  sent?: (id: number) => Record<string, string | string[]> | object;
}

const WISH = { version: "1", text: "Спасибо за отзыв, носите с радостью!", next: "/inbox", back: "/inbox" };
const about = "item";
/** The products of the own brand's item and of the other brand's. */
const PRODUCT: Record<number, string> = {
  1: "brand=ohana_market&sku=own-1",
  2: "brand=ohana_kids&sku=%D0%A7%D1%83%D0%B6%D0%BE%D0%B5%D0%A1%D0%BB%D0%BE%D0%B2%D0%BE",
};
const RULE = { name: "пятёрки", then: "review" };

/** `METHOD path` as hono knows it. */
export const PAGES: Record<string, RouteEntry> = {
  "GET /events": { who: "session" },
  [`POST /items/:id{${ITEM_REF}}/here`]: { who: "session", about, path: (id) => `/items/${id}/here` },
  "GET /": { who: "session" },
  "GET /assets/:hash/:name": { who: "open", path: () => "/assets/0/design.css" },
  "GET /login/oidc": { who: "open" },
  "GET /login/oidc/back": { who: "open" },
  "GET /login": { who: "open" },
  "POST /login": { who: "open", sent: () => ({ login: "nobody", password: "wrong-password" }) },
  "POST /logout": { who: "open" },
  "GET /link": { who: "open" },
  "POST /link": { who: "open", sent: () => ({ code: "of-no-link" }) },
  "POST /me/theme": { who: "session", sent: () => ({ theme: "dark" }) },
  "GET /inbox": { who: "session" },
  [`GET /inbox/:id{${ITEM_REF}}`]: { who: "session", about, path: (id) => `/inbox/${id}` },
  "GET /sent": { who: "session" },
  "POST /export/:file{(?:inbox|sent|products|figures)\\.(?:xlsx|csv|jsonl)}": {
    who: "session",
    path: () => "/export/inbox.jsonl?tab=all",
  },
  "GET /products": { who: "session" },
  "GET /products/week": { who: "session" },
  "GET /figures": { who: "session" },
  "GET /figures/month": { who: "session" },
  "GET /products/one": {
    who: "session",
    about,
    path: (id) => `/products/one?mp=wb&${PRODUCT[id] ?? "brand=nobodys&sku=nobodys"}`,
  },
  [`POST /items/:id{${ITEM_REF}}`]: {
    who: "manager",
    about,
    path: (id) => `/items/${id}`,
    sent: () => ({ ...WISH, do: "send" }),
  },
  [`POST /items/:id{${ITEM_REF}}/undo`]: { who: "manager", about, path: (id) => `/items/${id}/undo?back=/inbox` },
  [`POST /items/:id{${ITEM_REF}}/regenerate`]: {
    who: "manager",
    about,
    path: (id) => `/items/${id}/regenerate`,
    sent: () => ({ instructions: "Короче" }),
  },
  [`POST /items/:id{${ITEM_REF}}/choose`]: {
    who: "manager",
    about,
    path: (id) => `/items/${id}/choose`,
    sent: () => ({ version: "1", place: "1" }),
  },
  [`POST /items/:id{${ITEM_REF}}/:action{(?:escalate|skip)}`]: {
    who: "manager",
    about,
    path: (id) => `/items/${id}/escalate`,
    sent: () => ({ ...WISH, reason: "Деньги", to: "pavel" }),
  },
  [`POST /items/:id{${ITEM_REF}}/notes`]: {
    who: "manager",
    about,
    path: (id) => `/items/${id}/notes`,
    sent: () => ({ note: "Позвонить складу", back: "/inbox" }),
  },
  [`GET /photo/:item{${ITEM_REF}}/:n{[0-9]+}`]: { who: "session", about, path: (id) => `/photo/${id}/1` },
  "GET /bulk": { who: "manager", about: "items", path: (id) => `/bulk?id=${id}` },
  "POST /bulk": {
    who: "manager",
    about: "items",
    sent: (id) => ({ id: String(id), read: String(id), [`version-${id}`]: "1", do: "send" }),
  },
  "GET /health": { who: "session" },
  "POST /health/poll": { who: "manager", sent: () => ({ account: "wb-sandbox" }) },
  "POST /me/sessions/end": { who: "session" },
  "POST /me/sessions/:id/end": { who: "session", path: () => "/me/sessions/of-nobody/end" },
  "POST /me/password": { who: "session", sent: () => ({ old: "wrong-password", password: "пять рыжих котов" }) },
  "GET /voice": { who: "session" },
  "GET /voice/:brand": { who: "session", path: () => "/voice/ohana_market" },
  "POST /voice/:brand": {
    who: "senior",
    about: "items",
    path: () => "/voice/ohana_market",
    sent: (id) => ({ do: "try", sample: String(id) }),
  },
  "GET /rules": { who: "session" },
  // Seniors too, if they work for all brands; here only administrators do.
  "POST /rules/:at{(?:[0-9]+|new)}": { who: "admin", path: () => "/rules/new", sent: () => RULE },
  "POST /rules/:at{(?:[0-9]+|new)}/try": { who: "admin", path: () => "/rules/new/try", sent: () => RULE },
  "POST /rules/:at{[0-9]+}/:what{(?:up|down|on|off|delete)}": { who: "admin", path: () => "/rules/1/off" },
  "POST /rules/:what{(?:stop|start)}": { who: "admin", path: () => "/rules/stop" },
  "POST /rules/cap": { who: "admin", sent: () => ({ cap: "100" }) },
  "POST /rules/sending/:what{(?:stop|start)}": { who: "admin", path: () => "/rules/sending/stop" },
  "GET /journal": { who: "admin" },
  "GET /alerts": { who: "session" },
  "POST /alerts/:channel{(?:telegram|max|email)}/ask": { who: "session", path: () => "/alerts/telegram/ask" },
  "POST /alerts/code": { who: "session", sent: () => ({ code: "of-no-mail" }) },
  "POST /alerts/contacts/:id{[0-9]+}/:what{(?:confirm|off)}": { who: "session", path: () => "/alerts/contacts/0/off" },
  "POST /alerts/contacts/:id{[0-9]+}/trial": { who: "session", path: () => "/alerts/contacts/0/trial" },
  "POST /alerts/settings": { who: "session", sent: () => ({ least: "info", singles: "5", brand: "ohana_market" }) },
  "GET /people": { who: "session" },
  "POST /people/invite": { who: "admin", sent: () => ({ role: "admin", brand: ["ohana_market", "ohana_kids"] }) },
  "POST /people/:id{[0-9]+}/rights": {
    who: "admin",
    path: (id) => `/people/${id}/rights`,
    sent: () => ({ role: "admin", brand: ["ohana_market", "ohana_kids"] }),
  },
  "POST /people/:id{[0-9]+}/:what{(?:off|on|link)}": { who: "admin", path: (id) => `/people/${id}/off` },
  "POST /people/links/:id/off": { who: "admin", path: () => "/people/links/of-nothing/off" },
};

const item = (action: string, sent: () => object = () => ({})): RouteEntry => ({
  who: "write",
  about,
  path: (id) => `/api/v1/reputation/items/${id}/${action}`,
  sent,
});

/** What is for programs, which have tokens. */
export const PROGRAMS: Record<string, RouteEntry> = {
  "GET /healthz": { who: "open" },
  "GET /readyz": { who: "open" },
  // Whoever knows neither path nor secret is nobody there.
  "POST /hooks/telegram/:path": { who: "open", path: () => "/hooks/telegram/unknown" },
  "GET /metrics": { who: "all" },
  "GET /api/v1/office/agents": { who: "all" },
  "GET /api/v1/office/agents/:id": { who: "all", path: () => "/api/v1/office/agents/reputation_wb" },
  "GET /office/data.json": { who: "all" },
  "GET /api/v1/openapi.json": { who: "look" },
  "GET /api/v1/reputation/items": { who: "look" },
  "GET /api/v1/reputation/items/counts": { who: "look" },
  "GET /api/v1/reputation/items/:id": { who: "look", about, path: (id) => `/api/v1/reputation/items/${id}` },
  "GET /api/v1/reputation/stats": { who: "look", path: () => "/api/v1/reputation/stats?period=7d" },
  "GET /api/v1/reputation/analytics": {
    who: "look",
    path: () => "/api/v1/reputation/analytics?from=2020-01-01&to=2020-01-31",
  },
  "GET /api/v1/reputation/figures": { who: "look" },
  "GET /api/v1/reputation/products": { who: "look" },
  "GET /api/v1/reputation/products/one": {
    who: "look",
    about,
    path: (id) => `/api/v1/reputation/products/one?platform=wb&${PRODUCT[id] ?? "brand=nobodys&sku=nobodys"}`,
  },
  "POST /api/v1/reputation/items/:id/approve": item("approve"),
  "POST /api/v1/reputation/items/:id/edit": item("edit", () => ({ text: WISH.text })),
  "POST /api/v1/reputation/items/:id/skip": item("skip"),
  "POST /api/v1/reputation/items/:id/escalate": item("escalate"),
  "POST /api/v1/reputation/items/:id/undo": item("undo"),
  "POST /api/v1/reputation/items/:id/retry": item("retry"),
  "POST /api/v1/reputation/items/:id/regenerate": item("regenerate", () => ({ instructions: "Короче" })),
  "POST /api/v1/reputation/bulk-regenerate": {
    who: "write",
    path: () => "/api/v1/reputation/bulk-regenerate",
    sent: (id) => ({ ids: [id], instructions: "Короче" }),
  },
  "POST /api/v1/reputation/bulk-approve": {
    who: "write",
    path: () => "/api/v1/reputation/bulk-approve",
    sent: (id) => ({ items: [{ id, version: 1 }] }),
  },
};

/** One request of the table. */
export interface Case extends RouteEntry {
  route: string;
  method: "GET" | "POST";
  path: (id: number) => string;
}

export function casesOf(table: Record<string, RouteEntry>): Case[] {
  return Object.entries(table).map(([route, entry]) => {
    const [method = "", pattern = ""] = route.split(" ");
    return { path: () => pattern, ...entry, route, method: method as Case["method"] };
  });
}

/** The routes of an application, without those of its middleware, which has no method or stands at a whole folder. */
export function routesIn(app: { routes: { method: string; path: string }[] }): string[] {
  const own = app.routes.filter(({ method, path }) => method !== "ALL" && !path.endsWith("*"));
  return [...new Set(own.map(({ method, path }) => `${method} ${path}`))].toSorted();
}
