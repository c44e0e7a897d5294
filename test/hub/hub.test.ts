import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import { DAY_MS, systemClock } from "../../src/base/clock.ts";
import { createLog } from "../../src/base/log.ts";
import { inCell } from "../../src/domain/item-ref.ts";
import { CellError } from "../../src/hub/cell-error.ts";
import { CELL_TIMES, openCell } from "../../src/hub/cell.ts";
import { askerOf } from "../../src/hub/gather.ts";
import { openWire } from "../../src/hub/wire.ts";
import type { SampleItem } from "../../src/sandbox/samples.ts";
import { auditOf } from "../../src/store/tables/audit.ts";
import { requireItem } from "../../src/store/tables/items.ts";
import { notesOf } from "../../src/store/tables/notes.ts";
import { answerText, responseOf } from "../../src/store/tables/responses.ts";
import { cutProxy, type Fate } from "../support/cut-proxy.ts";
import { startGate } from "../support/gate.ts";
import { storeWaiting } from "../support/items.ts";
import { personWith } from "../support/people.ts";
import { Browser, hidden } from "../web/shop.ts";
import { between, type Exchange } from "./recorded.ts";
import { changedCell, HUB_TOKEN, olderCell, openCellShop, openHubOver } from "./cells.ts";

const WEST: SampleItem[] = [
  { id: "a", platform: "wb", rating: 5, text: "Отличная рубашка, ткань мягкая." },
  { id: "b", platform: "wb", rating: 4, text: "Брюки хорошие, но длинноваты." },
];
const EAST: SampleItem[] = [{ id: "c", platform: "ozon", rating: 1, text: "Чайник потёк через неделю." }];
const TEXT = "Спасибо за отзыв! Рады, что рубашка вам понравилась.";

const refsIn = (html: string) => [...html.matchAll(/name="id" value="([^"]+)"/g)].map(([, ref]) => ref);

/** @param fate of what the hub asks of the west */
async function twoCells(fate?: (path: string) => Fate) {
  const [west, east] = await Promise.all([openCellShop(WEST), openCellShop(EAST)]);
  const url = fate ? await cutProxy(west.url, (_, path) => fate(path)) : west.url;
  const hub = await openHubOver({ west: url, east: east.url });
  return { west, east, hub, marina: await hub.browserOf("marina") };
}

