/** Whose what is: every route, asked by everybody, about items of their own brands, of another one, and of none. */
import { describe, expect, test } from "vitest";
import { createLog } from "../../src/base/log.ts";
import { pageRoutes } from "../../src/cli/pages.ts";
import { httpOptions } from "../../src/cli/http-options.ts";
import { httpParts } from "../../src/desk/http-parts.ts";
import { ROLES, type Role } from "../../src/domain/access.ts";
import { createRoutes } from "../../src/http/routes.ts";
import type { SampleItem } from "../../src/sandbox/samples.ts";
import { contentOf } from "../support/content.ts";
import { CLIENT, startProvider } from "../support/oidc-provider.ts";
import { personWith } from "../support/people.ts";
import { casesOf, PAGES, PROGRAMS, routesIn, type Case } from "./routes-table.ts";
import { Browser, openShop } from "./shop.ts";

/** Stands in every text of the other brand. */
const THEIRS = "ЧужоеСлово";
const OTHER = "ohana_kids";
const [OWN, FOREIGN, NOBODYS] = [1, 2, 999];

const ITEMS: SampleItem[] = [
  { id: "own", platform: "wb", rating: 5, text: "Отличная рубашка, ткань мягкая.", productName: "Рубашка", photos: 1 },
  {
    id: "foreign",
    platform: "wb",
    rating: 1,
    text: `${THEIRS} порвалось, верните деньги!`,
    pros: THEIRS,
    clientName: THEIRS,
    productName: `Куртка ${THEIRS}`,
    photos: 1,
  },
];

const TOKENS = {
  token: "admin-token-of-the-tests-1",
  tokens: [
    { name: "own-manager", token: "own-manager-of-the-tests-2", role: "manager", brands: ["ohana_market"] },
    { name: "own-reader", token: "own-reader-of-the-tests-03", role: "read", brands: ["ohana_market"] },
    { name: "reader", token: "reader-token-of-the-tests4", role: "read" },
  ],
};

/** The shop of two brands; `http` is more of its configuration. */
async function twoBrands(http: object = {}) {
  const settings = { approval: { undo_window: "1h", rules: [] }, http: { ...TOKENS, ...http } };
  const shop = await openShop(ITEMS, settings);
  const { app } = shop;
  const foreign = `update items set brand_id = '${OTHER}', sku = '${THEIRS}' where id = ${FOREIGN}`;
  await app.db.write((tx) => {
    tx.statement(foreign).run();
    tx.statement(`update items set sku = 'own-1' where id = ${OWN}`).run();
  });
  await app.decisions.note(FOREIGN, `${THEIRS} на складе`, "person:test");
  await app.decisions.escalate(FOREIGN, "person:test", { reason: THEIRS, to: THEIRS });
  const browsers = {} as Record<Role | "nobody", Browser>;
  browsers.nobody = new Browser(shop.url);
  for (const role of ROLES) {
    await personWith(app, role, role, role === "admin" ? null : ["ohana_market"]);
    browsers[role] = new Browser(shop.url);
    await browsers[role].signIn(role);
  }
  return { ...shop, browsers };
}

function ask(browser: Browser, { method, path, sent }: Case, id: number) {
  const fields = (sent?.(id) ?? {}) as Record<string, string | string[]>;
  return method === "GET" ? browser.get(path(id)) : browser.post(path(id), fields);
}

const requestOf = ({ path, sent }: Case, id: number) => JSON.stringify([path(id), sent?.(id)]);

const isRole = (who: Case["who"]): who is Role => (ROLES as readonly string[]).includes(who);
const mayUse = (role: Role, { who }: Case) => !isRole(who) || ROLES.indexOf(role) >= ROLES.indexOf(who);

/** Routes that end the very session that asks, or wait for a stream's end, have tests of their own. */
const APART = new Set(["GET /events", "POST /logout", "POST /me/sessions/end", "POST /me/password"]);
const pages = casesOf(PAGES).filter(({ route, path }) => !APART.has(route) && !path(1).startsWith("/login/oidc"));

