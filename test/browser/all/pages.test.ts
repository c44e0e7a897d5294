/** The pages in every way that they are used: by touch, without script, in both colours, and with a daemon that dies. */
import { describe, expect, test } from "vitest";
import { PASSWORD } from "../../support/people.ts";
import { objections, openWindow, press, signIn } from "../browser.ts";
import { allDrafted, day, open, openShop, openShopWithRule, received, startDaemon } from "../shop.ts";

describe("a manager's day", () => {
  test("by touch on a telephone ends with what was read being what went out", async () => {
    await day(await openShopWithRule(), { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  });

  test("with script switched off ends the same way", async () => {
    await day(await openShopWithRule(), { javaScriptEnabled: false });
  });
});

test("a daemon that is killed between the click and the sending sends once what was sent, and says so", async () => {
  const shop = await openShop();
  const page = await openWindow(shop.url);
  await signIn(page, "marina", PASSWORD);
  await allDrafted(page);
  const text = await open(page, "Свитер");
  await press(page, "button[value=send]");
  await shop.daemon.stop("SIGKILL");
  const again = await startDaemon(shop.cwd);
  const next = await openWindow(again.url);
  await signIn(next, "marina", PASSWORD);
  await expect.poll(() => received(shop)).toEqual({ "happy-2": [text] });
  await expect
    .poll(async () => (await next.goto("/sent"), next.locator("main").innerText()))
    .toContain("замечательное приобретение");
});

test("nothing of a page is laid out before its stylesheet is there, and it loads one script", async () => {
  const shop = await openShop({ items: [] });
  const page = await openWindow(shop.url);
  await signIn(page, "marina", PASSWORD);
  const sheet = Promise.withResolvers<void>();
  await page.route("**/design.css", async (route) => {
    await sheet.promise;
    await route.continue();
  });
  const scripts: string[] = [];
  page.on("request", (request) => request.resourceType() === "script" && scripts.push(request.url()));
  await page.goto("/rules", { waitUntil: "commit" });
  await page.waitForSelector("main", { state: "attached" });
  expect(await page.locator("body").isVisible()).toBe(false);
  sheet.resolve();
  await page.waitForSelector("main:visible");
  await page.waitForLoadState();
  expect(scripts.map((one) => one.split("/").at(-1))).toEqual(["signed-in.js"]);
});

test("a page whose stylesheet does not come can be read", async () => {
  const shop = await openShop({ items: [] });
  const page = await openWindow(shop.url);
  await page.route("**/design.css", (route) => route.abort());
  await page.goto(shop.url);
  await expect.poll(() => page.locator("main").isVisible()).toBe(true);
});

// A laptop at 200 % has half of its points.
const SIZES = {
  desk: { width: 1440, height: 900 },
  telephone: { width: 390, height: 844 },
  magnified: { width: 720, height: 450 },
};

test.each(["light", "dark"] as const)(
  "no screen has anything that axe objects to, in %s colours",
  async (colorScheme) => {
    const shop = await openShop();
    const page = await openWindow(shop.url, { colorScheme, bypassCSP: true });
    await page.goto("/login");
    expect(await objections(page)).toEqual([]);
    await signIn(page, "marina", PASSWORD);
    await allDrafted(page);
    await open(page, "Свитер");
    await page.fill("#answer", "Здравствуйте! Гарантируем, что мы вернём вам деньги. Команда Охана Маркет");
    await press(page, "button[value=save]");
    const remarked = new URL(page.url()).pathname;
    expect(await page.locator(".acts .warn").count()).toBe(1);
    await page.goto("/products");
    const product = (await page.locator("tbody a").first().getAttribute("href"))!;
    for (const viewport of Object.values(SIZES)) {
      await page.setViewportSize(viewport);
      for (const path of [
        "/inbox",
        "/inbox/1",
        remarked,
        "/inbox?q=zzzz",
        "/bulk?id=3&id=4",
        "/sent",
        "/products",
        product,
        "/figures",
        "/figures/month",
        "/health",
        "/people",
        "/voice/ohana_market",
        "/journal",
        "/rules",
        "/inbox/999",
      ]) {
        await page.goto(path);
        expect(await objections(page), `${path} at ${viewport.width}`).toEqual([]);
      }
    }
    const senior = await openWindow(shop.url, { colorScheme, bypassCSP: true });
    await signIn(senior, "pavel", PASSWORD);
    await senior.goto("/rules?edit=new");
    await senior.fill("input[name=name]", "Пятёрки");
    await senior.check("input[name=stars][value='5']", { force: true });
    await press(senior, "button:has-text('Добавить'):visible");
    expect(await senior.locator(".rule [role=switch]").getAttribute("aria-checked")).toBe("true");
    await press(senior, ".rule [role=switch]");
    for (const viewport of Object.values(SIZES)) {
      await senior.setViewportSize(viewport);
      for (const path of ["/rules", "/rules?edit=1&try=1"]) {
        await senior.goto(path);
        expect(await objections(senior), `${path} at ${viewport.width}`).toEqual([]);
      }
    }
  },
);