describe("one inbox over two cells", () => {
  test("lists what waits in both, most urgent first, counts it, and names each item with its cell", async () => {
    const { west, marina } = await twoCells();
    const { status, text } = await marina.get("/inbox");
    expect(status).toBe(200);
    expect(refsIn(text)).toEqual(["east:1", "west:2", "west:1"]);
    expect(text).toMatch(/<title>\(3\)/);
    expect(text).not.toContain("не отвечают");
    expect(text).not.toMatch(/href="\/health"/);
    const card = (await marina.get("/inbox/west:2")).text;
    expect(card).toMatch(/href="\/inbox\/east:1"[^>]*rel="prev"/);
    expect(card).toMatch(/href="\/inbox\/west:1"[^>]*rel="next"/);
    expect(card).toContain("2 из 3");
    expect((await marina.get("/inbox/west:1")).text).toMatch(/href="\/inbox\/west:2"[^>]*rel="prev"/);
    // An item of another cell with the same number is none of the list's.
    await west.app.decisions.skip(1, "person:anna");
    await expect.poll(async () => (await marina.get("/inbox/west:2")).text).toContain("2 из 2");
    expect((await marina.get("/inbox/west:1")).text).not.toMatch(/\d из 2/);
    expect((await marina.get("/inbox/north:1")).status).toBe(404);
    expect((await marina.get("/inbox/1")).status).toBe(404);
  });

  test("goes through the whole list page by page in every order, each item once, also between items of one moment", async () => {
    const { west, east, hub } = await twoCells();
    for (const { app } of [west, east])
      await app.db.write((tx) => tx.statement("update items set created_at = 1, priority = 20").run());
    const who = { actor: "person:test", brands: null };
    for (const sort of ["urgent", "oldest", "newest"] as const) {
      const seen: number[] = [];
      let after: Parameters<typeof hub.hub.items.list>[0]["after"];
      do {
        const { items, next } = await hub.hub.items.list({ tab: "all", sort, limit: 1, after }, who);
        seen.push(...items.map(({ id }) => id));
        after = next ?? undefined;
      } while (after && seen.length < 10);
      const all = [inCell("east", 1), inCell("west", 1), inCell("west", 2)];
      expect(seen, sort).toEqual(sort === "newest" ? all.toReversed() : all);
    }
  });

  test("fills a page from one cell when the others have little, and leaves nothing out between two pages", async () => {
    const many = (n: number, name: string): SampleItem[] =>
      Array.from({ length: n }, (_, i) => ({ id: `${name}${i}`, platform: "wb", rating: 5, text: `${name} ${i}` }));
    const [west, east] = await Promise.all([openCellShop(many(14, "Юбка")), openCellShop(many(2, "Чашка"))]);
    for (const [n, { app }] of [west, east].entries())
      await app.db.write((tx) => tx.statement(`update items set created_at = id * 10 + ${n}`).run());
    // The third one is dead, and has its share of the rows all the same.
    const hub = await openHubOver({ west: west.url, east: east.url, off: "http://127.0.0.1:9" });
    const who = { actor: "person:test", brands: null };
    const first = await hub.hub.items.list({ tab: "all", sort: "oldest", limit: 15 }, who);
    const rest = await hub.hub.items.list({ tab: "all", sort: "oldest", limit: 15, after: first.next! }, who);
    const times = [...first.items, ...rest.items].map(({ created_at }) => Date.parse(created_at));
    expect([first.items.length, rest.items.length, rest.next]).toEqual([15, 1, null]);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(new Set([...first.items, ...rest.items].map(({ id }) => id)).size).toBe(16);
  });

  test("marks what a person has not opened since it was changed, for each person apart, and keeps it in the hub", async () => {
    const { east, hub, marina } = await twoCells();
    const vera = await hub.browserOf("vera", "viewer");
    const marked = async (who: Browser) =>
      [...(await who.get("/inbox")).text.matchAll(/<li class="row new">.*?value="([^"]+)"/gs)].map(([, ref]) => ref);
    expect(await marked(marina)).toEqual(["east:1", "west:2", "west:1"]);
    await marina.get("/inbox/east:1");
    await expect.poll(() => marked(marina)).toEqual(["west:2", "west:1"]);
    expect(await marked(vera)).toEqual(["east:1", "west:2", "west:1"]);
    await east.app.decisions.escalate(1, "person:pavel", { reason: "Деньги" });
    expect(await marked(marina)).toContain("east:1");
  });

  test("what went out of both is one list, the newest first, with a small ask to each, and nothing left out between pages", async () => {
    const many = (n: number, name: string): SampleItem[] =>
      Array.from({ length: n }, (_, i) => ({ id: `${name}${i}`, platform: "wb", rating: 5, text: `${name} ${i}` }));
    const [west, east] = await Promise.all([openCellShop(many(14, "Юбка")), openCellShop(many(3, "Чашка"))]);
    const went = "update responses set status = 'published', approved_by = 'person:a', published_at = item_id * 1000";
    for (const { app } of [west, east]) await app.db.write((tx) => tx.statement(went).run());
    let asked = 0;
    const way = await cutProxy(west.url, (_, path) => {
      if (path.endsWith("/sent")) asked++;
      return "pass";
    });
    const hub = await openHubOver({ west: way, east: east.url, off: "http://127.0.0.1:9" });
    const who = { actor: "person:test", brands: null };
    const first = await hub.hub.items.sent({ limit: 12 }, ["waiting"], who);
    expect(asked).toBe(2);
    const rest = await hub.hub.items.sent({ limit: 12, after: first.next! }, [], who);
    const all = [...first.items, ...rest.items];
    expect([first.items.length, rest.items.length, rest.next]).toEqual([12, 5, null]);
    expect(all.map(({ sent }) => Date.parse(sent.at))).toEqual([
      ...Array.from({ length: 11 }, (_, i) => (14 - i) * 1000),
      3000,
      3000,
      2000,
      2000,
      1000,
      1000,
    ]);
    expect(new Set(all.map(({ id }) => id)).size).toBe(17);
    expect(first.sums.count).toBe(17);
  });

  test("what went out by somebody of the hub is found under their name here, and each kind is counted as what it is", async () => {
    const { west, east, hub, marina } = await twoCells();
    const { version } = responseOf(west.app.db, 1)!;
    const sent = await marina.post("/items/west:1", { do: "send", version: String(version), text: TEXT });
    expect(sent.status).toBe(303);
    const byRule = "update responses set status = 'published', published_at = 1, approved_by = 'rule:a'";
    await east.app.db.write((tx) => tx.statement(byRule).run());
    const out = "update responses set status = 'published', published_at = 3 where item_id = 1";
    await west.app.db.write((tx) => tx.statement(out).run());
    const fails = "update responses set status = 'failed', approved_at = 2, approved_by = 'person:a' where item_id = 2";
    await west.app.db.write((tx) => tx.statement(fails).run());
    const who = { actor: "person:marina", brands: null };
    const by = { actor: "person:marina" };
    const { items } = await hub.hub.items.sent({ limit: 9, by }, [], who);
    expect(items.map(({ id, sent }) => [id, sent.by])).toEqual([[inCell("west", 1), "person:marina"]]);
    const { sums } = await hub.hub.items.sent({ limit: 9 }, [], who);
    expect(sums).toEqual({ count: 3, exact: true, byRules: 1, asDrafted: 2, rejected: 0, unsent: 1 });
  });

  test("a decision goes to the cell of the item, with the text that was read, and its log says who and whence", async () => {
    const { west, east, marina } = await twoCells();
    const { db } = west.app;
    const card = (await marina.get("/inbox/west:1")).text;
    const sent = await marina.post("/items/west:1", { do: "send", version: hidden(card, "version"), text: TEXT });
    expect(sent).toMatchObject({ status: 303, location: expect.stringMatching(/sent=west:1-\d+$/) });
    expect(answerText(responseOf(db, 1)!)).toBe(TEXT);
    expect(requireItem(db, 1).status).toBe("approved");
    expect((await marina.get(sent.location!)).text).toContain('formaction="/items/west:1/undo');
    await marina.post("/items/west:1/undo?back=/inbox", {});
    expect(requireItem(db, 1).status).toBe("pending_review");
    await marina.post("/items/west:1/notes", { note: "Позвонить на склад" });
    await marina.post("/items/west:2/regenerate", { instructions: "короче" });
    await marina.post("/items/west:1/skip", { version: "2", reason: "спам" });
    await marina.post("/items/east:1/escalate", { version: "1", to: "Ольга", note: "решите" });
    expect(requireItem(db, 1)).toMatchObject({ status: "skipped", reason: "спам" });
    expect(requireItem(east.app.db, 1)).toMatchObject({ status: "escalated", handed_to: "Ольга" });
    expect(notesOf(db, 1)).toMatchObject([{ author: "person:marina via hub", text: "Позвонить на склад" }]);
    const deeds = [...auditOf(db, 1), ...auditOf(db, 2)].filter(({ actor }) => actor === "person:marina via hub");
    const actions = deeds.map(({ action }) => action);
    expect(actions).toEqual(expect.arrayContaining(["edit", "approve", "undo", "note", "skip", "regenerate"]));
    const again = (await marina.get("/inbox/west:1")).text;
    expect(again).toContain("Позвонить на склад");
    expect(again).not.toContain("via hub");
    await personWith(west.app, "marina", "manager");
    const there = new Browser(west.url);
    await there.signIn("marina");
    expect((await there.get("/inbox/1")).text).toContain("marina (общее окно)");
  });

  test("two people send one item at once: one of them does, the other one is shown what stands there", async () => {
    const { west, hub, marina } = await twoCells();
    const olga = await hub.browserOf("olga");
    const version = hidden((await marina.get("/inbox/west:1")).text, "version");
    const replies = await Promise.all(
      [marina, olga].map((browser, i) => browser.post("/items/west:1", { do: "send", version, text: `${TEXT} ${i}` })),
    );
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([303, 409]));
    const winner = replies.findIndex(({ status }) => status === 303);
    expect(answerText(responseOf(west.app.db, 1)!)).toBe(`${TEXT} ${winner}`);
    expect(auditOf(west.app.db, 1).filter(({ action }) => action === "approve")).toHaveLength(1);
    expect(replies[1 - winner]!.text).toContain(`${TEXT} ${1 - winner}`);
    expect(replies[1 - winner]!.text).not.toContain("общее окно");
  });

  test("several answers of both cells are sent together, each in the version that was read", async () => {
    const { west, east, marina } = await twoCells();
    const page = (await marina.get("/bulk?id=west:1&id=west:2&id=east:1")).text;
    expect(new Set(refsIn(page))).toEqual(new Set(["east:1", "west:1", "west:2"]));
    const versions = { "version-west:1": "1", "version-west:2": "7", "version-east:1": "1" };
    const read = ["west:1", "west:2", "east:1"];
    const sent = await marina.post("/bulk", { do: "send", read, id: read, ...versions });
    expect(sent.status).toBe(409);
    expect([1, 2].map((id) => requireItem(west.app.db, id).status)).toEqual(["approved", "pending_review"]);
    expect(requireItem(east.app.db, 1).status).toBe("approved");
  });
});

