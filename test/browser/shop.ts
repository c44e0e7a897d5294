/** A shop for a real browser: the sandbox, and a daemon that runs as a process of its own. */
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { loadConfig } from "../../src/config/load.ts";
import { openCore } from "../../src/app.ts";
import { POLL_KINDS } from "../../src/domain/job.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import type { SampleItem } from "../../src/sandbox/samples.ts";
import { start, type Running } from "../support/cli.ts";
import { PASSWORD, personWith } from "../support/people.ts";
import { sandboxFolder } from "../support/sandbox-folder.ts";
import { openWindow, press, signIn } from "./browser.ts";

export const ITEMS: SampleItem[] = [
  { id: "urgent", platform: "wb", rating: 1, text: "Молния сломалась на второй день, собачка осталась в руке." },
  { id: "law", platform: "ozon", rating: 1, text: "Верните деньги, иначе подам в суд и в Роспотребнадзор!" },
  ...Array.from({ length: 7 }, (_, at): SampleItem => {
    const [word = ""] = ["Рубашка", "Юбка", "Свитер", "Пальто", "Шарф", "Платье", "Куртка"].slice(at);
    return {
      id: `happy-${at}`,
      platform: "ym",
      rating: 5,
      text: `${word} замечательное приобретение, ношу не снимая.`,
    };
  }),
];

export interface Shop {
  url: string;
  sandbox: Sandbox;
  daemon: Running;
  cwd: string;
}

/** What a rule answers by itself, as long as it is on. */
const stars = (id: string): SampleItem => ({ id, platform: "ym", rating: 5, text: "" });
const RULE = { name: "Звёзды без слов", when: { rating: { min: 5 }, has_text: false }, then: "approve" };

/** A shop whose rule answers stars without words. */
export function openShopWithRule(): Promise<Shop> {
  return openShop({ items: [...ITEMS, stars("stars")], rules: [RULE] });
}

export async function openShop({ items = ITEMS, rules = [] as object[] } = {}): Promise<Shop> {
  const settings = {
    ai: { provider: "offline" },
    schedule: Object.fromEntries(POLL_KINDS.map((kind) => [kind, { cron: "* * * * * *" }])),
    http: { listen: "127.0.0.1:0", token: "a-token-for-machines-000000" },
    approval: { undo_window: "10s", rules },
  };
  const { cwd, sandbox } = await sandboxFolder({ items, settings });
  const core = openCore(loadConfig({ file: join(cwd, "reputation.yaml"), env: {}, cwd }).config);
  await personWith(core, "marina", "manager");
  await personWith(core, "pavel", "senior");
  core.close();
  return { ...(await startDaemon(cwd)), sandbox, cwd };
}

export async function startDaemon(cwd: string): Promise<Pick<Shop, "daemon" | "url">> {
  const daemon = start(["daemon"], { cwd });
  const line = await daemon.line(/daemon started/);
  return { daemon, url: (JSON.parse(line) as { http: string }).http };
}

/** What buyers see in the end, by item. */
export function received({ sandbox }: Shop): Record<string, string[]> {
  const answered = sandbox.world.items().filter((item) => item.received.length > 0);
  return Object.fromEntries(answered.map((item) => [item.id, item.received.map(({ text }) => text)]));
}

/** Opens the item with these words, from the list. */
export async function open(page: Page, words: string): Promise<string> {
  await page.goto("/inbox?tab=all");
  await press(page, `.row a:has-text("${words}")`);
  await page.waitForSelector(`.says:has-text("${words}")`);
  return page.inputValue("#answer");
}

export async function allDrafted(page: Page): Promise<void> {
  await expect
    .poll(async () => (await page.goto("/inbox"), page.locator(".tabs a[aria-current] .n").innerText()))
    .toBe(String(ITEMS.length));
}

