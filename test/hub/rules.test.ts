import { describe, expect, test } from "vitest";
import { listSettings } from "../../src/store/tables/settings.ts";
import { isPaused } from "../../src/store/tables/pauses.ts";
import { cutProxy } from "../support/cut-proxy.ts";
import { startGate } from "../support/gate.ts";
import { personWith } from "../support/people.ts";
import { Browser, hidden } from "../web/shop.ts";
import { changedCell, HUB_TOKEN, olderCell, openCellShop, openHubOver } from "./cells.ts";

const item = (id: string) => [{ id, platform: "wb" as const, rating: 5, text: "Отличная рубашка." }];
const withRules = (...rules: object[]) => ({
  approval: { undo_window: "1h", rules },
  http: { hub: { token: HUB_TOKEN } },
});
const FIVE = { name: "пятёрки", when: { rating: { min: 5 }, account: ["wb-sandbox"] }, then: "escalate" };
const LOW = { name: "жалобы", when: { brand: ["ohana_kids"], rating: { max: 2 } }, then: "skip" };

/** @param isCut whether what the hub asks of the east is carried out and its answer lost */
async function twoCells(isCut: (path: string) => boolean = () => false) {
  const [west, east] = await Promise.all([
    openCellShop(item("a"), withRules(FIVE, LOW)),
    openCellShop(item("b"), withRules(FIVE)),
  ]);
  const way = await cutProxy(east.url, (_, path) => (isCut(path) ? "cut after" : "pass"));
  const hub = await openHubOver({ west: west.url, east: way, off: "http://127.0.0.1:9" });
  return { west, east, hub, admin: await hub.browserOf("marina", "admin") };
}
const areOn = ({ app }: Awaited<ReturnType<typeof twoCells>>["west"]) => app.config.approval.rules_enabled;

