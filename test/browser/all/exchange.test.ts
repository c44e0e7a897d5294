/** Items, folders and filters that are opened without loading the page anew, in a real browser. */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { PASSWORD } from "../../support/people.ts";
import { objections, openWindow, press, signIn } from "../browser.ts";
import { allDrafted, openShop, received } from "../shop.ts";

const name = (page: Page) => page.locator("#case-name").innerText();
const focused = (page: Page) => page.evaluate("document.activeElement.id");
/** Whether the page is still the one that was loaded first. */
const isSame = (page: Page) => page.evaluate("window.isSame === true");
const wordsOf = (page: Page) => page.locator(".says").innerText();

async function back(page: Page, way: "goBack" | "goForward", address: RegExp): Promise<void> {
  await page[way]();
  await page.waitForURL(address);
}

test("items, folders and filters are opened without a new page: address, title, place, focus and the way back are right, and a draft is there again", async () => {
  const page = await openWindow((await openShop()).url, { viewport: { width: 1440, height: 600 }, bypassCSP: true });
  await signIn(page, "marina", PASSWORD);
  await allDrafted(page);
  await page.evaluate("window.isSame = true");
  const place = () => page.evaluate("document.querySelector('.list > .scroll').scrollTop");
  const rows = page.locator(".row > a");
  const words: string[] = [];
  await rows.nth(2).scrollIntoViewIfNeeded();
  for (const at of [2, 3, 4]) {
    await press(page, `.row:nth-child(${at + 1}) > a`);
    expect(new URL(page.url()).pathname).toBe(await rows.nth(at).getAttribute("href"));
    expect(await rows.nth(at).getAttribute("aria-current")).toBe("true");
    expect(await page.locator(".row [aria-current]").count()).toBe(1);
    expect(await focused(page)).toBe("case-name");
    expect(await page.locator("body > p[role=status]").innerText()).toBe(await page.title());
    words.push(await wordsOf(page));
  }
  expect(new Set(words).size).toBe(3);
  await page.locator(".row:nth-child(3) input").check();
  await page.fill("#answer", "Набранный, но не отправленный ответ");
  await page.fill(".notes textarea", "и заметка");
  const before = await place();
  await back(page, "goBack", /inbox\/\d+$/);
  await expect.poll(() => wordsOf(page)).toBe(words[1]);
  expect(await page.inputValue("#answer")).not.toContain("Набранный");
  expect([await place(), await page.locator(".row:nth-child(3) input").isChecked()]).toEqual([before, true]);
  await back(page, "goForward", /inbox\/\d+$/);
  await expect.poll(() => wordsOf(page)).toBe(words[2]);
  expect(await page.inputValue("#answer")).toBe("Набранный, но не отправленный ответ");
  expect(await page.inputValue(".notes textarea")).toBe("и заметка");
  expect(await page.locator(".count").innerText()).toMatch(/^35 из/);

  // A folder and a filter, each with its name and its counts; the draft waits with its item and is asked about at the end.
  await press(page, ".folders a:nth-child(2)");
  expect(page.url()).toMatch(/tab=urgent$/);
  expect(await page.title()).toContain(await page.locator("#list-name").innerText());
  expect(await focused(page)).toBe("list-name");
  await press(page, ".folders a:nth-child(7)");
  await page.fill("input[name=q]", "свитер");
  await Promise.all([page.waitForURL(/q=/), page.keyboard.press("Enter")]);
  await expect.poll(() => rows.count()).toBe(1);
  expect(await objections(page)).toEqual([]);
  await press(page, ".folders a:nth-child(6)");
  expect(await page.locator(".list").count()).toBe(0);
  await back(page, "goBack", /q=/);
  await expect.poll(() => rows.count()).toBe(1);
  await press(page, ".row > a");
  expect(await name(page)).not.toBe("");
  expect(await isSame(page)).toBe(true);
  const asks = page.waitForEvent("dialog");
  await page.evaluate("setTimeout(() => (location.href = '/rules'))");
  const question = await asks;
  expect(question.type()).toBe("beforeunload");
  await question.accept();
  await page.waitForURL("**/rules");
});

test("what is sent, refused, not understood and not answered is told in place, and what was typed is never gone", async () => {
  const shop = await openShop();
  const page = await openWindow(shop.url);
  await signIn(page, "marina", PASSWORD);
  await allDrafted(page);
  await press(page, ".row:nth-child(3) > a");
  await page.evaluate("window.isSame = true");
  const first = await page.inputValue("#answer");
  const item = new URL(page.url()).pathname;

  // A double click sends one answer: its second half meets the card of the next item, which nobody has read.
  const again = `() => document.querySelector("button[value=send]").click()`;
  await page.evaluate(`document.addEventListener("exchanged", ${again}, { once: true })`);
  await Promise.all([page.waitForURL(/sent=/), page.click("button[value=send]")]);
  expect(new URL(page.url()).pathname).not.toBe(item);
  expect(await focused(page)).toBe("case-name");
  await press(page, ".dock .undo button");
  expect(new URL(page.url()).pathname).toBe(item);
  expect(await page.inputValue("#answer")).toBe(first);

  // A text that the program does not take: its page, and the way back to what was typed.
  const long = "Спасибо! ".repeat(3000);
  await page.fill("#answer", long);
  await page.click("button[value=save]");
  await page.locator("h1", { hasText: "Форма не принята" }).waitFor();
  await page.goBack();
  await expect.poll(() => page.inputValue("#answer")).toBe(long);
  await page.fill("#answer", "Ответ, набранный перед обрывом");
  expect(await isSame(page)).toBe(true);

  // The daemon dies: nothing on the page changes but a word about it, whether something is sent or opened.
  await shop.daemon.stop("SIGKILL");
  for (const selector of ["button[value=send]", ".row:nth-child(1) > a"]) {
    await page.click(selector);
    await page.locator("#away[open]").waitFor();
    await page.click("#away button");
    expect(await page.inputValue("#answer")).toBe("Ответ, набранный перед обрывом");
    expect(new URL(page.url()).pathname).toBe(item);
  }
  expect(received(shop)).toEqual({});
});

test("whoever is signed out meanwhile is led to the sign-in", async () => {
  const shop = await openShop();
  const page = await openWindow(shop.url);
  await signIn(page, "marina", PASSWORD);
  await allDrafted(page);
  await page.context().clearCookies();
  await page.click(".row:nth-child(2) > a");
  await page.waitForURL("**/login");
});