describe("a cell that is not there", () => {
  test("is said with its name, nothing of it is counted as nothing, and the rest works", async () => {
    const { west, marina } = await twoCells();
    await west.close();
    const { status, text } = await marina.get("/inbox");
    expect(status).toBe(200);
    expect(refsIn(text)).toEqual(["east:1"]);
    expect(text).toContain("Магазины ячейки «WEST» сейчас не отвечают");
    expect(text).toMatch(/<title>\(1\+\)/);
    // Nobody knows which of how many it is.
    expect((await marina.get("/inbox/east:1")).text).not.toContain("1 из 1+");
    const card = await marina.get("/inbox/west:1");
    expect(card).toMatchObject({ status: 503, text: expect.stringContaining("Ничего не пропало") });
    const decided = await marina.post("/items/west:1", { do: "send", version: "1", text: TEXT });
    expect(decided).toMatchObject({ status: 503, text: expect.stringContaining(TEXT) });
    expect((await marina.post("/items/east:1/skip", { version: "1" })).status).toBe(303);
    const empty = await marina.get("/inbox?tab=questions");
    expect(empty.text).toContain("«WEST»");
    expect(empty.text).not.toContain("Всё разобрано");
  });

  test("is named on the page of several answers, and what was read of it is not taken for sent", async () => {
    let isCut = false;
    const { west, east, marina } = await twoCells((path) =>
      isCut && path.startsWith("/cell/") ? "cut before" : "pass",
    );
    isCut = true;
    const page = (await marina.get("/bulk?id=west:1&id=east:1")).text;
    expect(page).toMatch(/№ west:1 здесь нет\. Магазины ячейки «WEST» сейчас не отвечают\. Ничего/);
    const read = ["west:1", "east:1"];
    const versions = { "version-west:1": "1", "version-east:1": "1" };
    const sent = await marina.post("/bulk", { do: "send", read, id: read, ...versions });
    expect(sent).toMatchObject({ status: 409, text: expect.stringContaining("Не отправлено: 1") });
    expect(sent.text).toContain("№ west:1 здесь нет");
    const rewritten = await marina.post("/bulk", { do: "rewrite", shown: read, instructions: "короче" });
    expect(rewritten.text).toContain("№ west:1 здесь нет");
    expect(requireItem(east.app.db, 1).status).toBe("approved");
    expect(requireItem(west.app.db, 1).status).toBe("pending_review");
  });

  test("is told no decision while it does not answer, which a process that hangs would take when it wakes", async () => {
    let isSilent = false;
    const { west, hub, marina } = await twoCells((path) => (isSilent && path === "/cell/beat" ? "cut before" : "pass"));
    isSilent = true;
    await expect.poll(() => hub.hub.ways.isUp("west")).toBe(false);
    const decided = await marina.post("/items/west:1", { do: "send", version: "1", text: TEXT });
    expect(decided).toMatchObject({ status: 503, text: expect.stringContaining("Ничего не сделано") });
    expect(requireItem(west.app.db, 1).status).toBe("pending_review");
    // That it is back is news, though nothing has changed there: who waits for it is to look again.
    const news = hub.hub.ways.news("west");
    isSilent = false;
    await expect.poll(() => hub.hub.ways.isUp("west")).toBe(true);
    expect(hub.hub.ways.news("west")).toBeGreaterThan(news);
  });

  test("that is slow with most of the others is waited for: then they are busy, and nothing is left out", async () => {
    const shops = await Promise.all([openCellShop(WEST), openCellShop(EAST)]);
    const gates = await Promise.all(shops.map(({ url }) => startGate(url)));
    const [west, east] = gates.map(({ url }) => url) as [string, string];
    const hub = await openHubOver({ west, east }, { soonMs: 1000, longestMs: 100_000, askMs: 100_000 });
    for (const gate of gates) gate.hold(/\/cell\/list/);
    const list = hub.hub.items.list({ tab: "all", sort: "newest", limit: 9 }, { actor: "person:test", brands: null });
    await Promise.all(gates.map(({ held }) => held));
    expect(await Promise.race([list, sleep(1500)])).toBeUndefined();
    for (const gate of gates) gate.open();
    expect((await list).items).toHaveLength(3);
  });

  test("that is slow is not waited for, and is back once it answers", async () => {
    const [west, east] = await Promise.all([openCellShop(WEST), openCellShop(EAST)]);
    const gate = await startGate(west.url);
    const hub = await openHubOver({ west: gate.url, east: east.url }, { soonMs: 1000, restMs: 1 });
    const marina = await hub.browserOf("marina");
    gate.hold(/\/cell\/(?:list|counts)/);
    const late = await marina.get("/inbox");
    expect(refsIn(late.text)).toEqual(["east:1"]);
    expect(late.text).toContain("«WEST»");
    gate.open();
    await expect.poll(async () => refsIn((await marina.get("/inbox")).text).length).toBe(3);
  });

  test("that is slow keeps no page waiting when it is the only one that is asked for the counts, having news", async () => {
    const [west, east] = await Promise.all([openCellShop(WEST), openCellShop(EAST)]);
    const gate = await startGate(west.url);
    const hub = await openHubOver({ west: gate.url, east: east.url }, { soonMs: 1000, longestMs: 100_000 });
    const who = { actor: "person:test", brands: null };
    const areExact = async () => (await hub.hub.items.counts({}, ["waiting"], who)).waiting.exact;
    await expect.poll(areExact).toBe(true);
    gate.hold(/\/cell\/counts/);
    await west.app.decisions.escalate(1, "person:pavel", { reason: "Деньги" });
    const asking = setInterval(() => void areExact(), 50);
    await gate.held;
    clearInterval(asking);
    expect(await Promise.race([areExact(), sleep(5000)])).toBe(false);
  });

  test.each(["list", "sent"] as const)(
    "that is slow keeps no page waiting when it alone is asked for further rows of the %s, and its rows so far stand",
    async (what) => {
      const many = Array.from({ length: 14 }, (_, i): SampleItem => ({ ...WEST[0]!, id: `w${i}` }));
      const [west, east] = await Promise.all([openCellShop(many), openCellShop(EAST)]);
      const went = "update responses set status = 'published', approved_by = 'person:a', published_at = item_id * 1000";
      if (what === "sent") for (const { app } of [west, east]) await app.db.write((tx) => tx.statement(went).run());
      const gate = await startGate(west.url);
      let asked = 0;
      const way = await cutProxy(gate.url, (_, path) => {
        if (path === `/cell/${what}` && ++asked === 2) gate.hold(new RegExp(`/cell/${what}`));
        return "pass";
      });
      // The third one is dead, so that the share of each is smaller than the page.
      const urls = { west: way, east: east.url, off: "http://127.0.0.1:9" };
      const { hub } = await openHubOver(urls, { soonMs: 1000, longestMs: 100_000 });
      const who = { actor: "person:test", brands: null };
      const page =
        what === "list"
          ? hub.items.listWithCounts({ tab: "all", sort: "oldest", limit: 15 }, ["all"], who)
          : hub.items.sent({ limit: 15 }, ["all"], who);
      await gate.held;
      const shown = await Promise.race([page, sleep(5000)]);
      expect(shown).toMatchObject({ away: ["OFF", "WEST"], counts: { all: { count: 15, exact: false } } });
      expect(shown?.items).toHaveLength(13);
      expect(shown?.next).not.toBeNull();
    },
  );

  test("whose reply is lost may have decided: the page says so, keeps the text, and a second press decides nothing more", async () => {
    let isCut = false;
    const { west, marina } = await twoCells((path) => (isCut && path === "/cell/decide" ? "cut after" : "pass"));
    isCut = true;
    const lost = await marina.post("/items/west:1/skip", { version: "1", reason: "спам" });
    expect(lost).toMatchObject({ status: 409, text: expect.stringContaining("неизвестно, принято ли решение") });
    isCut = false;
    expect(requireItem(west.app.db, 1).status).toBe("skipped");
    await marina.post("/items/west:1/skip", { version: "1", reason: "спам" });
    expect(auditOf(west.app.db, 1).filter(({ action }) => action === "skip")).toHaveLength(1);
  });
});