/** A whole day of two people, in a shop `openShopWithRule`. */
export async function day(shop: Shop, options: Parameters<typeof openWindow>[1] = {}): Promise<void> {
  const page = await openWindow(shop.url, options);
  const shown: Record<string, string[]> = {};
  await signIn(page, "marina", PASSWORD);
  await allDrafted(page);

  // An urgent one: read, corrected, sent, taken back in time, and sent again.
  await open(page, "Молния сломалась");
  const corrected = "Здравствуйте! Нам очень жаль, что молния подвела. Передали в мастерскую.\nКоманда Охана Маркет";
  await page.fill("#answer", corrected);
  await press(page, "button[value=send]");
  await press(page, ".undo button:visible");
  await page.waitForSelector("button[value=send]");
  expect(await page.inputValue("#answer")).toBe(corrected);
  // What the rule has approved may have left by now.
  expect(received(shop)["urgent"]).toBeUndefined();
  await press(page, "button[value=send]");
  shown["urgent"] = [corrected];

  // One is written anew, shorter, and then skipped with a reason.
  const before = await open(page, "Шарф");
  await press(page, '.again button:has-text("Короче")');
  await expect.poll(async () => (await page.reload(), page.locator(".past summary").count())).toBe(1);
  expect(before).not.toBe("");
  await page.click("button[commandfor=skip]");
  await page.check('#skip input[value="Повтор"]');
  await press(page, "#skip button.primary");

  // A legal one goes to the senior, with a reason.
  await open(page, "Верните деньги");
  await page.click("button[commandfor=pass]");
  await page.check('#pass input[value="Угроза судом"]');
  await page.fill("#pass textarea", "Что отвечаем?");
  await press(page, "#pass button.primary");

  // Six are marked, each is read whole, and six are sent.
  await page.goto("/inbox?mp=ym");
  for (const mark of await page.locator(".row input").all()) await mark.check();
  await press(page, 'button:has-text("Прочитать и отправить")');
  for (const pair of await page.locator(".pair").all()) {
    const words = await pair.locator("div").first().locator("p").last().innerText();
    const id = ITEMS.find(({ text }) => words.includes(text))?.id ?? "";
    shown[id] = [await pair.locator("div").last().locator("p.pre").innerText()];
    await pair.locator("input[name=read]").check();
  }
  await press(page, 'button:has-text("Отправить прочитанные")');
  expect(await page.locator("main").innerText()).not.toContain("Не отправлено");
  await page.waitForURL("**/inbox");
  const signOut = page.locator('form[action="/logout"] button');
  if (!(await signOut.isVisible())) await page.click(".me");
  await press(page, 'form[action="/logout"] button');

  // The senior answers the legal one.
  await signIn(page, "pavel", PASSWORD);
  await page.goto("/inbox?tab=escalated");
  await press(page, '.row a:has-text("Верните деньги")');
  expect(await page.locator(".case-main > .alert").innerText()).toContain("Угроза судом: Что отвечаем?");
  const legal = "Здравствуйте! Оформите, пожалуйста, возврат в личном кабинете. Нам жаль, что так вышло.";
  await page.fill("#answer", legal);
  await press(page, "button[value=send]");
  if (await page.locator("button[value=sure]").count()) await press(page, "button[value=sure]");
  shown["law"] = [legal];

  // The senior reads what the rule has sent, and switches it off: from then on stars wait for a person, too.
  await page.goto("/rules");
  await press(page, 'a:has-text("Что ушло")');
  const sent = page.locator("tr", { hasText: "правило «Звёзды без слов»" });
  // What the rule approved may still wait to leave.
  await expect.poll(async () => (await page.reload(), sent.count())).toBe(1);
  const [byRule = ""] = received(shop)["stars"] ?? [];
  expect(byRule.replaceAll("\n", " ")).toContain((await sent.locator("td").nth(2).innerText()).slice(0, 30));
  shown["stars"] = [byRule];
  await page.goto("/rules");
  await press(page, ".rule [role=switch]");
  expect(await page.locator(".rule [role=switch]").getAttribute("aria-checked")).toBe("false");
  shop.sandbox.world.add([{ ...stars("stars later"), createdAt: Date.now() - 1000 }]);
  await expect
    .poll(async () => (await page.goto("/inbox"), page.locator(".tabs a[aria-current] .n").innerText()))
    .toBe("1");

  // What buyers see is what people saw, each exactly once.
  await expect.poll(() => Object.keys(received(shop)).length).toBe(ITEMS.length);
  expect(received(shop)).toEqual(shown);
}