test("every route stands in the table of rights, and nothing that is not a route", async () => {
  const provider = await startProvider();
  const sign_in = { oidc: { name: "Keycloak", issuer: provider.issuer, ...CLIENT } };
  const { app } = await twoBrands({ sign_in });
  expect(routesIn(pageRoutes(app))).toEqual(Object.keys(PAGES).toSorted());
  const options = { ...httpOptions(app.config), hasTls: false, clock: app.clock, log: createLog("silent") };
  const parts = httpParts(app, { text: async () => "" });
  expect(routesIn(createRoutes(parts, options))).toEqual(Object.keys(PROGRAMS).toSorted());
});

test("who has not signed in is led to the door by every page, and changes nothing", async () => {
  const { app, browsers } = await twoBrands();
  const before = contentOf(app.db);
  for (const page of pages.filter(({ who }) => who !== "open")) {
    const { status, location } = await ask(browsers.nobody, page, OWN);
    // What a page's script asks gets no page.
    expect([`303 /login`, "401 null"], page.route).toContain(`${status} ${location}`);
  }
  expect(contentOf(app.db)).toEqual(before);
});

test("no page does for a role what is another role's, and nothing is changed by trying", async () => {
  const { app, browsers } = await twoBrands();
  const before = contentOf(app.db);
  for (const role of ROLES) {
    for (const page of pages.filter((one) => !mayUse(role, one))) {
      const isSame = requestOf(page, OWN) === requestOf(page, FOREIGN);
      for (const id of isSame ? [OWN] : [OWN, FOREIGN, NOBODYS]) {
        const { status } = await ask(browsers[role], page, id);
        expect([403, 404], `${role}: ${page.route}`).toContain(status);
      }
    }
  }
  expect(contentOf(app.db)).toEqual(before);
});

test("another brand's item is, on every page, as an item that there never was, and nothing is changed by trying", async () => {
  const { app, browsers } = await twoBrands();
  const before = contentOf(app.db);
  for (const role of LIMITED) {
    for (const page of pages.filter((one) => mayUse(role, one) && isAboutItems(one))) {
      const [foreign, nobodys] = [await ask(browsers[role], page, FOREIGN), await ask(browsers[role], page, NOBODYS)];
      if (page.about === "item") expect(foreign.status, `${role}: ${page.route}`).toBe(404);
      expect(withoutIds(foreign), `${role}: ${page.route}`).toEqual(withoutIds(nobodys));
    }
  }
  expect(contentOf(app.db)).toEqual(before);
});

test("people may use what is theirs, and an administrator everything of every brand", async () => {
  const { browsers } = await twoBrands();
  for (const role of ROLES) {
    for (const page of pages.filter((one) => one.who !== "open" && mayUse(role, one))) {
      for (const id of role === "admin" && isAboutItems(page) ? [OWN, FOREIGN] : [OWN]) {
        const { status, location } = await ask(browsers[role], page, id);
        // Decisions follow upon each other here, so the state may refuse one, which is no question of rights.
        expect([200, 303, 409], `${role}: ${page.route}`).toContain(status);
        expect(location, `${role}: ${page.route}`).not.toBe("/login");
      }
    }
  }
});

test("nothing that another brand has, and nothing that becomes of it, changes a byte of any page", async () => {
  const { app, browsers } = await twoBrands();
  const seen = async (role: Role): Promise<Record<string, string>> => {
    const entries: [string, string][] = [];
    for (const path of LOOKS) {
      const { text } = await browsers[role].get(path);
      // What stands in an address comes back with its filter.
      const words = [THEIRS, OTHER, "Охана Кидс"].filter((word) => !path.includes(word));
      for (const word of words) expect(text, `${role}: ${path}`).not.toContain(word);
      if (path.includes(THEIRS)) expect(text, path).not.toContain('<li class="row');
      entries.push([path, withoutTimes(text)]);
    }
    return Object.fromEntries(entries);
  };
  const looks = app.db.statement("select count(*) from looks").pluck();
  for (const [at, role] of (["viewer", "senior"] as const).entries()) {
    // A row is marked until the reader opens it.
    await browsers[role].get(`/inbox/${OWN}`);
    await expect.poll(() => looks.get()).toBe(at + 1);
    const before = await seen(role);
    await app.decisions.undo(FOREIGN, "person:test");
    await app.decisions.approve(FOREIGN, "person:test");
    const once = await seen(role);
    await app.decisions.undo(FOREIGN, "person:test");
    await app.decisions.escalate(FOREIGN, "person:test", { reason: THEIRS, to: THEIRS });
    for (const path of LOOKS) expect(difference(before[path], once[path]), `${role}: ${path}`).toEqual([]);
  }
});

