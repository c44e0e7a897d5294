/** Drafts to choose from and several answers rewritten at once, as a browser without script sees them. */
import { expect, test } from "vitest";
import type { SampleItem } from "../../src/sandbox/samples.ts";
import { requireItem } from "../../src/store/tables/items.ts";
import { answerText, responseOf } from "../../src/store/tables/responses.ts";
import { variantsOf } from "../../src/store/tables/variants.ts";
import { personWith } from "../support/people.ts";
import { Browser, hidden, openShop } from "./shop.ts";

const REVIEWS: SampleItem[] = [
  { id: "a", platform: "wb", rating: 2, text: "Брюки маломерят, ткань тонкая.", clientName: "Анна" },
  { id: "b", platform: "wb", rating: 5, text: "Отличные брюки, сели по размеру." },
];

async function opened() {
  const shop = await openShop(REVIEWS, { approval: { undo_window: "1h", rules: [] } });
  await personWith(shop.app, "marina", "manager");
  const browser = new Browser(shop.url);
  await browser.signIn("marina");
  return { ...shop, browser };
}

test("drafts to choose from stand whole on the card, and the chosen one is the answer's next version, unsent", async () => {
  const { app, browser, sandbox } = await opened();
  const before = answerText(responseOf(app.db, 1)!);
  await browser.post("/items/1/regenerate", { instructions: "", variants: "3" });
  await app.runner.drain();
  expect(responseOf(app.db, 1)).toMatchObject({ version: 1, regenerate_count: 1, draft_text: before });
  const variants = variantsOf(app.db, 1, 1);
  expect(new Set([before, ...variants.map(({ text }) => text)]).size).toBe(4);
  const card = (await browser.get("/inbox/1")).text;
  for (const { text } of variants) expect(card).toContain(text.split("\n")[0]);

  const reply = await browser.post("/items/1/choose", { version: "1", place: "2" });
  expect(reply.status).toBe(303);
  expect(responseOf(app.db, 1)).toMatchObject({ version: 2, draft_text: variants[1]!.text, final_text: null });
  expect(responseOf(app.db, 1)?.edit_history.at(-1)?.text).toBe(before);
  expect(requireItem(app.db, 1).status).toBe("pending_review");
  expect(variantsOf(app.db, 1, 2).map(({ place }) => place)).toEqual([1, 3]);
  await app.runner.drain();
  expect(sandbox.world.item("a").received).toEqual([]);
});

test("a draft is not chosen over an answer that a colleague has changed meanwhile", async () => {
  const { app, browser } = await opened();
  await browser.post("/items/1/regenerate", { instructions: "", variants: "3" });
  await app.runner.drain();
  await app.decisions.edit(1, "Здравствуйте! Ответ Павла.", "person:pavel");
  expect((await browser.post("/items/1/choose", { version: "1", place: "1" })).status).toBe(409);
  expect((await browser.post("/items/1/choose", { version: "2", place: "1" })).status).toBe(409);
  expect(answerText(responseOf(app.db, 1)!)).toBe("Здравствуйте! Ответ Павла.");
});

test("several answers are rewritten as asked, none is sent, and one that cannot be says why", async () => {
  const { app, browser } = await opened();
  const wish = { do: "rewrite", instructions: "Короче", shown: ["1", "2"] };
  expect((await browser.post("/bulk", { ...wish, instructions: " " })).status).toBe(409);
  expect((await browser.post("/bulk", wish)).status).toBe(303);
  await app.runner.drain();
  for (const id of [1, 2]) {
    expect(responseOf(app.db, id)).toMatchObject({ version: 2, regenerate_count: 1 });
    expect(requireItem(app.db, id).status).toBe("pending_review");
  }
  await app.decisions.approve(2, "person:pavel");
  const { status, text } = await browser.post("/bulk", wish);
  expect(status).toBe(409);
  expect(hidden(text, "shown")).toBe("2");
});