describe("the rules of several cells", () => {
  test("stand on one page, and each is switched in its own cell alone, in the name of who did it", async () => {
    const { west, east, admin } = await twoCells();
    const { status, text } = await admin.get("/rules");
    expect(status).toBe(200);
    expect([...text.matchAll(/<div><h3>([^<]+)<\/h3>/g)].map(([, name]) => name)).toEqual([
      "пятёрки",
      "жалобы",
      "пятёрки",
    ]);
    expect(text).toMatch(/<h2>OFF<\/h2>.*её правила неизвестны/s);
    expect(text).toContain("кабинет wb-sandbox");
    const mark = hidden((await admin.get("/cells/west/rules")).text, "mark");
    expect(await admin.post("/cells/west/rules/1/off", { mark })).toMatchObject({
      status: 303,
      location: "/cells/west/rules#rule-1",
    });
    expect(west.app.config.approval.rules.map(({ enabled }) => enabled)).toEqual([false, true]);
    expect(east.app.config.approval.rules[0]!.enabled).toBe(true);
    expect(listSettings(west.app.db)[0]!.changed_by).toBe("person:marina via hub");
    expect((await admin.get("/cells/west/rules")).text).toContain("marina (общее окно)");
    await personWith(west.app, "marina", "admin");
    const there = new Browser(west.url);
    await there.signIn("marina");
    expect((await there.get("/rules")).text).toContain("marina (общее окно)");
    // What stands there meanwhile is not overwritten.
    expect(await admin.post("/cells/west/rules/2/off", { mark })).toMatchObject({
      status: 409,
      text: expect.stringContaining("marina (общее окно)"),
    });
  });

  test("are stopped in all cells at once, and what came of it in each is said", async () => {
    let isCut = false;
    const { west, east, admin } = await twoCells((path) => isCut && path.endsWith("/setting_change"));
    const page = (await admin.get("/rules")).text;
    const marks = { "mark-west": hidden(page, "mark-west"), "mark-east": hidden(page, "mark-east") };
    isCut = true;
    const stopped = await admin.post("/rules/all/stop", marks);
    expect(stopped.status).toBe(409);
    const said = (cell: string) => new RegExp(`<b>${cell}</b>: ([^<]+)`).exec(stopped.text)?.[1];
    expect(said("WEST")).toBe("сделано");
    expect(said("EAST")).toContain("неизвестно, принято ли решение");
    expect(said("OFF")).toContain("Ничего не сделано");
    expect([areOn(west), areOn(east)]).toEqual([false, false]);
    isCut = false;
    // By now they are others than those on the page.
    const late = await admin.post("/rules/all/start", marks);
    expect([late.status, areOn(west)]).toEqual([409, false]);
    expect(late.text).toContain("там уже изменили");
  });

  test("sending stops and goes on in all cells", async () => {
    const { west, east, admin } = await twoCells();
    const stands = () => [west, east].map(({ app }) => isPaused(app.db, "publish"));
    expect((await admin.post("/rules/all/sending/stop", {})).text).toMatch(
      /<b>WEST<\/b>: сделано.*<b>EAST<\/b>: сделано/s,
    );
    expect(stands()).toEqual([true, true]);
    await admin.post("/cells/east/rules/sending/start", {});
    expect(stands()).toEqual([true, false]);
    expect((await admin.get("/rules")).text).toContain("Отправка остановлена.");
    await admin.post("/rules/all/sending/start", {});
    expect(stands()).toEqual([false, false]);
  });

  test("are changed by nobody who may not in a single daemon, whichever way they ask", async () => {
    const { west, hub, admin } = await twoCells();
    const mark = hidden((await admin.get("/cells/west/rules")).text, "mark");
    const manager = await hub.browserOf("masha", "manager");
    const ofOne = await hub.browserOf("kira", "senior", ["ohana_market"]);
    for (const browser of [manager, ofOne]) {
      for (const path of [
        "/rules/all/stop",
        "/rules/all/sending/stop",
        "/cells/west/rules/1/off",
        "/cells/west/rules/stop",
      ])
        expect([path, (await browser.post(path, { mark, "mark-west": mark })).status]).toEqual([path, 403]);
      expect((await browser.get("/rules")).text).not.toContain("/rules/all/");
    }
    expect(areOn(west)).toBe(true);
    // Who works for one brand reads no other's rules.
    expect((await ofOne.get("/rules")).text).not.toContain("жалобы");
    const stranger = await hub.browserOf("stranger", "senior", ["nobodys"]);
    expect((await stranger.get("/cells/west/rules")).status).toBe(404);
    const ask = (person: object, goesOn: boolean) =>
      fetch(`${west.url}/cell/rules_sending`, {
        method: "POST",
        headers: { authorization: `Bearer ${HUB_TOKEN}`, "content-type": "application/json" },
        body: JSON.stringify({ protocol: 1, person: { login: "kira", name: "Кира", ...person }, args: { goesOn } }),
      });
    expect((await ask({ role: "manager", brands: null }, false)).status).toBe(403);
    expect(await (await ask({ role: "senior", brands: ["ohana_market"] }, false)).json()).toEqual({
      result: { done: false },
    });
    expect(isPaused(west.app.db, "publish")).toBe(false);
  });

  test("are tried on the items of the cell, and those of an older one are left to its own pages", async () => {
    const { west, admin } = await twoCells();
    expect((await admin.get("/cells/west/rules?try=1")).text).toMatch(/href="\/inbox\/west:1"/);
    const old = await openHubOver({ west: await olderCell(west.url, ["rules_state"]) });
    const marina = await old.browserOf("marina", "admin");
    expect((await marina.get("/rules")).text).toContain("Ячейка «WEST» этого не умеет");
    expect((await marina.get("/cells/west/rules")).status).toBe(503);
  });

  test("with a condition that only a newer cell knows are not shown as other ones", async () => {
    const { west } = await twoCells();
    const newer = await changedCell(west.url, "setting", (said) => {
      const { value } = said as { value: { when: object }[] | boolean };
      if (Array.isArray(value)) for (const rule of value) Object.assign(rule.when, { mood: ["blue"] });
    });
    const hub = await openHubOver({ west: newer });
    const admin = await hub.browserOf("marina", "admin");
    const { text } = await admin.get("/rules");
    expect(text).toContain("Ячейка «WEST» этого не умеет");
    expect(text).not.toContain("пятёрки");
    expect((await admin.get("/cells/west/rules")).status).toBe(503);
  });

  test("of a cell that hangs keep those of the others back no longer than a list", async () => {
    const [west, east] = await Promise.all([
      openCellShop(item("a"), withRules(FIVE)),
      openCellShop(item("b"), withRules(LOW)),
    ]);
    const gate = await startGate(west.url);
    const hub = await openHubOver({ west: gate.url, east: east.url }, { longestMs: 500, askMs: 60_000 });
    const admin = await hub.browserOf("marina", "admin");
    gate.hold(/\/setting$/);
    const { status, text } = await admin.get("/rules");
    gate.open();
    expect(status).toBe(200);
    expect(text).toMatch(/<h2>WEST<\/h2>.*её правила неизвестны.*<h2>EAST<\/h2>.*жалобы/s);
  });
});
