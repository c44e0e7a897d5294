import { expect, test } from "vitest";
import { productsApi } from "../../../src/desk/products.ts";
import { textsOf } from "../../../src/texts/texts.ts";
import { parseFilter } from "../../../src/tui/filter.ts";
import { productsScreen } from "../../../src/tui/screens/products.ts";
import { storeWaiting } from "../../support/items.ts";
import { tempDb } from "../../support/temp.ts";

const DAY = 86_400_000;
const NOW = Date.parse("2026-04-08T12:00:00Z");

test("a product's weeks and days are bars from one star to five, and what nobody rated is a dot", async () => {
  const db = tempDb();
  const about = { sku: "S1", productName: "Худи\u001B[2J «Облако»" };
  await db.write((tx) => {
    storeWaiting(tx, { ...about, rating: 5, createdAt: NOW - 80 * DAY });
    storeWaiting(tx, { ...about, rating: 1, createdAt: NOW, text: "Молния сломалась" });
    storeWaiting(tx, { sku: "S2", productName: "Шапка", rating: 5, createdAt: NOW });
  });
  const api = productsApi({ db, clock: { now: () => NOW } as never, articleOf: (sku) => `ОМ-${sku}` });
  const screen = productsScreen({ texts: textsOf("ru") }, api);
  const { title, rows } = await screen.list(parseFilter(""));
  expect(title).toBe("Товары: 2");
  expect(rows.map(({ cells }) => cells)).toEqual([
    ["! 3,0", "", "█··········▁", "2", "WB", "", "ОМ-S1 Худи «Облако»"],
    ["5,0", "", "···········█", "1", "WB", "", "ОМ-S2 Шапка"],
  ]);
  expect((await screen.list(parseFilter("облако"))).rows).toHaveLength(1);

  const lines = (await screen.detail(rows[0]!.id)).lines.map(({ text }) => text);
  // A day's mean is that of its week, and a bar is two days: five stars from the 81st day before today to the 75th.
  expect(lines).toContain(`${"·".repeat(4)}████${"·".repeat(36)}▁`);
  expect(lines.join("\n")).toContain("Молния сломалась");
  const { line } = (await api.one({ platform: "wb", brand_id: "market", sku: "S1" }, 90, null))!;
  expect(line.map((mean) => mean ?? 0)).toEqual([
    ...Array<number>(9).fill(0),
    ...Array<number>(7).fill(5),
    ...Array<number>(73).fill(0),
    1,
  ]);
});
