import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { testApp } from "../support/app.ts";
import { tempFolder } from "../support/temp.ts";

test("a reload reads the products file again, and a wrong one is refused", async () => {
  const file = join(tempFolder(), "products.csv");
  writeFileSync(file, "sku;Вес\nMUG-1;350\n");
  const { app, config } = await testApp({ items: [], settings: { knowledge: { products_file: file } } });
  await app.reload(config);
  writeFileSync(file, "sku;Вес\nMUG-1;350;1\n");
  await expect(app.reload(config)).rejects.toThrow("line 2 has 3 cells");
});
