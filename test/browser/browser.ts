import axe from "axe-core";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, onTestFinished } from "vitest";
import { launchChromium } from "../support/chromium.ts";

let browser: Promise<Browser> | undefined;

/** Chromium, started once for a test file. */
function opened(): Promise<Browser> {
  return (browser ??= launchChromium());
}

afterAll(async () => (await browser)?.close());

/**
 * A window of a person's own, closed after the test. A page that fails at anything by itself fails the test; a server that
 * a test has killed is another matter.
 */
export async function openWindow(url: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await (
    await opened()
  ).newContext({
    baseURL: url,
    viewport: { width: 1440, height: 900 },
    bypassCSP: false,
    ...options,
  });
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on("pageerror", (error) => troubles.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && !/status of (?:4\d\d|503)|net::ERR/.test(message.text()))
      troubles.push(message.text());
  });
  onTestFinished(async () => {
    await context.close();
    if (troubles.length > 0) throw new Error(`the page complained: ${troubles.join("; ")}`);
  });
  return page;
}

/**
 * Presses what leads to another page, and waits until that page is there: a click alone may end before the browser has
 * left, and what comes next would then look at the old page, or keep the form from being sent.
 */
export async function press(page: Page, selector: string): Promise<void> {
  await Promise.all([page.waitForEvent("framenavigated"), page.click(selector)]);
  await page.waitForLoadState();
}

export async function signIn(page: Page, login: string, password: string): Promise<void> {
  await page.goto("/login");
  await page.fill("input[name=login]", login);
  await page.fill("input[name=password]", password);
  await page.click("button.primary");
  await page.waitForURL("**/inbox");
}

/** What axe-core objects to on the page as it stands, by rule; what leaves the window, and whether it scrolls sideways. */
export async function objections(page: Page): Promise<string[]> {
  // The policy of the page forbids foreign scripts, so the checker runs beside it.
  const found = (await page.evaluate(`${axe.source}; axe.run().then(({ violations }) =>
    violations.map(({ id, nodes }) => id + ": " + nodes.map(({ html }) => html.slice(0, 120)).join(" | ")))`)) as string[];
  const isWide = await page.evaluate("document.documentElement.scrollWidth > innerWidth");
  const cut = (await page.evaluate(`[...document.querySelectorAll(".acts .btn, .top a, .foot a")]
    .filter((it) => it.checkVisibility() && it.getBoundingClientRect().right > innerWidth + 1)
    .map((it) => "beyond the edge: " + it.textContent)`)) as string[];
  return [...found, ...cut, ...(isWide ? ["the page scrolls sideways"] : [])];
}
