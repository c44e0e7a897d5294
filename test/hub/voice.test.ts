import { describe, expect, test } from "vitest";
import { inCell } from "../../src/domain/item-ref.ts";
import { listSettings } from "../../src/store/tables/settings.ts";
import { requireItem } from "../../src/store/tables/items.ts";
import { cutProxy } from "../support/cut-proxy.ts";
import { hidden } from "../web/shop.ts";
import { olderCell, openCellShop, openHubOver } from "./cells.ts";

const item = (id: string) => [{ id, platform: "wb" as const, rating: 5, text: "Отличная рубашка." }];
const BRAND = "ohana_market";
type Shop = Awaited<ReturnType<typeof openCellShop>>;
const brandIn = ({ app }: Shop) => app.config.brands.find(({ id }) => id === BRAND)!;

/** @param isLost whether the answers of the east to changes get lost */
async function twoCells(isLost: () => boolean = () => false) {
  const [west, east] = await Promise.all([openCellShop(item("a")), openCellShop(item("b"))]);
  const way = await cutProxy(east.url, (_, path) =>
    isLost() && path.endsWith("/setting_change") ? "cut after" : "pass",
  );
  const hub = await openHubOver({ west: west.url, east: way, off: "http://127.0.0.1:9" });
  return { west, east, hub, senior: await hub.browserOf("marina", "senior") };
}

const marksIn = (text: string) =>
  Object.fromEntries(
    [...text.matchAll(/name="(mark-[^"]+)" value="([^"]*)"/g)].map(([, name = "", mark = ""]) => [name, mark]),
  );