describe("over all cells", () => {
  test("figures are added, and those of a cell that does not know them yet are said to be missing", async () => {
    const [west, east] = await Promise.all([openCellShop(WEST), openCellShop(EAST)]);
    const hub = await openHubOver({ west: west.url, east: east.url });
    const both = await hub.hub.figures.of({ days: 90 }, null);
    expect(both.classes.map(({ class: name, received }) => [name, received])).toEqual([
      ["urgent", 1],
      ["questions", 0],
      ["rest", 2],
    ]);
    expect(both.week.flat().reduce((sum, n) => sum + n, 0)).toBe(3);
    const older = await olderCell(west.url, ["figures"]);
    const mixed = await openHubOver({ west: older, east: east.url });
    const marina = await mixed.browserOf("marina");
    const { status, text } = await marina.get("/figures?days=90");
    expect(status).toBe(200);
    expect(text).toContain("Ячейка «WEST» этого не умеет");
    expect(refsIn((await marina.get("/inbox")).text)).toHaveLength(3);
  });

  test("a list leaves as a file of all cells in its order, with the cell in each number, and not at all when one is away", async () => {
    const { west, hub, marina } = await twoCells();
    await west.app.decisions.approve(1, "person:test");
    const names = (text: string) => text.split("\n").flatMap((line) => /^"?([a-z]+:\d+)"?[;,]/.exec(line)?.[1] ?? []);
    expect(names((await marina.post("/export/inbox.csv?tab=all", {})).text)).toEqual(["east:1", "west:2", "west:1"]);
    const lines = (await marina.post("/export/inbox.jsonl?tab=all&sort=newest", {})).text.trim().split("\n");
    expect(lines.map((line) => (JSON.parse(line) as { id: string }).id)).toHaveLength(3);
    expect((await marina.post("/export/inbox.xlsx", {})).text.slice(0, 2)).toBe("PK");
    expect((await marina.post("/export/figures.csv?days=30", {})).status).toBe(200);
    await west.close();
    await expect.poll(async () => (await marina.post("/export/inbox.csv?tab=all", {})).status).toBe(503);
    const taken = hub.core.db.statement("select after from audit where action = 'export'").pluck().all() as string[];
    expect(taken.map((after) => (JSON.parse(after) as { count: number; list: string }).list)).toContain("items");
  });

  test("a file holds more than a cell tells at once, each row once, and what went out of both by when it did", async () => {
    const { west, east, marina } = await twoCells();
    const went = "update responses set status = 'published', approved_by = 'person:a', published_at = ? + item_id";
    const now = Date.now() - 1000;
    for (const { app } of [west, east]) await app.db.write((tx) => tx.statement(went).run(now));
    const sent = (await marina.post("/export/sent.jsonl?period=7d", {})).text.trim().split("\n");
    const refs = sent.map((line) => (JSON.parse(line) as { id: string }).id);
    expect(refs).toEqual(["west:2", "west:1", "east:1"]);
    await west.app.db.write((tx) => Array.from({ length: 101 }, () => storeWaiting(tx)).length);
    const lines = (await marina.post("/export/inbox.jsonl?tab=all", {})).text.trim().split("\n");
    expect(new Set(lines.map((line) => (JSON.parse(line) as { id: string }).id)).size).toBe(104);
    expect(lines).toHaveLength(104);
  });

  test("a picture of an item comes from its own cell", async () => {
    const pictured = (id: string): SampleItem => ({ id, platform: "ozon", rating: 5, text: "Чайник.", photos: 1 });
    const [west, east] = await Promise.all([openCellShop(WEST), openCellShop([pictured("c")])]);
    const hub = await openHubOver({ west: west.url, east: east.url });
    const marina = await hub.browserOf("marina");
    expect((await marina.get("/photo/east:1/1")).status).toBe(200);
    expect((await marina.get("/photo/west:1/1")).status).toBe(404);
  });

  test("sending counts as stopped when it is in every cell, and as stopped in part before", async () => {
    const { west, east, hub } = await twoCells();
    const obstacles = () => hub.hub.desk.obstacles();
    expect(await obstacles()).toEqual([]);
    await west.app.decisions.pause("publish", "person:anna");
    await expect.poll(obstacles).toEqual(["publish_partly_paused"]);
    await east.app.decisions.pause("publish", "person:anna");
    await expect.poll(obstacles).toEqual(["publish_paused"]);
  });

  test("a page tells which cells answer, and leads to the pages of each", async () => {
    const [west, east] = await Promise.all([
      openCellShop(WEST, { http: { hub: { token: HUB_TOKEN }, public_url: "https://west.example" } }),
      openCellShop(EAST),
    ]);
    const hub = await openHubOver({ west: west.url, east: east.url });
    const marina = await hub.browserOf("marina");
    const { text } = await marina.get("/cells");
    expect(text).toContain('href="https://west.example/rules"');
    expect(text).toContain("Адрес её страниц не указан");
    expect(text).not.toContain("не отвечает");
    await east.close();
    await expect.poll(async () => (await marina.get("/cells")).text).toContain("не отвечает");
  });

  test("a browser hears of a change in any cell", async () => {
    const { east, marina } = await twoCells();
    const { body } = await marina.events();
    await east.app.decisions.skip(1, "person:test", { reason: "спам" });
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    let said = "";
    while (!said.includes("event: changed")) said += (await reader.read()).value ?? "";
  });
});