test("who works for one brand neither sees nor polls the account of another one, and is offered no colleague of another one", async () => {
  const { app, browsers } = await twoBrands();
  const { accounts, brands } = app.config;
  for (const account of accounts) if (account.platform === "ozon") account.brand = OTHER;
  expect((await browsers.manager.get("/health")).text).toContain("ozon-sandbox");
  // Until here an item of any account could be of either brand.
  for (const brand of brands) brand.match = { brand_names: [], sku_prefixes: [] };
  const { text } = await browsers.manager.get("/health");
  expect(text).toContain("wb-sandbox");
  expect(text).not.toContain("ozon-sandbox");
  expect((await browsers.admin.get("/health")).text).toContain("ozon-sandbox");
  const before = contentOf(app.db);
  expect((await browsers.manager.post("/health/poll", { account: "ozon-sandbox" })).status).toBe(404);
  expect(contentOf(app.db)).toEqual(before);
  const { id } = await personWith(app, "gone", "senior");
  await app.people.setOff(id, "person:test");
  await personWith(app, "theirs", "senior", [OTHER]);
  const card = (await browsers.manager.get(`/inbox/${OWN}`)).text;
  const offered = ["senior", "admin", "gone", "theirs"].filter((name) => card.includes(`<option value="${name}"`));
  expect(offered).toEqual(["senior", "admin"]);
  const sent = (await browsers.manager.get("/sent")).text;
  expect(sent).toContain('<option value="person:senior"');
  expect(sent).not.toContain('<option value="person:theirs"');
});

test("another brand's voice is read and changed by nobody else", async () => {
  const { app, browsers } = await twoBrands();
  const before = contentOf(app.db);
  for (const role of LIMITED) {
    for (const wish of ["save", "try", ""]) {
      const asked = await browsers[role].post(`/voice/${OTHER}`, { do: wish, tone: "сухой", sample: String(FOREIGN) });
      expect(asked.status, `${role}: ${wish}`).toBe(404);
    }
    expect((await browsers[role].get(`/voice/${OTHER}`)).status, role).toBe(404);
  }
  expect(contentOf(app.db)).toEqual(before);
});

describe("a program", () => {
  const headers = (token?: string): Record<string, string> => ({
    accept: "application/json",
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  });

  async function call(url: string, { method, path, sent }: Case, id: number, token?: string) {
    const body = method === "POST" ? { body: JSON.stringify(sent?.(id) ?? {}) } : {};
    const reply = await fetch(url + path(id), { method, headers: headers(token), ...body });
    return { status: reply.status, text: await reply.text() };
  }

  const programs = casesOf(PROGRAMS);
  const LEAST = { reader: ["look", "all"], "own-reader": ["look"], "own-manager": ["look", "write"] };

  test("without a token gets the health and nothing else; one that may only read, or is limited, gets no more than that", async () => {
    const { app, url } = await twoBrands();
    const before = contentOf(app.db);
    for (const one of programs.filter(({ who }) => who !== "open")) {
      expect((await call(url, one, OWN)).status, one.route).toBe(401);
      for (const { name, token } of TOKENS.tokens) {
        if (LEAST[name as keyof typeof LEAST].includes(one.who)) continue;
        expect((await call(url, one, OWN, token)).status, `${name}: ${one.route}`).toBe(403);
      }
    }
    expect(contentOf(app.db)).toEqual(before);
  });

  test("that is limited to a brand finds another one's item nowhere, and none of its words", async () => {
    const { app, url } = await twoBrands();
    const before = contentOf(app.db);
    for (const { name, token } of TOKENS.tokens.filter(({ brands }) => brands)) {
      for (const one of programs.filter(({ who }) => LEAST[name as keyof typeof LEAST].includes(who))) {
        const [foreign, nobodys] = [await call(url, one, FOREIGN, token), await call(url, one, NOBODYS, token)];
        expect(foreign.text, one.route).not.toContain(THEIRS);
        if (one.about === "item") expect(foreign.status, `${name}: ${one.route}`).toBe(404);
        const same = ({ status, text }: typeof foreign, id: number) => [status, text.replaceAll(String(id), "#")];
        if (one.sent || one.about) expect(same(foreign, FOREIGN)).toEqual(same(nobodys, NOBODYS));
      }
      for (const query of ["tab=all", `tab=all&brand=${OTHER}`, `tab=all&q=${THEIRS}`, "rating=1", "sort=newest"]) {
        const look = async (path: string): Promise<string> => {
          return (await fetch(`${url}/api/v1/reputation/${path}${query}`, { headers: headers(token) })).text();
        };
        expect(await look("items?"), query).not.toContain(THEIRS);
        expect(await look("items/counts?"), query).not.toMatch(/"count":[2-9]/);
      }
    }
    expect(contentOf(app.db)).toEqual(before);
  });
});

