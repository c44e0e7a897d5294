/** What answers may state about products, shown to the one who has written the file. */
import { appendFileSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openDb } from "../../src/store/db.ts";
import { encoded } from "../support/encodings.ts";
import { storeNew } from "../support/items.ts";
import { SHOP } from "../support/screens.ts";
import { tempFolder } from "../support/temp.ts";
import { runIn } from "../support/terminal.ts";

function shop(products: Uint8Array | string, apiUrl = "null"): string {
  const cwd = tempFolder();
  writeFileSync(join(cwd, "reputation.yaml"), SHOP);
  appendFileSync(join(cwd, "reputation.yaml"), `\nknowledge: {products_file: products.csv, api_url: ${apiUrl}}\n`);
  writeFileSync(join(cwd, "products.csv"), products);
  return cwd;
}

test("a table is shown as it was understood, by knowledge check and by config check", async () => {
  const cwd = shop(encoded("Артикул;Состав\r\nMUG-1;керамика\r\n", "windows-1251"));
  const understood = '1 product by "Артикул"; facts: Состав (windows-1251; columns divided by ";")';
  const ran = await runIn(["knowledge", "check", "mug-1"], { cwd });
  expect(ran).toMatchObject({ code: 0, stdout: `${join(cwd, "products.csv")}: ${understood}\n\nСостав: керамика\n` });
  expect((await runIn(["knowledge", "check", "CUP"], { cwd })).code).toBe(1);
  expect((await runIn(["config", "check"], { cwd })).stdout).toContain(understood);
});

test("a table that cannot be used is refused by config check already", async () => {
  const ran = await runIn(["config", "check"], { cwd: shop("sku;Вес\nMUG-1\n") });
  expect(ran.code).toBe(2);
  expect(ran.stderr).toContain("products.csv cannot be read: line 2 has 1 cells, the head has 2");
});

test("what the table does not have is asked of the Knowledge API", async () => {
  const server = createServer((request, response) => {
    response.writeHead(request.url?.endsWith("/CUP") ? 200 : 404).end('{"Объём": "0,5 л"}');
  });
  onTestFinished(() => void server.close());
  await once(server.listen(0, "127.0.0.1"), "listening");
  const cwd = shop("sku;Вес\nMUG-1;350\n", `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const { stdout } = await runIn(["knowledge", "check", "CUP", "--json"], { cwd });
  expect(JSON.parse(stdout)).toMatchObject({ product: { sku: "CUP", facts: "Объём: 0,5 л", from: "api" } });
  expect((await runIn(["knowledge", "check", "PAN"], { cwd })).code).toBe(1);
});

test("what the program has exported is a table that it reads", async () => {
  const cwd = shop("sku;Вес\nMUG-1;350\n");
  const db = openDb(join(cwd, "reputation.db"));
  const hostile = '=1+1; «кавычки» "и" перенос\nстроки, 4,5';
  await db.write((tx) => [1, 2].map((rating) => storeNew(tx, { sku: "MUG-1", text: hostile, rating })));
  db.close();
  const exported = await runIn(["export"], { cwd });
  writeFileSync(join(cwd, "products.csv"), exported.stdout);
  const { code, stdout } = await runIn(["knowledge", "check", "MUG-1", "--json"], { cwd });
  expect(code).toBe(0);
  const { products, product } = JSON.parse(stdout) as { products: { count: number }; product: { facts: string } };
  expect(products.count).toBe(1);
  expect(product.facts).toContain(`client_text: ${hostile}`);
  expect(product.facts).toContain("rating: 1; 2");
});
