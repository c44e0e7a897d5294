/** A brand's voice, in a real browser. */
import { expect, test } from "vitest";
import { PASSWORD } from "../../support/people.ts";
import { objections, openWindow, press, signIn } from "../browser.ts";
import { allDrafted, openShop } from "../shop.ts";

test("a senior tries a voice, saves it against a colleague's, and a reply saved there is at hand on an item", async () => {
  const shop = await openShop();
  const page = await openWindow(shop.url, { bypassCSP: true });
  await signIn(page, "pavel", PASSWORD);
  await allDrafted(page);
  await page.goto("/voice");
  const colleague = await page.context().newPage();
  await colleague.goto("/voice");

  await page.fill("[name=phrase]", "благодарим");
  await press(page, ".inline .btn");
  await page.fill("#signature", "Ваша Охана");
  await press(page, "#voice footer [value=try]");
  expect(await page.locator("#trial").innerText()).toContain("Ваша Охана");
  expect(await page.locator("footer [role=status]").innerText()).toBe("2 правки не сохранены");
  await page.click("summary:has-text('Новая заготовка')");
  await page.locator("[name=reply_name]").last().fill("Ткань");
  await page.locator("[name=reply_text]").last().fill("{имя}, ткань дышит.");
  await press(page, "#voice footer .primary");
  expect(await page.locator("footer [role=status]").innerText()).toBe("Сохранено.");

  await colleague.fill("#signature", "С теплом");
  await press(colleague, "#voice footer .primary");
  expect(await colleague.locator(".alert").innerText()).toContain("Ваша Охана");
  expect(await colleague.inputValue("#signature")).toBe("С теплом");
  await colleague.evaluate(`document.querySelectorAll("details").forEach((one) => (one.open = true))`);
  for (const colorScheme of ["light", "dark"] as const) {
    await colleague.emulateMedia({ colorScheme });
    for (const width of [1440, 390]) {
      await colleague.setViewportSize({ width, height: 900 });
      expect(await objections(colleague), `${colorScheme} at ${width}`).toEqual([]);
    }
  }
  await press(colleague, "#voice footer .primary");
  await colleague.goto("/voice");
  expect(await colleague.inputValue("#signature")).toBe("С теплом");

  await page.goto("/inbox/1");
  await page.keyboard.press("i");
  await page.click('#saved button[value="Ткань"]');
  expect(await page.inputValue("#answer")).toContain("Ткань дышит.");
});
