/** The keys of the pages, in a real browser. */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { PASSWORD } from "../../support/people.ts";
import { openWindow, press, signIn } from "../browser.ts";
import { allDrafted, openShop, received, type Shop } from "../shop.ts";

/** What a Russian layout types at the place of `S`. */
const RUSSIAN = { code: "KeyS", key: "ы", bubbles: true, cancelable: true };
/** Longer than a page takes an answer for unread. */
const READ_MS = 1000;

async function inbox(shop: Shop): Promise<Page> {
  const page = await openWindow(shop.url);
  await signIn(page, "marina", PASSWORD);
  await allDrafted(page);
  return page;
}

const isOpen = (page: Page, dialog: string) => page.locator(`${dialog}[open]`).count();
const focused = (page: Page) => page.evaluate("document.activeElement.getAttribute('href')");

test("keys walk the list, which keeps its place, open an item and its dialogs, on a Russian layout too, and type nothing away", async () => {
  const page = await inbox(await openShop());
  await page.setViewportSize({ width: 1440, height: 600 });
  const place = () => page.evaluate("document.querySelector('.list > .scroll').scrollTop");
  await page.locator(".row a").last().scrollIntoViewIfNeeded();
  const before = await place();
  expect(before).toBeGreaterThan(0);
  await press(page, ".row:last-child > a");
  expect(await place()).toBe(before);

  await page.goto("/inbox");
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  const second = String(await focused(page));
  expect(second).toBe(await page.locator(".row a").nth(1).getAttribute("href"));
  await page.keyboard.press("o");
  await page.waitForURL(`**${second}`);

  await page.locator("body").dispatchEvent("keydown", RUSSIAN);
  expect(await isOpen(page, "#skip")).toBe(1);
  // Letters do nothing behind a dialog, and Escape closes it.
  await page.keyboard.press("t");
  await page.keyboard.press("Escape");
  expect([await isOpen(page, "#skip"), await isOpen(page, "#pass")]).toEqual([0, 0]);

  await page.keyboard.press("Control+s");
  await page.keyboard.press("Alt+t");
  expect(await page.locator("dialog[open]").count()).toBe(0);
  await page.keyboard.press("e");
  await page.keyboard.type("jkosteu?");
  expect(await page.inputValue("#answer")).toContain("jkosteu?");
  expect(page.url()).toContain(second);
});

test("keys mark a range of rows, lead from folder to folder, and ask for another draft", async () => {
  const page = await inbox(await openShop());
  const marked = () =>
    page.evaluate(`[...document.querySelectorAll(".row input")].flatMap((box, at) => box.checked ? [at] : [])`);
  for (const key of ["j", "j", "x", "j", "j"]) await page.keyboard.press(key);
  await page.keyboard.press("Shift+X");
  expect(await marked()).toEqual([1, 2, 3]);
  // A row that was marked by hand is where the next range begins; a range may go up, too.
  await page.locator(".row input").nth(6).check();
  await page.locator(".row a").nth(5).focus();
  await page.keyboard.press("Shift+X");
  expect(await marked()).toEqual([1, 2, 3, 5, 6]);

  await page.keyboard.press("d");
  expect(await page.evaluate("document.activeElement.name")).toBe("instructions");
  await page.keyboard.type("17XD");
  expect(await page.inputValue(".again input")).toBe("17XD");
  await page.keyboard.press("Escape");
  for (const [key, address] of [
    ["2", /tab=urgent$/],
    ["6", /\/sent$/],
    ["7", /tab=all$/],
    ["1", /\/inbox$/],
  ] as const) {
    await page.keyboard.press(key);
    await page.waitForURL(address);
  }
});

test("a saved reply goes in at the caret, by key and by hand, and replaces nothing", async () => {
  const page = await inbox(await openShop());
  await page.goto("/inbox/1");
  const draft = await page.inputValue("#answer");
  await page.keyboard.press("i");
  await page.click('#saved button[value="Возврат"]');
  const reply = "Оформите возврат в личном кабинете, в разделе «Покупки».";
  expect(await page.inputValue("#answer")).toBe(`${draft} ${reply}`);
  expect(await isOpen(page, "#saved")).toBe(0);

  await page.fill("#answer", "Начало. Конец.");
  // What is selected stays, too.
  await page.evaluate(`document.querySelector("#answer").setSelectionRange(0, 7)`);
  await page.click("[commandfor=saved]");
  await page.click('#saved button[value="Возврат"]');
  expect(await page.inputValue("#answer")).toBe(`Начало. ${reply} Конец.`);
  expect(await page.locator(".count").innerText()).toMatch(/^\d+ из/);
  expect(await page.evaluate("document.activeElement.id")).toBe("answer");

  // A dialog that is opened and closed does not make what is typed forgotten.
  await page.click("[commandfor=saved]");
  await page.click("#saved .icon");
  const asked = page.waitForEvent("dialog");
  await page.evaluate("setTimeout(() => (location.href = '/sent'))");
  const question = await asked;
  expect(question.type()).toBe("beforeunload");
  await question.accept();
});

test("the switch in the help turns every letter off in this browser, in all its tabs, and stays off", async () => {
  const page = await inbox(await openShop());
  const other = await page.context().newPage();
  await other.goto("/inbox/1");
  await page.keyboard.press("Shift+Slash");
  await page.getByRole("switch").uncheck();
  await page.keyboard.press("Escape");
  expect(await isOpen(page, "#keys")).toBe(0);
  await expect.poll(() => other.locator("html").getAttribute("data-keys")).toBe("off");

  await page.goto("/inbox/1");
  for (const one of [page, other]) {
    for (const key of ["j", "k", "o", "x", "e", "t", "s", "u", "d", "i", "2", "Shift+X", "/", "?"])
      await one.keyboard.press(key);
    expect(await one.locator("dialog[open]").count()).toBe(0);
    expect(await one.evaluate("document.activeElement.tagName")).toBe("BODY");
    expect(one.url()).toMatch(/\/inbox\/1$/);
  }
  await page.click(".me");
  await page.click("#me [commandfor=keys]");
  await page.getByRole("switch").check();
  await page.keyboard.press("Escape");
  await page.keyboard.press("s");
  expect(await isOpen(page, "#skip")).toBe(1);
});

test("the key that sends does so on an item's own page only, and not before it could be read", async () => {
  const shop = await openShop();
  const page = await inbox(shop);
  await page.waitForTimeout(READ_MS);
  await page.keyboard.press("Control+Enter");
  await page.goto("/inbox/1");
  await page.keyboard.press("Control+Enter");
  expect(page.url()).toMatch(/\/inbox\/1$/);
  await page.waitForTimeout(READ_MS);
  await page.keyboard.press("Control+Enter");
  await page.waitForURL(/sent=1-/);
  // The same key, still held or pressed twice, sends nothing of the next item.
  await page.keyboard.press("Control+Enter");
  await expect.poll(() => Object.keys(received(shop)).length).toBe(1);
  expect(page.url()).toMatch(/sent=1-/);
});
