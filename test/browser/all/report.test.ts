/** The report of a month, on screen and on paper. */
import { expect, test } from "vitest";
import type { SampleItem } from "../../../src/sandbox/samples.ts";
import { PASSWORD, personWith } from "../../support/people.ts";
import { openShop } from "../../web/shop.ts";
import { objections, openWindow, signIn } from "../browser.ts";

const LONG = "Рукав перекручен, шов расходится, нитки торчат, цвет совсем другой, после стирки село на два размера. ";
const ITEMS: SampleItem[] = Array.from({ length: 24 }, (_, at) => ({
  id: `i${at}`,
  platform: (["wb", "ozon", "ym"] as const)[at % 3]!,
  rating: 1 + (at % 2),
  text: `${at}: ${LONG.repeat(6)}`,
}));

/** A month in which everything that the report lists is there many times, and every text is long. */
async function fullMonth() {
  const { app, url } = await openShop(ITEMS, { approval: { undo_window: "0s", rules: [] } });
  await personWith(app, "marina", "manager");
  const now = app.clock.now();
  const long = LONG.repeat(3);
  await app.db.write((tx) => {
    tx.statement("update items set created_at = ?, brand_id = 'ohana_market'").run(now);
    // Four reviews of each of six products, each at its marketplace.
    const rows = tx.statement("select id from items order by platform, id").pluck().all() as number[];
    for (const [at, id] of rows.entries())
      tx.statement("update items set sku = ?, product_name = ? where id = ?").run(
        `Очень-длинный-артикул-продавца-${Math.floor(at / 4)}`,
        `${Math.floor(at / 4)}: ${long}`,
        id,
      );
    tx.statement(
      "update responses set status = 'draft', approved_by = 'person:marina', approved_at = ?, published_at = ?, publish_error = ?",
    ).run(now, now, long);
    for (let rule = 0; rule < 30; rule += 1)
      tx.statement("insert into audit (at, actor, action, item_id) select ?, ?, 'wait', id from items limit 1").run(
        now,
        `rule:Правило ${rule}, у которого очень длинное название, ${LONG}`.slice(0, 200),
      );
  });
  return { url, month: new Date(now + 3 * 3_600_000).toISOString().slice(0, 7) };
}

test.each(["light", "dark"] as const)(
  "a full month takes two printed pages at most and nothing that axe objects to, in %s colours",
  async (colorScheme) => {
    const { url, month } = await fullMonth();
    const page = await openWindow(url, { colorScheme, bypassCSP: true });
    await signIn(page, "marina", PASSWORD);
    await page.goto(`/figures/month?month=${month}`);
    const main = await page.locator("main").innerText();
    expect(main).toContain("Отчёт за");
    expect(main).toContain("и ещё 19");
    expect(await page.locator("main q").count()).toBe(10);
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 844 });
      expect(await objections(page), `at ${width}`).toEqual([]);
    }
    await page.setViewportSize({ width: 1440, height: 900 });
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
    if (process.env["SHOT"]) {
      (await import("node:fs")).writeFileSync("/tmp/wt/fig-report.pdf", Buffer.from(pdf, "latin1"));
      await page.screenshot({ path: "/tmp/wt/fig-report.png", fullPage: true });
    }
    const pages = [...pdf.matchAll(/\/Type\s*\/Page\b/g)].length;
    expect(pages).toBeGreaterThan(0);
    expect(pages).toBeLessThanOrEqual(2);
  },
);
