/** Texts that are meant to be more than text, in every place that shows somebody's words, in a real browser. */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import type { App } from "../../../src/app.ts";
import { visibleText } from "../../../src/domain/wording/safe-text.ts";
import type { SampleItem } from "../../../src/sandbox/samples.ts";
import { HOSTILE, MADE, MEGABYTE, RUN } from "../../support/hostile-texts.ts";
import { PASSWORD, personWith } from "../../support/people.ts";
import { openShop } from "../../web/shop.ts";
import { openWindow, signIn } from "../browser.ts";

const HALF = HOSTILE.length / 2;
const textOf = (at: number): string => HOSTILE[at % HOSTILE.length] ?? "";

/** Each text is the words of a buyer, and the advantages, the disadvantages, the name and the product of other items. */
const ITEMS: SampleItem[] = Array.from({ length: HALF }, (_, at) => ({
  id: `hostile-${at}`,
  platform: "wb",
  rating: (at % 5) + 1,
  text: textOf(at),
  pros: textOf(at + HALF),
  cons: textOf(at + 7),
  clientName: textOf(at + 31),
  productName: textOf(at + HALF),
  photos: 1,
}));

/** Words of colleagues, of the AI and of rules, which may be anything, too. */
async function fill({ decisions, people, db, config }: App): Promise<void> {
  const few = Array.from({ length: 20 }, (_, at) => textOf(at * 10 + 3).slice(0, 60));
  config.approval.rules = few.map((name) => ({ name, when: { words: [name] }, then: "review", enabled: true }));
  for (const brand of config.brands) {
    brand.tone = textOf(5);
    brand.forbidden = few;
    brand.saved_replies = few.map((name, at) => ({ name, text: textOf(at * 9) }));
  }
  await db.write((tx) => {
    const words = tx.statement("update responses set draft_text = ?, approved_by = ? where item_id = ?");
    const reasons = tx.statement("update items set reason = ?, handed_to = ? where id = ?");
    for (let id = 1; id <= HALF; id++) {
      words.run(textOf(id), `rule:${textOf(id + HALF)}`, id);
      if (id % 4 === 0) reasons.run(textOf(id), textOf(id + 1), id);
    }
    tx.statement("update items set client_text = ? where id = 1").run(MEGABYTE);
    tx.statement("update items set status = 'published', published_at = fetched_at where id % 4 = 1").run();
    tx.statement("update items set status = 'escalated' where id % 4 = 0").run();
  });
  for (let id = 1; id <= HALF; id++) {
    await decisions.note(id, textOf(id).slice(0, 500).trim() || "-", `person:${textOf(id + 3)}`);
  }
  for (let at = 0; at < 20; at++) {
    const name = textOf(at * 9)
      .slice(0, 80)
      .trim();
    await people.add({ login: `person-${at}`, name, role: "senior", brands: null }, `person:${textOf(at)}`);
  }
}

/** What is wrong with the window's page, or with a page as its text: elements that no page of ours has. */
const FOREIGN_ELEMENTS = `(page) => [...page.querySelectorAll("*")].filter((it) =>
  it.hasAttribute("${MADE}") || it.hasAttribute("${MADE.toUpperCase()}") ||
  [...it.attributes].some(({ name }) => name.startsWith("on") || name === "style" || name === "srcdoc") ||
  ["IFRAME", "OBJECT", "EMBED", "BASE", "MARQUEE", "VIDEO", "TEMPLATE", "MATH"].includes(it.tagName) ||
  (it.tagName === "SCRIPT" && !it.getAttribute("src")?.startsWith("/assets/")) ||
  ["href", "src", "action", "formaction"].some((name) => it.hasAttribute(name) && !/^[/#]/.test(it.getAttribute(name)))
).map((it) => it.outerHTML.slice(0, 100))`;

/** What stands beyond the window's edge, when the page can be scrolled sideways. */
const TOO_WIDE = `document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.querySelectorAll("body *")].filter((it) => it.getBoundingClientRect().right > innerWidth + 1)
    .map((it) => it.parentElement.outerHTML.slice(0, 200))`;

/** As it stands on a page, whatever the line breaks. */
const plain = (text: string): string =>
  visibleText(text.toWellFormed()).replaceAll("\0", "").replaceAll(/\s+/g, " ").trim();

/** The words on the page, those in fields too. */
function wordsOn(page: Page): Promise<string> {
  return page.evaluate(`document.body.textContent +
    [...document.querySelectorAll("textarea, input")].map((it) => it.value).join(" ")`);
}

test("two hundred hostile texts are text on every screen, and nothing else comes of them", async () => {
  const { app, url } = await openShop(ITEMS, { approval: { undo_window: "1h", rules: [] } });
  await personWith(app, "olga", "admin");
  await fill(app);
  const page = await openWindow(url);
  const troubles: string[] = [];
  page.on("dialog", (dialog) => (troubles.push(`a dialog: ${dialog.message()}`), void dialog.dismiss()));
  page.on("request", (request) => void (request.url().startsWith(url) || troubles.push(`asked ${request.url()}`)));
  page.on("framenavigated", (frame) => void (frame.url().startsWith(url) || troubles.push(`went to ${frame.url()}`)));
  await signIn(page, "olga", PASSWORD);

  const screens = [
    ...["waiting", "urgent", "escalated", "all"].map((tab) => `/inbox?tab=${tab}`),
    `/inbox?tab=all&q=${encodeURIComponent(textOf(3))}`,
    "/inbox/1",
    "/inbox/40",
    `/bulk?${Array.from({ length: 50 }, (_, at) => `id=${at + 2}`).join("&")}`,
    "/sent",
    "/journal",
    "/voice/ohana_market",
    "/people",
    "/health",
    "/rules",
    "/rules?edit=2",
    "/voice/ohana_market",
  ];
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 900 });
    for (const path of screens) {
      await page.goto(path);
      const found = await page.evaluate(`(${FOREIGN_ELEMENTS})(document)`);
      expect(found, path).toEqual([]);
      expect(await page.evaluate(TOO_WIDE), `${path} at ${width}`).toEqual([]);
      expect(await page.evaluate(`window.${RUN}`), path).toBeUndefined();
      expect(await wordsOn(page), path).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b\u{e0000}-\u{e007f}]/u);
    }
  }
  // Each item's page, read by the browser's own parser.
  for (let id = 1; id <= HALF; id++) {
    const stored = (await app.db.statement("select * from items where id = ?").get(id)) as Record<string, string>;
    const [found, words] = (await page.evaluate(`fetch("/inbox/${id}?tab=all").then((it) => it.text()).then((html) => {
      const page = new DOMParser().parseFromString(html, "text/html");
      return [(${FOREIGN_ELEMENTS})(page), page.body.textContent];
    })`)) as [string[], string];
    expect(found, String(id)).toEqual([]);
    // Of a megabyte the card shows the beginning.
    for (const part of ["client_text", "pros", "cons", "client_name", "product_name", "reason", "handed_to"]) {
      if (stored[part])
        expect(plain(words).includes(plain(stored[part].slice(0, 20_000))), `${part} of ${id}`).toBe(true);
    }
  }
  await page.goto("/inbox/40");
  await expect.poll(() => page.evaluate("[...document.images].map((it) => it.naturalWidth)")).toEqual([96]);
  expect(troubles).toEqual([]);
});
