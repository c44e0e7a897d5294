/** The pages over several cells in a real browser: their items open and are sent without loading the page anew. */
import { expect, test } from "vitest";
import { requireItem } from "../../../src/store/tables/items.ts";
import { openCellShop, openHubOver } from "../../hub/cells.ts";
import { PASSWORD, personWith } from "../../support/people.ts";
import { objections, openWindow, press, signIn } from "../browser.ts";

test("an item of a cell is opened, sent and taken back in place, and a cell that goes is said", async () => {
  const [west, east] = await Promise.all([
    openCellShop([{ id: "a", platform: "wb", rating: 5, text: "Отличная рубашка, ткань мягкая." }]),
    openCellShop([{ id: "b", platform: "ozon", rating: 4, text: "Чайник хороший, но шумит." }]),
  ]);
  const hub = await openHubOver({ west: west.url, east: east.url });
  await personWith(hub.core, "marina", "manager");
  const page = await openWindow(hub.url, { bypassCSP: true });
  await page.goto("/login");
  await signIn(page, "marina", PASSWORD);
  let loads = 0;
  page.on("load", () => loads++);
  await page.click('.list a[href^="/inbox/west:1"]');
  await page.waitForURL("**/inbox/west:1");
  expect(await page.textContent(".says")).toContain("рубашка");
  await page.click("button[value=send]");
  await page.waitForURL(/sent=west:1-/);
  expect(requireItem(west.app.db, 1).status).toBe("approved");
  expect(await page.textContent(".undo")).toContain("west:1");
  await page.keyboard.press("u");
  await page.waitForURL("**/inbox/west:1*");
  expect(requireItem(west.app.db, 1).status).toBe("pending_review");
  expect(loads).toBe(0);
  await west.close();
  await page.goto("/inbox");
  expect(await page.textContent(".list .alert")).toContain("«WEST»");
  expect(await objections(page)).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("/inbox/west:1");
  await press(page, "a:has-text('К списку')");
  expect(await page.locator('.list a[href^="/inbox/east:1"]').count()).toBe(1);
  for (const path of [
    "/inbox/west:1",
    "/cells",
    "/cells/east",
    "/cells/west",
    "/rules",
    "/cells/east/rules",
    "/voice",
    "/voice/ohana_market",
  ]) {
    await page.goto(path);
    expect([path, await objections(page)]).toEqual([path, []]);
    // The line that names the cell is cut, so that nothing stands beside the screen.
    expect([path, await page.evaluate("document.documentElement.scrollWidth")]).toEqual([path, 390]);
  }
});
