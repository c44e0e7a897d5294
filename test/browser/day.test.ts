import { expect, test } from "vitest";
import { objections, openWindow, signIn, press } from "./browser.ts";
import { PASSWORD } from "../support/people.ts";
import { allDrafted, day, openShop, openShopWithRule } from "./shop.ts";

test("a manager's day at a desk ends with what was read being what went out, each once", async () => {
  await day(await openShopWithRule());
});

test("the main screens have nothing that axe objects to", async () => {
  const shop = await openShop();
  const page = await openWindow(shop.url, { bypassCSP: true });
  await page.goto("/login");
  expect(await objections(page)).toEqual([]);
  await signIn(page, "marina", PASSWORD);
  await allDrafted(page);
  for (const path of ["/inbox/1", "/bulk?id=3&id=4", "/sent", "/health", "/people"]) {
    await page.goto(path);
    expect(await objections(page), path).toEqual([]);
  }
});

test("a note is written from the keyboard, and an answer that is not stored yet is not lost by it", async () => {
  const page = await openWindow((await openShop()).url, { bypassCSP: true });
  await page.goto("/login");
  await signIn(page, "marina", PASSWORD);
  await allDrafted(page);
  await page.goto("/inbox/1");
  await page.keyboard.press("n");
  await page.keyboard.type("Позвонила покупателю, жду ответ от склада");
  // In the answer this key sends it to the buyer; here it must not.
  await page.waitForTimeout(800);
  await page.keyboard.press("Control+Enter");
  await page.waitForURL("**/inbox/1#notes");
  expect(await page.textContent(".notes li")).toContain("жду ответ от склада");
  expect(await page.isVisible("#answer:not([readonly])")).toBe(true);
  expect(await objections(page)).toEqual([]);
  // What the checks said of the stored answer is not said of another text.
  expect(await page.isVisible("#remarks .unchecked")).toBe(false);
  await page.fill("#answer", "Мой ответ, ещё не сохранён");
  expect(await page.isVisible("#remarks .unchecked")).toBe(true);
  expect(await page.isVisible("#remarks .ok")).toBe(false);
  await page.fill(".notes textarea", "И ещё");
  await press(page, ".notes button");
  expect(await page.locator(".notes li").count()).toBe(2);
  expect(await page.inputValue("#answer")).toBe("Мой ответ, ещё не сохранён");
  expect(await page.inputValue(".notes textarea")).toBe("");
});
