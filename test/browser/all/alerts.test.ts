/** The page about one's own alerts, as a person sees it on a desk and on a telephone. */
import { expect, onTestFinished, test } from "vitest";
import { systemClock } from "../../../src/base/clock.ts";
import { startTelegram } from "../../../src/sandbox/telegram/telegram.ts";
import { PASSWORD, personWith } from "../../support/people.ts";
import { openShop } from "../../web/shop.ts";
import { objections, openWindow, press, signIn } from "../browser.ts";

test("one's own alerts have nothing that axe objects to while a chat is bound, on a desk and on a telephone", async () => {
  const telegram = await startTelegram({ clock: systemClock });
  onTestFinished(() => telegram.close());
  const email = { host: "localhost", from: "alerts@shop.example" };
  const alerts = {
    telegram: { token: telegram.token, api_root: telegram.url },
    email,
    page_url: "http://shop.example",
  };
  const { app, url } = await openShop([], { alerts });
  await personWith(app, "anna", "admin");
  const page = await openWindow(url, { bypassCSP: true });
  await signIn(page, "anna", PASSWORD);
  await page.goto("/alerts");
  await press(page, "button:has-text('Подключить')");
  const code = await page.locator("td b").innerText();
  expect(await objections(page)).toEqual([]);
  await app.contacts.claim({ channel: "telegram", code, sender: "77", chat: "77", name: "Аня" });
  await page.goto("/alerts");
  await press(page, "button:has-text('Да, это я')");
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await objections(page)).toEqual([]);
  await page.fill("input[name=singles]", "0");
  await press(page, "button:has-text('Сохранить')");
  expect(await page.locator("[role=alert]").innerText()).toContain("от 1 до 60");
});
