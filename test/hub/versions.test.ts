/** Hubs and cells of different ages: each may be older than the other, and they are upgraded one by one. */
import { describe, expect, test } from "vitest";
import { VERSION } from "../../src/cli/version.ts";
import type { SampleItem } from "../../src/sandbox/samples.ts";
import { auditOf } from "../../src/store/tables/audit.ts";
import { requireItem } from "../../src/store/tables/items.ts";
import { hidden, type Browser } from "../web/shop.ts";
import { HUB_TOKEN, openCellShop, openHubOver } from "./cells.ts";
import { asked, between, problemWith, record, recordedCell, recordedVersions, type Exchange } from "./recorded.ts";

const WEST: SampleItem[] = [
  "Рубашка хорошая.",
  "Брюки длинноваты.",
  "Юбка тёплая.",
  "Шарф колется.",
  "Платье доброе.",
].map((text, i) => ({ id: `a${i}`, platform: "wb", rating: 4, text }));
const EAST: SampleItem[] = [{ id: "c", platform: "ozon", rating: 1, text: "Чайник потёк через неделю." }];
const TEXT = "Спасибо за отзыв! Рады, что рубашка вам понравилась.";
const LISTS = ["/inbox", "/inbox?tab=all&sort=newest", "/inbox?tab=all&stars=4", "/sent", "/sent?period=days"];

/** Every page that the hub leads to. */
async function pagesOf(browser: Browser): Promise<string[]> {
  const { text } = await browser.get("/inbox");
  const linked = [...text.matchAll(/href="(\/[a-z][\w/-]*)"/g)].flatMap(([, path]) => path ?? []);
  return [...new Set(linked)].filter((path) => !/^\/(?:assets|static|logout)|\.\w+$/.test(path));
}

/** Reads and decides as a person does in the hub. */
async function work(browser: Browser): Promise<void> {
  for (const path of [...LISTS, ...(await pagesOf(browser))]) await browser.get(path);
  const version = hidden((await browser.get("/inbox/west:1")).text, "version");
  await browser.post("/items/west:1", { do: "send", version, text: TEXT });
  await browser.post("/items/west:1/undo?back=/inbox", {});
  await browser.post("/items/west:2/notes", { note: "Позвонить на склад" });
  await browser.post("/items/west:2/regenerate", { instructions: "короче" });
  await browser.post("/items/west:3/skip", { version: "1", reason: "спам" });
  await browser.post("/items/west:3/skip", { version: "1" });
  await browser.post("/items/west:4/escalate", { version: "1", to: "Ольга", note: "решите" });
  for (const id of [1, 2, 3, 4]) await browser.get(`/inbox/west:${id}`);
}

describe.each(recordedVersions())("a cell of the version «$name»", ({ recorded }) => {
  test("shows its items in today's hub, takes decisions, and what it lacks is missing by its name alone", async () => {
    const east = await openCellShop(EAST);
    const refused: string[] = [];
    const hub = await openHubOver({ west: await recordedCell(recorded, refused), east: east.url });
    const marina = await hub.browserOf("marina", "admin");
    for (const path of LISTS) {
      const { status, text } = await marina.get(path);
      expect([path, status, text.includes("«WEST»")]).toEqual([path, 200, false]);
      if (path.includes("tab=all")) expect(text).toMatch(/west:\d/);
    }
    for (const path of await pagesOf(marina)) expect([path, (await marina.get(path)).status]).toEqual([path, 200]);
    const card = await marina.get("/inbox/west:1");
    expect(card).toMatchObject({ status: 200, text: expect.stringContaining("Рубашка хорошая") });
    expect((await marina.post("/items/west:5/notes", { note: "Позвонить" })).status).toBe(303);
    expect((await marina.post("/items/west:5/regenerate", { instructions: "короче" })).status).toBe(303);
    expect((await marina.post("/items/west:1/escalate", { version: "1", to: "Ольга" })).status).toBe(303);
    expect((await marina.post("/items/east:1/skip", { version: "1" })).status).toBe(303);
    const { takes } = recorded;
    expect(refused.filter((why) => Object.hasOwn(takes, why.split(":")[0]!))).toEqual([]);
  });

  test("had a hub whose requests today's cell understands, and answers as that hub can read", async () => {
    const west = await openCellShop(WEST);
    const ask = async (one: Exchange) => {
      const headers = { authorization: `Bearer ${HUB_TOKEN}`, "content-type": "application/json" };
      const reply = await fetch(`${west.url}/cell/${one.method}`, { method: "POST", headers, body: asked(one) });
      const { result } = (await reply.json()) as { result: unknown };
      expect([one.method, reply.status]).toEqual([one.method, 200]);
      expect(problemWith(recorded.gives[one.method], result), JSON.stringify(result)).toBeUndefined();
    };
    for (const one of recorded.exchanges) await ask(one);
    expect(auditOf(west.app.db, 1).map(({ action }) => action)).toContain("approve");
    // A list that was read again has what was decided in it.
    for (const one of recorded.exchanges.filter(({ method }) => method !== "decide")) await ask(one);
  });
});