test("a cell is asked anew how many wait once something has changed there, and at once after a decision from here", async () => {
  const west = await openCellShop(WEST);
  const kept: Exchange[] = [];
  const { hub } = await openHubOver({ west: await between(west.url, { kept }) });
  const who = { actor: "person:test", brands: null, person: { login: "test", name: "", role: "admin" as const } };
  const waiting = async () => (await hub.items.counts({}, ["waiting"], who)).waiting.count;
  const asked = () => kept.filter(({ method }) => method === "counts").length;
  const asksFor = async (): Promise<number> => {
    const before = asked();
    expect(await waiting()).toBe(2);
    return asked() - before;
  };
  await expect.poll(asksFor).toBe(0);
  // What is kept for one is not told to somebody who sees other brands.
  const other = { ...who, brands: ["ohana_kids"] };
  expect((await hub.items.counts({}, ["waiting"], other)).waiting.count).toBe(0);
  const before = asked();
  await hub.items.decide(inCell("west", 1), { action: "skip", reason: "спам" }, who);
  expect([await waiting(), asked()]).toEqual([1, before + 1]);
  await west.app.decisions.skip(2, "person:somebody", { reason: "спам" });
  await expect.poll(waiting).toBe(0);
});

test("what a cell has said before there was news of it is not kept, though the answer came later", async () => {
  const west = await openCellShop(WEST);
  const gate = await startGate(west.url);
  const { hub } = await openHubOver({ west: gate.url });
  const who = { actor: "person:test", brands: null };
  const waiting = async () => (await hub.items.counts({}, ["waiting"], who)).waiting.count;
  gate.hold(/\/cell\/counts/);
  const early = waiting();
  await gate.held;
  const news = hub.ways.news("west");
  await west.app.decisions.skip(1, "person:somebody");
  await expect.poll(() => hub.ways.news("west")).toBeGreaterThan(news);
  gate.open();
  expect([await early, await waiting()]).toEqual([2, 1]);
});

