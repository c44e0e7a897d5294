import { expect, test } from "vitest";
import type { Asker } from "../../src/desk/cell/methods.ts";
import { requireItem } from "../../src/store/tables/items.ts";
import { openShop } from "../web/shop.ts";
import { HUB_TOKEN, openCellShop } from "./cells.ts";

const ITEMS = [{ id: "a", platform: "wb" as const, rating: 5, text: "Отличная рубашка." }];
const MARINA: Asker = { login: "marina", name: "Марина", role: "manager", brands: null };

function knock(url: string, method: string, body: unknown, token = HUB_TOKEN) {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  return fetch(`${url}/cell/${method}`, { method: "POST", headers, body: JSON.stringify(body) });
}

const asked = (args: unknown, person: Asker | null = MARINA) => ({ protocol: 1, person, args });

test("a cell lets in nobody but its hub, and its hub nowhere else", async () => {
  const shop = await openCellShop(ITEMS);
  expect((await knock(shop.url, "get", asked({ id: 1 }))).status).toBe(200);
  expect((await knock(shop.url, "get", asked({ id: 1 }), "some-other-token-of-24-chars")).status).toBe(401);
  expect((await fetch(`${shop.url}/cell/get`, { method: "POST", body: "{}" })).status).toBe(401);
  const items = `${shop.url}/api/v1/reputation/items`;
  expect((await fetch(items, { headers: { authorization: `Bearer ${HUB_TOKEN}` } })).status).toBe(401);
  const closed = await openShop(ITEMS);
  expect((await knock(closed.url, "about", asked({}, null))).status).toBe(401);
});

test("a cell asks itself what the person may, whatever the hub has let through", async () => {
  const { url, app } = await openCellShop(ITEMS);
  const skip = { id: 1, decision: { action: "skip", version: 1 } };
  const by = (person: Asker | null) => knock(url, "decide", asked(skip, person));
  expect((await by({ ...MARINA, role: "viewer" })).status).toBe(403);
  expect((await by(null)).status).toBe(403);
  const foreign = await by({ ...MARINA, brands: ["ohana_kids"] });
  expect(await foreign.json()).toMatchObject({ result: { refused: { code: "item.unknown" } } });
  expect(requireItem(app.db, 1).status).toBe("pending_review");
  expect((await by(MARINA)).status).toBe(200);
  expect(requireItem(app.db, 1).status).toBe("skipped");
});

test("what a cell does not know it does not guess: another method, a further field, another protocol, no JSON", async () => {
  const { url } = await openCellShop(ITEMS);
  const codes = [
    knock(url, "dream", asked({})),
    knock(url, "get", asked({ id: 1, mood: "blue" })),
    knock(url, "get", { ...asked({ id: 1 }), protocol: 2 }),
    knock(url, "get", asked({ id: 1 }, { ...MARINA, login: "Marina via hub" })),
    knock(url, "constructor", asked({})),
  ].map(async (reply) => ((await (await reply).json()) as { code: string }).code);
  expect(await Promise.all(codes)).toEqual([
    "cell.method",
    "cell.args",
    "cell.protocol",
    "cell.protocol",
    "cell.method",
  ]);
  const long = await knock(url, "get", asked({ id: 1, more: "x".repeat(600_000) }));
  expect(long.status).toBe(413);
});

test("a cell tells and does nothing of another brand, whatever its hub asks for", async () => {
  const { url } = await openCellShop(ITEMS);
  const kira: Asker = { ...MARINA, role: "senior", brands: ["ohana_kids"] };
  const brand = "ohana_market";
  const result = async (method: string, args: object, person: Asker) =>
    ((await (await knock(url, method, asked(args, person))).json()) as { result: unknown }).result;
  expect(await result("poll", { account: "wb-sandbox" }, { ...kira, brands: ["nobodys"] })).toEqual({ asked: false });
  expect(await result("examples", { brand, limit: 1 }, kira)).toBeNull();
  expect(await result("voice_try", { brand, item: 1, edits: {} }, kira)).toEqual({ cannot: "item" });
  expect(await result("examples", { brand, limit: 1 }, MARINA)).toMatchObject({ total: 0 });
});