test("what today's hub and cell say can be recorded, and is what both have forms for", async () => {
  // Over two cells: some is asked only to be put together.
  const [west, east] = [await openCellShop(WEST), await openCellShop(EAST)];
  const kept: Exchange[] = [];
  const hub = await openHubOver({ west: await between(west.url, { kept }), east: east.url });
  await work(await hub.browserOf("marina", "admin"));
  const methods = new Set(kept.map(({ method }) => method));
  expect([...methods]).toEqual(expect.arrayContaining(["about", "beat", "list", "sent", "get", "figures", "decide"]));
  for (const { recorded } of recordedVersions())
    for (const { method, result } of kept.filter(({ method }) => Object.hasOwn(recorded.gives, method)))
      expect(problemWith(recorded.gives[method], result), `${recorded.program}, ${method}`).toBeUndefined();
  const name = process.env["REPUTATION_RECORD"];
  if (name !== undefined) record(name, VERSION, kept);
});

/** Puts a field that nobody knows into every object. */
function withNews(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withNews);
  if (typeof value !== "object" || value === null) return value;
  const news = Object.entries(value).map(([key, one]) => [key, withNews(one)]);
  return { ...Object.fromEntries(news), from_a_newer_version: { deep: [1] } };
}

test("what only a newer cell tells is left out, at every depth", async () => {
  const west = await openCellShop(WEST);
  const hub = await openHubOver({ west: await between(west.url, { change: (result) => withNews(result) }) });
  const marina = await hub.browserOf("marina", "admin");
  for (const path of [...LISTS, ...(await pagesOf(marina)), "/inbox/west:1"]) {
    const { status, text } = await marina.get(path);
    expect([path, status, text.includes("этого не умеет")]).toEqual([path, 200, false]);
    if (path.startsWith("/inbox")) expect(text).toContain("<title>(5)");
  }
  expect((await marina.post("/items/west:1/skip", { version: "1", reason: "спам" })).status).toBe(303);
  expect(requireItem(west.app.db, 1).status).toBe("skipped");
});

test("a state that only a newer cell knows leaves that cell out by its name, and no other one", async () => {
  const [west, east] = [await openCellShop(WEST), await openCellShop(EAST)];
  const change = (result: unknown) =>
    JSON.parse(JSON.stringify(result).replaceAll('"pending_review"', '"under_seal"')) as unknown;
  const hub = await openHubOver({ west: await between(west.url, { change }), east: east.url });
  const marina = await hub.browserOf("marina");
  const { status, text } = await marina.get("/inbox");
  expect(status).toBe(200);
  expect(text).toContain("Ячейка «WEST» этого не умеет");
  expect(text).toContain("east:1");
  expect(await marina.get("/inbox/west:1")).toMatchObject({ status: 503, text: expect.stringContaining("«WEST»") });
});

test.each([
  ["a state that only a newer cell knows", { id: 1, status: "under_seal", changed: true }],
  ["nothing that can be read", undefined],
])("a decision that is answered by %s may have been taken, and the page says so", async (_, said) => {
  const west = await openCellShop(WEST);
  const change = (result: unknown, method: string) => (method === "decide" ? said : result);
  const hub = await openHubOver({ west: await between(west.url, { change }) });
  const marina = await hub.browserOf("marina");
  const answered = await marina.post("/items/west:1/skip", { version: "1", reason: "спам" });
  expect(answered).toMatchObject({ status: 409, text: expect.stringContaining("неизвестно, принято ли решение") });
  expect(requireItem(west.app.db, 1).status).toBe("skipped");
});

test("a stop of all sending and a card's button that are answered by nothing that can be read may have been carried out", async () => {
  const west = await openCellShop(WEST);
  const isChange = (method: string): boolean => method === "rules_sending" || method === "press";
  const change = (result: unknown, method: string) => (isChange(method) ? undefined : result);
  const { hub } = await openHubOver({ west: await between(west.url, { change }) });
  const asker = { login: "olga", name: "Ольга", role: "admin", brands: null } as const;
  const stop = hub.rules[0]!.rules.setSending(false, { ...asker, id: 1 });
  await expect(stop).rejects.toMatchObject({ fault: "unknown" });
  const pressed = await hub.ways.ask("west", "press", asker, {
    id: 1,
    press: "press-of-one-button",
    deed: { do: "skip" },
    told: null,
    version: 1,
    read: null,
    surface: "telegram",
    locale: "ru",
  });
  expect(pressed).toEqual({ fault: "unknown" });
});