test("a cell that cannot tell whether it has news is asked each time how many wait", async () => {
  const west = await openCellShop(WEST);
  const mute = await changedCell(west.url, "beat", (said) => Object.assign(said as object, { version: null }));
  const { hub } = await openHubOver({ west: mute });
  const who = { actor: "person:test", brands: null };
  const waiting = async () => (await hub.items.counts({}, ["waiting"], who)).waiting.count;
  expect(await waiting()).toBe(2);
  await west.app.decisions.skip(1, "person:somebody");
  expect(await waiting()).toBe(1);
});

/** A cell with a clock of its own, over a real wire. */
async function cellWithClock() {
  const west = await openCellShop(WEST);
  const { core } = await openHubOver({ west: west.url });
  const [named] = core.config.cells!;
  const time = { now: 1e12 };
  const clock = { ...systemClock, now: () => time.now };
  const wire = openWire(named!, core.config, systemClock);
  onTestFinished(() => wire.close());
  const cell = openCell(named!, { wire, clock, log: createLog("silent"), times: CELL_TIMES });
  await cell.beat(0, true);
  return { cell, time };
}

test("a cell whose lists are late is left alone for longer each time, and as briefly as at first after one in time", async () => {
  const { cell, time } = await cellWithClock();
  const ask = (late: AbortSignal) => cell.askSoon("counts", askerOf({ brands: null }), { tabs: ["waiting"] }, late);
  const rests = async (): Promise<number> => {
    await expect(ask(AbortSignal.abort())).rejects.toThrow(CellError);
    const from = time.now;
    while (cell.state() === "slow") time.now += 100;
    return time.now - from;
  };
  const { restMs, longestRestMs } = CELL_TIMES;
  expect([await rests(), await rests(), await rests()]).toEqual([restMs, 2 * restMs, 4 * restMs]);
  for (let i = 0; i < 4; i++) await rests();
  expect(await rests()).toBe(longestRestMs);
  await ask(new AbortController().signal);
  expect(await rests()).toBe(restMs);
});

