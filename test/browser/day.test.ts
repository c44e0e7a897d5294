import { expect, test } from "vitest";
import { objections, openWindow, signIn } from "./browser.ts";
import { PASSWORD } from "../support/people.ts";
import { allDrafted, day, openShop } from "./shop.ts";

test("a manager's day at a desk ends with what was read being what went out, each once", async () => {
  await day(await openShop());
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
