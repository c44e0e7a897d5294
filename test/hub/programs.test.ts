import { expect, test } from "vitest";
import { cutProxy } from "../support/cut-proxy.ts";
import { startGate } from "../support/gate.ts";
import { HUB_TOKEN, olderCell, openCellShop, openHubOver } from "./cells.ts";

const item = (id: string) => [{ id, platform: "wb" as const, rating: 5, text: "Отличная рубашка." }];

test("a row for each cell says how it does, a dead or an older one that it is not known, and a cell's page what is to be done", async () => {
  const [west, east] = await Promise.all([
    openCellShop(item("a"), { http: { hub: { token: HUB_TOKEN }, public_url: "https://west.example" } }),
    openCellShop(item("b")),
  ]);
  await west.app.decisions.pause("publish", "person:anna");
  const old = await olderCell(east.url, ["program"]);
  const hub = await openHubOver({ west: west.url, old, off: "http://127.0.0.1:9" });
  const admin = await hub.browserOf("marina", "admin");
  const { text } = await admin.get("/cells");
  const row = (id: string) => new RegExp(`href="/cells/${id}".*?</tr>`, "s").exec(text)![0];
  expect(row("west")).toMatch(/Нужен человек: 1.*Последний опрос.*в работе и ждут.*ещё не сделана/s);
  expect(row("old")).toContain("Ячейка «OLD» этого не умеет");
  expect(row("off")).toMatch(/не отвечает.*Неизвестно, пока не отвечает/s);

  const page = (await admin.get("/cells/west")).text;
  expect(page).toMatch(/На паузе с .* \(.*anna.*\(WEST\)\): отправка/);
  expect(page).toContain('href="https://west.example/rules"');
  expect(page).toContain("wb-sandbox");
  expect((await admin.get("/cells/off")).text).toContain("Ячейка «OFF» сейчас не отвечает");
  expect((await admin.get("/cells/north")).status).toBe(404);

  // Who works for one brand reads of its accounts alone, and nothing of the program as a whole.
  const kira = await hub.browserOf("kira", "manager", ["ohana_market"]);
  expect((await kira.get("/cells")).text).not.toMatch(/в работе и ждут|ещё не сделана/);
  expect((await kira.get("/cells/west")).text).not.toContain("Копия базы");
  const stranger = await hub.browserOf("stranger", "manager", ["nobodys"]);
  expect((await stranger.get("/cells/west")).status).toBe(404);
});

test("an account is read at once where it is, for who may, and an answer that is lost is not said to be nothing", async () => {
  const [west, east] = await Promise.all([openCellShop(item("a")), openCellShop(item("b"))]);
  let isCut = false;
  const way = await cutProxy(west.url, (_, path) => (isCut && path.endsWith("/poll") ? "cut after" : "pass"));
  const hub = await openHubOver({ west: way, east: east.url });
  const marina = await hub.browserOf("marina");
  const polls = ({ app }: typeof west) =>
    app.db.statement("select count(*) from jobs where kind like 'poll_wb%'").pluck().get();
  const viewer = await hub.browserOf("vera", "viewer");
  expect((await viewer.post("/cells/west/poll", { account: "wb-sandbox" })).status).toBe(403);
  const before = polls(west);
  expect((await marina.post("/cells/west/poll", { account: "wb-sandbox" })).location).toBe("/cells/west");
  expect(polls(west)).not.toBe(before);
  expect(polls(east)).toBe(before);
  expect((await marina.post("/cells/west/poll", { account: "nobodys" })).status).toBe(404);
  const foreign = await hub.browserOf("kira", "manager", ["nobodys"]);
  expect((await foreign.post("/cells/west/poll", { account: "wb-sandbox" })).status).toBe(404);
  isCut = true;
  const lost = await marina.post("/cells/west/poll", { account: "wb-sandbox" });
  expect(lost).toMatchObject({ status: 503, text: expect.stringContaining("неизвестно") });
});

test("a cell that is slow to tell how it does keeps the others' rows back no longer than the lists'", async () => {
  const [west, east] = await Promise.all([openCellShop(item("a")), openCellShop(item("b"))]);
  const gate = await startGate(west.url);
  const hub = await openHubOver({ west: gate.url, east: east.url }, { soonMs: 10, longestMs: 100_000 });
  const admin = await hub.browserOf("marina", "admin");
  gate.hold(/\/program/);
  const { text } = await admin.get("/cells");
  gate.open();
  expect(text).toMatch(/Неизвестно, пока не отвечает.*в работе и ждут/s);
});
