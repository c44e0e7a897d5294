/** Notes for colleagues on the page of an item. */
import { expect, test } from "vitest";
import type { SampleItem } from "../../src/sandbox/samples.ts";
import { auditOf } from "../../src/store/tables/audit.ts";
import { requireItem } from "../../src/store/tables/items.ts";
import { notesOf } from "../../src/store/tables/notes.ts";
import { responseOf } from "../../src/store/tables/responses.ts";
import { personWith } from "../support/people.ts";
import { Browser, openShop } from "./shop.ts";

const REVIEWS: SampleItem[] = [{ id: "a", platform: "wb", rating: 2, text: "Рубашка пришла без пуговиц." }];
const NOTE = "Позвонила покупателю, жду ответ от склада";

type Shop = Awaited<ReturnType<typeof openShop>>;

async function browserOf(
  { app, url }: Shop,
  login: string,
  ...rights: [role: "viewer" | "manager", brands?: string[]]
) {
  await personWith(app, login, ...rights);
  const browser = new Browser(url);
  await browser.signIn(login);
  return browser;
}

/** The notes' part of an item's page. */
async function notesOn(browser: Browser): Promise<string> {
  const { text } = await browser.get("/inbox/1");
  return /<section id="notes".*?<\/section>/s.exec(text)?.[0] ?? "";
}

test("a note stays with the item, with author and time, the newest last, and a colleague reads it", async () => {
  const shop = await openShop(REVIEWS);
  const [marina, pavel] = [await browserOf(shop, "marina", "manager"), await browserOf(shop, "pavel", "manager")];
  const list = "/inbox?tab=all";
  const posted = await marina.post("/items/1/notes", { note: ` ${NOTE}\r\nдо пятницы `, back: list });
  expect(posted).toMatchObject({ status: 303, location: "/inbox/1?tab=all#notes" });
  await pavel.post("/items/1/notes", { note: "Склад ответил", back: list });
  const shown = await notesOn(pavel);
  expect(shown).toMatch(
    new RegExp(`${NOTE}\nдо пятницы</p>.*marina, <time datetime="20.*Склад ответил.*pavel, <time`, "s"),
  );
  expect(notesOf(shop.app.db, 1).map(({ author }) => author)).toEqual(["person:marina", "person:pavel"]);
});

test("a note changes neither the item nor the answer, and the history says that it was left, not what it says", async () => {
  const shop = await openShop(REVIEWS);
  const marina = await browserOf(shop, "marina", "manager");
  const { db } = shop.app;
  const before = [requireItem(db, 1), responseOf(db, 1)];
  // A double click sends the same form again.
  for (let i = 0; i < 2; i++) await marina.post("/items/1/notes", { note: NOTE });
  expect([requireItem(db, 1), responseOf(db, 1)]).toEqual(before);
  expect(notesOf(db, 1)).toHaveLength(1);
  const left = auditOf(db, 1).filter(({ action }) => action === "note");
  expect(left).toMatchObject([{ actor: "person:marina", before: null, after: '{"note":1}' }]);
  expect((await marina.get("/inbox/1")).text).toContain("marina: оставлена заметка");
});

test("a note is shown as the words that it is, whatever it contains", async () => {
  const shop = await openShop(REVIEWS);
  const marina = await browserOf(shop, "marina", "manager");
  await marina.post("/items/1/notes", { note: `</textarea><script>alert(1)</script><img src=x onerror="alert(2)">\0` });
  const { text } = await marina.get("/inbox/1");
  expect(text).not.toMatch(/<script>|<img src=x/);
  expect(text).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
});

test("a note that is empty or too long is refused, and what was typed is still there", async () => {
  const shop = await openShop(REVIEWS);
  const marina = await browserOf(shop, "marina", "manager");
  expect((await marina.post("/items/1/notes", { note: " \r\n " })).status).toBe(409);
  const long = "я".repeat(2001);
  const refused = await marina.post("/items/1/notes", { note: long });
  expect(refused.status).toBe(409);
  expect(refused.text).toContain("в заметке должно быть от 1 до 2000 знаков");
  expect(refused.text).toContain(`>${long}</textarea>`);
  expect(notesOf(shop.app.db, 1)).toEqual([]);
  expect((await marina.post("/items/1/notes", { note: long.slice(1) })).status).toBe(303);
});

test("a viewer reads notes and writes none", async () => {
  const shop = await openShop(REVIEWS);
  const vera = await browserOf(shop, "vera", "viewer");
  await shop.app.decisions.note(1, NOTE, "person:marina");
  expect(await notesOn(vera)).toContain(NOTE);
  expect(await notesOn(vera)).not.toContain("<form");
  expect((await vera.post("/items/1/notes", { note: "Я тоже" })).status).toBe(403);
  expect(notesOf(shop.app.db, 1)).toHaveLength(1);
});

test("somebody of another brand neither reads nor writes notes, and nobody does without a sign-in", async () => {
  const shop = await openShop(REVIEWS);
  const kira = await browserOf(shop, "kira", "manager", ["ohana_kids"]);
  await shop.app.decisions.note(1, NOTE, "person:marina");
  expect((await kira.get("/inbox/1")).text).not.toContain(NOTE);
  expect((await kira.post("/items/1/notes", { note: "Чужая" })).status).toBe(404);
  expect((await kira.post("/items/999/notes", { note: "Ничья" })).status).toBe(404);
  const stranger = new Browser(shop.url);
  expect(await stranger.post("/items/1/notes", { note: "Чужая" })).toMatchObject({ status: 303, location: "/login" });
  expect(notesOf(shop.app.db, 1)).toHaveLength(1);
});

test("the items API gives a program no notes", async () => {
  const { app, url } = await openShop(REVIEWS);
  await app.decisions.note(1, NOTE, "person:marina");
  const token = app.config.http.token ?? "";
  for (const path of ["items/1", "items"]) {
    const reply = await fetch(`${url}/api/v1/reputation/${path}`, { headers: { authorization: `Bearer ${token}` } });
    expect(reply.status, path).toBe(200);
    expect(await reply.text(), path).not.toContain("Позвонила");
  }
});
