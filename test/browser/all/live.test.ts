/** News about the list, in a real browser. */
import { expect, test } from "vitest";
import { PASSWORD } from "../../support/people.ts";
import { openWindow, signIn } from "../browser.ts";
import { allDrafted, ITEMS, openShop } from "../shop.ts";

test("a colleague's decision shows a bar in all tabs over one stream, and nothing typed is touched", async () => {
  const shop = await openShop();
  const typing = await openWindow(shop.url);
  await signIn(typing, "marina", PASSWORD);
  await allDrafted(typing);
  const streams: string[] = [];
  typing.context().on("request", (request) => {
    if (request.url().endsWith("/events")) streams.push(request.url());
  });
  await typing.goto("/inbox/1");
  const list = await typing.context().newPage();
  await list.goto("/inbox");
  await typing.fill("#answer", "Пишу ответ сама");
  await list.waitForTimeout(3000);
  expect([await typing.locator("a.fresh").isVisible(), await list.locator("a.fresh").isVisible()]).toEqual([
    false,
    false,
  ]);

  const colleague = await openWindow(shop.url);
  await signIn(colleague, "pavel", PASSWORD);
  await colleague.goto("/inbox/4");
  await colleague.click("button[commandfor=skip]");
  await colleague.check('#skip input[value="Повтор"]');
  await colleague.click("#skip button.primary");

  for (const tab of [typing, list]) await tab.locator("a.fresh").waitFor();
  expect(streams).toHaveLength(1);
  expect(await typing.inputValue("#answer")).toBe("Пишу ответ сама");
  expect(await list.locator(".row").count()).toBe(ITEMS.length);
  await list.click("a.fresh");
  await expect.poll(() => list.locator(".row").count()).toBe(ITEMS.length - 1);
  expect(await list.locator("a.fresh").isVisible()).toBe(false);
  // Whoever decides sees the result at once, and needs no bar for it.
  expect(await colleague.locator("a.fresh").isVisible()).toBe(false);
});
