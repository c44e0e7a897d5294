/** What `reputation learn` says, and when it keeps what it found. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openDb } from "../../src/store/db.ts";
import { sandboxFolder } from "../support/sandbox-folder.ts";
import { runIn } from "../support/terminal.ts";

const ANSWERED = ["wb", "ozon", "ym"].map((platform) => ({
  id: platform,
  platform: platform as "wb",
  rating: 5,
  text: "Размер подошёл",
  sku: "OM-1001",
  answer: `Здравствуйте! Спасибо, рады за вас, ${platform}.`,
}));

const count = (cwd: string): unknown => {
  const db = openDb(join(cwd, "reputation.db"), { readonly: true });
  const rows = db.statement("select count(*) from past_answers").pluck().get();
  db.close();
  return rows;
};

test("it looks unless told to save, and one account that cannot be read keeps none of the others from it", async () => {
  const { cwd, sandbox } = await sandboxFolder({ items: ANSWERED });
  const look = await runIn(["learn"], { cwd });
  expect(look).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("ym-sandbox  reviews  would learn: ohana_market 1"),
  });
  expect(look.stderr).toContain("reputation learn --save");
  expect(count(cwd)).toBe(0);

  sandbox.setFaults("ozon", { key: "expired" });
  const saved = await runIn(["learn", "--save"], { cwd });
  expect(saved.code).toBe(4);
  expect(saved.stdout).toMatch(/ozon-sandbox {2}reviews {2}learned: nothing\n {4}not all: .+/);
  expect(saved.stdout).toContain("ym-sandbox  reviews  learned: ohana_market 1");
  expect(count(cwd)).toBe(2);
});

test("a file needs its brand where there are several, and is told as it was understood", async () => {
  const { cwd } = await sandboxFolder({ items: [] });
  writeFileSync(join(cwd, "old.csv"), "Отзыв;Ответ\nХорошо;Здравствуйте! Спасибо за отзыв.\n");
  expect((await runIn(["learn", "--file", "old.csv"], { cwd })).stderr).toContain("name the file's brand with --brand");
  const saved = await runIn(["learn", "--file", "old.csv", "--brand", "ohana_kids", "--save"], { cwd });
  expect(saved.stdout).toContain('learned: ohana_kids 1\n    read as UTF-8, columns divided by ";"');
  expect(count(cwd)).toBe(1);
});
