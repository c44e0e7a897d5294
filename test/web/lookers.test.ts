/** Who has an item open, as colleagues see it. */
import { describe, expect, test } from "vitest";
import type { SampleItem } from "../../src/sandbox/samples.ts";
import { createLookers } from "../../src/web/live/lookers.ts";
import { fakeClock } from "../support/fake-clock.ts";
import { personWith } from "../support/people.ts";
import { Browser, hidden, openShop } from "./shop.ts";

const REVIEWS: SampleItem[] = [
  { id: "a", platform: "wb", rating: 5, text: "Отличная рубашка, ткань мягкая." },
  { id: "b", platform: "wb", rating: 4, text: "Хорошие брюки, но длинноваты." },
];
const HELD = { approval: { undo_window: "1h", rules: [] } };

async function shopWith(people: readonly [login: string, brands?: string[]][]) {
  const { app, url } = await openShop(REVIEWS, HELD);
  const browsers: Browser[] = [];
  for (const [login, brands] of people) {
    await personWith(app, login, login === "vera" ? "viewer" : "manager", brands ?? null);
    const browser = new Browser(url);
    await browser.signIn(login);
    browsers.push(browser);
  }
  return { app, browsers: browsers as [Browser, ...Browser[]], url };
}

const sign = (browser: Browser, id: number, fields: Record<string, string> = {}) =>
  browser.post(`/items/${id}/here`, fields);

describe("an item that is open", () => {
  test("tells the second of two people, by page and by sign, that the first looks at it, then that they write", async () => {
    const { browsers } = await shopWith([["marina"], ["pavel"]]);
    const [marina, pavel] = browsers as [Browser, Browser];
    expect((await marina.get("/inbox/1")).text).not.toContain("смотрит");
    expect((await pavel.get("/inbox/1")).text).toContain("<span>marina тоже смотрит</span>");
    expect((await pavel.get("/inbox/2")).text).not.toContain("смотрит");
    expect(await sign(marina, 1, { writes: "1" })).toMatchObject({ status: 200, text: "pavel тоже смотрит" });
    expect((await pavel.get("/inbox/1")).text).toContain("<span>marina пишет ответ</span>");
    await sign(marina, 1, { left: "1" });
    expect(await sign(pavel, 1)).toMatchObject({ text: "" });
  });

  test("tells nothing to, and of, somebody without rights to its brand", async () => {
    const { browsers } = await shopWith([["marina"], ["kira", ["ohana_kids"]]]);
    const [marina, kira] = browsers as [Browser, Browser];
    await marina.get("/inbox/1");
    for (const path of [1, 999]) expect((await sign(kira, path, { writes: "1" })).text).toBe("no such item");
    await kira.get("/inbox/1");
    expect(await sign(marina, 1)).toMatchObject({ text: "" });
  });

  test("says of somebody who may only read that they look, whatever their browser claims", async () => {
    const { browsers } = await shopWith([["marina"], ["vera"]]);
    const [marina, vera] = browsers as [Browser, Browser];
    await sign(vera, 1, { writes: "1" });
    expect(await sign(marina, 1)).toMatchObject({ text: "vera тоже смотрит" });
  });

  test("takes no sign from nobody and none from another site", async () => {
    const { browsers, url } = await shopWith([["marina"]]);
    expect((await sign(new Browser(url), 1)).status).toBe(401);
    expect((await browsers[0].post("/items/1/here", {}, { origin: "https://evil.example" })).status).toBe(403);
  });

  test("still refuses a decision on a text that a colleague has changed, and keeps what was typed", async () => {
    const { browsers } = await shopWith([["marina"], ["pavel"]]);
    const [marina, pavel] = browsers as [Browser, Browser];
    const version = hidden((await marina.get("/inbox/1")).text, "version");
    await pavel.post("/items/1", { do: "save", version, text: "Здравствуйте! Рады, что рубашка понравилась." });
    const reply = await marina.post("/items/1", { do: "send", version, text: "Мой текст, который жалко потерять." });
    expect(reply).toMatchObject({ status: 409 });
    expect(reply.text).toContain("Мой текст, который жалко потерять.");
    // Whoever has text of their own on the page is writing.
    expect(await sign(pavel, 1)).toMatchObject({ text: "marina пишет ответ" });
  });
});

test("somebody who gives no sign for a minute has gone, and one person holds few items at once", async () => {
  const clock = fakeClock(0);
  const lookers = createLookers(clock);
  const [marina, pavel] = [
    { id: 1, name: "Марина" },
    { id: 2, name: "Павел" },
  ];
  lookers.sign(marina, 7, true);
  await clock.advance(59_999);
  expect(lookers.besides(pavel, 7)).toEqual([{ name: "Марина", writes: true }]);
  lookers.sign(marina, 7, false);
  await clock.advance(1);
  expect(lookers.besides(pavel, 7)).toEqual([{ name: "Марина", writes: false }]);
  await clock.advance(59_999);
  expect(lookers.besides(pavel, 7)).toEqual([]);

  for (let item = 1; item <= 21; item++) lookers.sign(marina, item, false);
  expect([1, 2, 21].map((item) => lookers.besides(pavel, item).length)).toEqual([0, 1, 1]);
});