describe("the voice of a brand in several cells", () => {
  test("is changed in the cell that it is opened of, and where the cells differ is said, with what each has", async () => {
    const { west, east, senior } = await twoCells();
    expect((await senior.get(`/voice/${BRAND}`)).text).toContain("В ячейках, которые ответили, одинаково");
    const page = (await senior.get(`/cells/west/voice/${BRAND}`)).text;
    const marks = marksIn(page);
    const typed = {
      ...marks,
      do: "save",
      tone: "Дружелюбно и коротко",
      max_length: String(brandIn(west).max_length),
      reply_name: "Возврат",
      reply_text: "Напишите нам в чат, {имя}",
    };
    const saved = await senior.post(`/cells/west/voice/${BRAND}`, typed);
    expect(saved).toMatchObject({ status: 303, location: `/cells/west/voice/${BRAND}?saved=1` });
    expect(brandIn(west).tone).toBe("Дружелюбно и коротко");
    expect(brandIn(east).tone).not.toBe("Дружелюбно и коротко");
    expect(listSettings(west.app.db)[0]!.changed_by).toBe("person:marina via hub");
    const compared = (await senior.get(`/voice/${BRAND}`)).text;
    expect(compared).toMatch(/Тон <span class="tag warn">В ячейках по-разному.*WEST.*Дружелюбно и коротко.*EAST/s);
    expect(compared).toMatch(/Заготовки <span.*Возврат: Напишите нам в чат/s);
    expect((await senior.get("/voice")).text).toMatch(/href="\/cells\/west\/voice\/ohana_market".*Сравнить ячейки/s);
  });

  test("is put from one cell into the others, unless it is another by then, and what came of it is said", async () => {
    let isLost = false;
    const { west, east, senior } = await twoCells(() => isLost);
    const change = { path: `brands.${BRAND}.tone`, value: "Тепло", from: undefined };
    await west.app.decisions.changeSetting(change, "person:a");
    const marks = marksIn((await senior.get(`/voice/${BRAND}`)).text);
    await east.app.decisions.changeSetting({ ...change, value: "Строго" }, "person:b");
    const late = await senior.post(`/voice/${BRAND}/copy`, { from: "west", ...marks });
    expect(late.status).toBe(409);
    expect(brandIn(east).tone).toBe("Строго");
    // What stands in the cell that is copied from is another one than what was read.
    const read = marksIn((await senior.get(`/voice/${BRAND}`)).text);
    await west.app.decisions.changeSetting({ ...change, value: "Весело" }, "person:a");
    expect((await senior.post(`/voice/${BRAND}/copy`, { from: "west", ...read })).status).toBe(409);
    expect(brandIn(east).tone).toBe("Строго");
    await west.app.decisions.changeSetting(change, "person:a");
    const fresh = marksIn((await senior.get(`/voice/${BRAND}`)).text);
    isLost = true;
    const lost = await senior.post(`/voice/${BRAND}/copy`, { from: "west", ...fresh });
    expect(lost).toMatchObject({ status: 409, text: expect.stringContaining("неизвестно, принято ли решение") });
    expect(brandIn(east).tone).toBe("Тепло");
    isLost = false;
    const again = marksIn((await senior.get(`/cells/west/voice/${BRAND}`)).text);
    expect(Object.keys(again).length).toBeGreaterThan(5);
    expect((await senior.get(`/voice/${BRAND}`)).text).toContain("В ячейках, которые ответили, одинаково");
  });

  test("is tried on the items of its cell, and changed by nobody who may not in a single daemon", async () => {
    const { west, hub, senior } = await twoCells();
    const page = (await senior.get(`/cells/west/voice/${BRAND}`)).text;
    expect(page).toContain("№ west:1");
    const sample = /<option value="(\d+)"/.exec(page)![1]!;
    const tried = await senior.post(`/cells/west/voice/${BRAND}`, {
      ...marksIn(page),
      do: "try",
      sample,
      max_length: String(brandIn(west).max_length),
      tone: "Тепло",
    });
    expect(tried.status).toBe(200);
    expect(tried.text).toContain("Сейчас");
    expect(requireItem(west.app.db, 1).status).toBe("pending_review");
    const [mine] = hub.hub.rules;
    const marina = { id: 1, login: "marina", name: "", role: "senior" as const, brands: null };
    const never = new AbortController().signal;
    expect(await mine!.voice.tryVoice(BRAND, inCell("east", 1), {}, never, marina)).toEqual({ cannot: "item" });
    const query = { tab: "all", sort: "newest", limit: 9 } as const;
    const { items } = await mine!.voice.samples.list(query, { actor: "person:marina", brands: null });
    expect(items.map(({ id }) => id)).toEqual([inCell("west", 1)]);
    const manager = await hub.browserOf("masha", "manager");
    const foreign = await hub.browserOf("kira", "senior", ["ohana_kids"]);
    const change = { ...marksIn(page), do: "save", tone: "Чужое" };
    expect((await manager.post(`/cells/west/voice/${BRAND}`, change)).status).toBe(403);
    expect((await manager.post(`/voice/${BRAND}/copy`, { from: "west" })).status).toBe(403);
    expect((await foreign.post(`/cells/west/voice/${BRAND}`, change)).status).toBe(404);
    expect((await foreign.get(`/voice/${BRAND}`)).status).toBe(404);
    expect((await foreign.get("/voice")).text).not.toContain("ohana_market");
    expect(brandIn(west).tone).not.toBe("Чужое");
    expect(hidden(page, "mark-tone")).not.toBe("");
  });

  test("is not said to be the same in cells that do not answer, nor that a reading may have changed something", async () => {
    const [west, east] = await Promise.all([openCellShop(item("a")), openCellShop(item("b"))]);
    let isCut = false;
    const way = await cutProxy(east.url, (_, path) => (isCut && path.endsWith("/setting") ? "cut after" : "pass"));
    const both = await openHubOver({ west: west.url, east: way });
    const senior = await both.browserOf("marina", "senior");
    expect((await senior.get(`/voice/${BRAND}`)).text).toContain("Во всех ячейках одинаково");
    isCut = true;
    const { text } = await senior.get(`/voice/${BRAND}`);
    expect(text).toContain("Ячейка «EAST» сейчас не отвечает: что в ней записано, неизвестно");
    expect(text).not.toMatch(/принято ли решение|Во всех ячейках/);
    // Nobody knows whether a cell that was never reached holds the brand.
    const hub = await openHubOver({ west: west.url, off: "http://127.0.0.1:9" });
    const olga = await hub.browserOf("olga", "senior");
    expect((await olga.get(`/voice/${BRAND}`)).text).toContain("Ячейка «OFF» сейчас не отвечает");
  });

  test("of an older cell is said to be not known, and the others' is shown", async () => {
    const { west, east } = await twoCells();
    const hub = await openHubOver({ west: west.url, east: await olderCell(east.url, ["setting"]) });
    const senior = await hub.browserOf("olga", "senior");
    const { status, text } = await senior.get(`/voice/${BRAND}`);
    expect(status).toBe(200);
    expect(text).toContain("Ячейка «EAST» этого не умеет");
    expect(text).toContain(`/cells/west/voice/${BRAND}`);
  });

  test("gives each item the saved replies of its own cell", async () => {
    const [west, east] = await Promise.all([openCellShop(item("a")), openCellShop(item("b"))]);
    const reply = { name: "Возврат", text: "Напишите нам в чат, поможем." };
    const path = `brands.${BRAND}.saved_replies`;
    await east.app.decisions.changeSetting({ path, value: [reply], from: undefined }, "person:a");
    const hub = await openHubOver({ west: west.url, east: east.url });
    const marina = await hub.browserOf("marina");
    const inserted = async (ref: string) => {
      const version = hidden((await marina.get(`/inbox/${ref}`)).text, "version");
      return (await marina.post(`/items/${ref}`, { insert: reply.name, version, text: "" })).text;
    };
    expect(await inserted("east:1")).toContain(reply.text);
    expect(await inserted("west:1")).not.toContain(reply.text);
  });
});
