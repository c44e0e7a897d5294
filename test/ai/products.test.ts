/** Product tables as sellers keep them, and what answers may state because of them. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readProducts, type Products } from "../../src/ai/products.ts";
import { ConfigError } from "../../src/base/errors.ts";
import { tempFolder } from "../support/temp.ts";
import { workbook } from "../support/workbook.ts";

function products(content: string | Uint8Array): Products {
  const file = join(tempFolder(), "products");
  writeFileSync(file, content);
  return readProducts(file);
}

describe("a products file", () => {
  test.each([
    "sku",
    "Артикул",
    "артикул *",
    "Артикул продавца",
    "Артикул поставщика",
    "Артикул WB",
    "Ozon SKU",
    "Ваш SKU *",
    "SKU на Маркете",
    "offer_id",
  ])("finds a product by a column that is called %s", (name) => {
    expect(products(`${name};Вес\nMUG-1;350\n`).factsOf("mug-1 ")).toBe("Вес: 350");
  });

  test("finds a product by each of its numbers, and none of them is a fact", () => {
    const found = products("Артикул продавца;Артикул WB;Наименование\nMUG-1;12345;Кружка\n");
    expect(found.factsOf("MUG-1")).toBe("Наименование: Кружка");
    expect(found.factsOf("12345")).toBe("Наименование: Кружка");
    expect(found).toMatchObject({ count: 1, keys: ["Артикул продавца", "Артикул WB"], facts: ["Наименование"] });
    expect(found.factsOf("other")).toBeUndefined();
  });

  test("keeps a decimal comma with its number", () => {
    const content = "\uFEFFsku;Вес, кг;Состав\r\nMUG-1;0,35;керамика 90%, глазурь 10%\r\n";
    expect(products(content).factsOf("MUG-1")).toBe("Вес, кг: 0,35\nСостав: керамика 90%, глазурь 10%");
  });

  test("joins the rows of one product: its sizes are several, its name is one", () => {
    const found = products("sku;Название;Размер\nA;Футболка;S\nB;Шапка;M\nA;Футболка;L\n");
    expect(found.factsOf("A")).toBe("Название: Футболка\nРазмер: S; L");
    expect(found.count).toBe(2);
  });

  test("finds a product whose SKU was typed with a Russian letter that looks Latin", () => {
    expect(products("sku;Вес\nМUG-1;350\n").factsOf("MUG-1")).toBe("Вес: 350");
  });

  test.each([
    ["an apostrophe, as Ozon exports it", "'MUG-1;350"],
    ["a formula that keeps it a text", '="MUG-1";="350"'],
    ["a quoted formula", '"=""MUG-1""";350'],
    ["a character that is not seen", "\u200BMUG-1\uFEFF;350"],
  ])("finds a product whose SKU stands behind %s", (_, row) => {
    expect(products(`sku;Вес\n${row}\n`).factsOf("MUG-1")).toBe("Вес: 350");
  });

  test("names the lines without an SKU", () => {
    expect(products("sku;Вес\nA;1\n;2\nИтого;3\n;4\n").notes).toContain("left out without an SKU: 2 lines: 3, 5");
  });

  test.each([
    ["no column with SKUs", "Название;Вес\nКружка;350\n", 'has no column "sku"'],
    ["one number for two products", "Артикул продавца;Артикул WB\nA;7\n7;8\n", '"7" is a product by "Артикул WB" and'],
    ["two SKUs that only look alike", "sku;Вес\nMUG;1\nМUG;2\n", "lines 2 and 3: two SKUs differ only in"],
    [
      "an SKU that a spreadsheet has shortened",
      "sku;Вес\n4,60123E+12;1\n",
      "line 2: a spreadsheet has shortened the SKU",
    ],
    ["rows of another width", "sku;Вес\nA;1;2\n", "line 2 has 3 cells, the head has 2"],
  ])("with %s is refused", (_, content, problem) => {
    expect(() => products(content)).toThrow(ConfigError);
    expect(() => products(content)).toThrow(problem);
  });

  test("may be a workbook", () => {
    const content = workbook({
      sheets: {
        Товары: [
          ["Ваш SKU", "Вес, кг"],
          ["MUG-1", 0.35],
        ],
      },
    });
    expect(products(content).factsOf("MUG-1")).toBe("Вес, кг: 0,35");
  });
});