test("a cell whose lists were late is back at once when the clock is set back by a day", async () => {
  const { cell, time } = await cellWithClock();
  const late = cell.askSoon("counts", askerOf({ brands: null }), { tabs: ["waiting"] }, AbortSignal.abort());
  await expect(late).rejects.toThrow(CellError);
  expect(cell.state()).toBe("slow");
  time.now -= DAY_MS;
  expect(cell.state()).toBe("up");
});

test("a cell whose figures are late is left out of the next ones for a while, and of no list", async () => {
  const asked: string[] = [];
  const { hub } = await twoCells((path) => {
    asked.push(path);
    return path === "/cell/figures" && asked.filter((one) => one === path).length === 1 ? "cut before" : "pass";
  });
  const who = { actor: "person:test", brands: null };
  const figures = () => hub.hub.figures.of({ days: 7 }, null);
  expect(await figures()).toMatchObject({ away: ["WEST"] });
  expect(await figures()).toMatchObject({ away: ["WEST"] });
  expect(asked.filter((path) => path === "/cell/figures")).toHaveLength(1);
  expect(await hub.hub.items.list({ tab: "all", sort: "newest", limit: 5 }, who)).not.toHaveProperty("away");
  await expect.poll(figures).not.toHaveProperty("away");
});

describe("whose items are whose", () => {
  test("somebody of one brand sees, finds and changes nothing of another, in any cell", async () => {
    const { west, hub } = await twoCells();
    await west.app.db.write((tx) => tx.statement("update items set brand_id = 'ohana_kids' where id = 2").run());
    const kira = await hub.browserOf("kira", "senior", ["ohana_kids"]);
    const { text } = await kira.get("/inbox?tab=all");
    expect(refsIn(text)).toEqual(["west:2"]);
    expect(text).not.toMatch(/рубашка|Чайник/);
    expect((await kira.get("/inbox/west:1")).status).toBe(404);
    expect((await kira.get("/inbox?tab=all&q=рубашка")).text).not.toContain("мягкая");
    expect((await kira.post("/items/west:1", { do: "send", version: "1", text: TEXT })).status).toBe(404);
    await kira.post("/items/east:1/skip", { version: "1" });
    await kira.post("/bulk", { do: "send", read: "west:1", id: "west:1", "version-west:1": "1" });
    expect(requireItem(west.app.db, 1).status).toBe("pending_review");
    expect(auditOf(west.app.db, 1).some(({ actor }) => actor.includes("kira"))).toBe(false);
    expect((await kira.get("/inbox/west:2")).status).toBe(200);
  });
});