/** Those who work for one brand. */
const LIMITED = ROLES.filter((role) => role !== "admin");

/** Every page that shows something, with all its filters, and those that name the other brand and its words. */
const LOOKS = [
  ...["waiting", "urgent", "questions", "escalated", "unsent", "all"].map((tab) => `/inbox?tab=${tab}`),
  ...["stars=1", "stars=5", "late=all", "mp=wb", "type=review", "has=text", `brand=${OTHER}`].map(
    (one) => `/inbox?tab=all&${one}`,
  ),
  ...["sort=newest", "topic=quality", `brand=ohana_market&brand=${OTHER}`].map((one) => `/inbox?tab=all&${one}`),
  `/inbox?tab=all&q=${THEIRS}`,
  `/inbox/${OWN}?tab=all`,
  `/inbox?sent=${FOREIGN}-99999999999999`,
  ...["", "&state=leaving", "&by=people", `&brand=${OTHER}`, `&q=${THEIRS}`].map((one) => `/sent?period=7d${one}`),
  ...["", "?sort=reviews", `?brand=${OTHER}`, `?q=${THEIRS}`].map((one) => `/products${one}`),
  "/products/one?mp=wb&brand=ohana_market&sku=own-1",
  "/products/week",
  ...["", "?days=90", `?brand=${OTHER}`].map((one) => `/figures${one}`),
  "/health",
  "/people",
  "/rules",
  "/rules?try",
  "/voice/ohana_market",
];

const isAboutItems = ({ about }: Case) => about !== undefined;

type Reply = Awaited<ReturnType<Browser["get"]>>;

/**
 * The reply as it would be for any id and at any moment; pictures are left out, since their numbers look like ids. Both ids
 * are struck out of both replies, because a count looks like an id, too. Between two replies a minute may pass.
 */
function withoutIds({ status, location, text }: Reply) {
  const ids = new RegExp(`\\b(?:${FOREIGN}|${NOBODYS})\\b`, "g");
  const words = withoutTimes(text)
    .replaceAll(/<svg.*?<\/svg>/gs, "")
    .replaceAll(ids, "#");
  return { status, location: location?.replaceAll(ids, "#"), words };
}

/** What stands in one page and not in the other, piece by piece. */
function difference(before = "", after = ""): string[] {
  const [old, now] = [before, after].map((text) => text.split("<")) as [string[], string[]];
  return now.filter((piece, at) => piece !== old[at]).concat(old.slice(now.length));
}

/** Waiting grows older between two looks, and a colleague who had the item open has left. */
function withoutTimes(text: string): string {
  const alone = text.replaceAll(/<p class="here.*?<\/p>/gs, "");
  return alone.replaceAll(/data-drawn="\d+"|(\d+\s(мин|ч|д|с)\s?)+(назад)?|только что|\d\d:\d\d/g, "#");
}
