/** Two people at one item, in a real browser. */
import { expect, test } from "vitest";
import { PASSWORD } from "../../support/people.ts";
import { openWindow, press, signIn } from "../browser.ts";
import { allDrafted, openShop } from "../shop.ts";

test("each sees the other at the same item, and a text that has changed meanwhile is not sent, nor is what was typed lost", async () => {
  const shop = await openShop();
  const marina = await openWindow(shop.url);
  await signIn(marina, "marina", PASSWORD);
  await allDrafted(marina);
  await marina.goto("/inbox/1");
  const pavel = await openWindow(shop.url);
  await signIn(pavel, "pavel", PASSWORD);
  await pavel.goto("/inbox/1");
  await expect.poll(() => pavel.locator(".here").innerText()).toBe("marina тоже смотрит");
  expect(await marina.locator(".here").isVisible()).toBe(false);

  await pavel.fill("#answer", "Здравствуйте! Нам жаль, что молния подвела. Команда Охана Маркет");
  await expect.poll(() => marina.locator(".here").innerText()).toBe("pavel пишет ответ");
  await marina.fill("#answer", "Мой ответ, который жалко потерять");
  await press(pavel, "button[value=save]");
  const reply = marina.waitForResponse(
    (response) => response.request().method() === "POST" && response.status() === 409,
  );
  await press(marina, "button[value=send]");
  await reply;
  expect(await marina.inputValue("#answer")).toBe("Мой ответ, который жалко потерять");
  expect(await marina.locator(".alert").innerText()).toContain("Показать их вариант");

  await marina.goto("/inbox/2");
  await expect.poll(() => pavel.locator(".here").isVisible()).toBe(false);
});
