/** Saved replies on the page of an item, as a browser without script sees them. */
import { expect, test } from "vitest";
import { parseConfig } from "../../src/config/load.ts";
import type { SampleItem } from "../../src/sandbox/samples.ts";
import { requireItem } from "../../src/store/tables/items.ts";
import { answerText, responseOf } from "../../src/store/tables/responses.ts";
import { personWith } from "../support/people.ts";
import { Browser, hidden, openShop } from "./shop.ts";

const REVIEWS: SampleItem[] = [
  { id: "a", platform: "wb", rating: 4, text: "Хорошие брюки, но длинноваты.", clientName: "Анна" },
];
const REPLIES = [
  { name: "Размер <таблица>", text: "{имя}, замеры есть в таблице." },
  { name: "Обещание", text: "Мы вернём вам деньги." },
];

async function opened() {
  const { app, url } = await openShop(REVIEWS, { approval: { undo_window: "1h", rules: [] } });
  for (const brand of app.config.brands) brand.saved_replies = REPLIES;
  await personWith(app, "marina", "manager");
  const browser = new Browser(url);
  await browser.signIn("marina");
  return { app, browser, version: hidden((await browser.get("/inbox/1")).text, "version") };
}

const typedIn = (html: string) => /<textarea id="answer"[^>]*>([^<]*)/.exec(html)?.[1];

test("a saved reply comes back after what was typed, filled in, and stores nothing", async () => {
  const { app, browser, version } = await opened();
  const page = (await browser.get("/inbox/1")).text;
  expect(page).toContain('value="Размер &lt;таблица&gt;"');
  const before = responseOf(app.db, 1);
  const fields = { version, text: "Здравствуйте!\r\n", insert: REPLIES[0]!.name };
  const reply = await browser.post("/items/1", fields);
  expect(reply.status).toBe(200);
  expect(typedIn(reply.text)).toBe("Здравствуйте!\nАнна, замеры есть в таблице.");
  expect(hidden(reply.text, "version")).toBe(version);
  expect(responseOf(app.db, 1)).toEqual(before);
});

test("a saved reply passes the checks of answers like any other text", async () => {
  const { app, browser, version } = await opened();
  const { text } = await browser.post("/items/1", { version, text: "Здравствуйте!", insert: REPLIES[1]!.name });
  const sent = await browser.post("/items/1", { do: "send", version, text: typedIn(text)! });
  expect(sent.status).toBe(409);
  expect(requireItem(app.db, 1).status).toBe("pending_review");
});

test("a saved reply over an answer that a colleague has changed shows both, and one that is gone loses nothing", async () => {
  const { app, browser, version } = await opened();
  const gone = await browser.post("/items/1", { version, text: "Набранное", insert: "Такой нет" });
  expect([typedIn(gone.text), gone.status]).toEqual(["Набранное", 409]);
  await app.decisions.edit(1, "Здравствуйте! Ответ Павла.", "person:pavel");
  const fields = { version, text: "Набранное", insert: REPLIES[0]!.name };
  const stale = await browser.post("/items/1", fields);
  expect(stale.status).toBe(409);
  expect(typedIn(stale.text)).toBe("Набранное\nАнна, замеры есть в таблице.");
  expect(stale.text).toContain("Здравствуйте! Ответ Павла.");
  expect(answerText(responseOf(app.db, 1)!)).toBe("Здравствуйте! Ответ Павла.");
});

test("a saved reply is at hand before there is a draft, too", async () => {
  const { app, browser } = await opened();
  await app.db.write((tx) => {
    tx.statement("delete from responses where item_id = 1").run();
    tx.statement("update items set status = 'analyzing' where id = 1").run();
  });
  const page = await browser.get("/inbox/1");
  expect(page.text).toContain('id="saved"');
  const reply = await browser.post("/items/1", { version: "0", text: "", insert: REPLIES[0]!.name });
  expect([reply.status, typedIn(reply.text)]).toEqual([200, "Анна, замеры есть в таблице."]);
});

test("the configuration file refuses saved replies that could not be filled in, and says where", () => {
  const text = `
accounts: [{id: a, platform: wb, token: t, brand: b}]
brands: [{id: b, name: B, saved_replies: [{name: x, text: "Цвет {цвет}"}]}]`;
  expect(() => parseConfig(text, "reputation.yaml", {})).toThrow(/saved_replies/);
});
