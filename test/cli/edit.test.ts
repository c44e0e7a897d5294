/** A person's own text: typed with an option, or in an editor. */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { openDb } from "../../src/store/db.ts";
import { SHOP, storeItems } from "../support/screens.ts";
import { encoded } from "../support/encodings.ts";
import { newDatabase, tempFolder } from "../support/temp.ts";
import { runIn } from "../support/terminal.ts";

async function openShop(): Promise<string> {
  const cwd = tempFolder();
  writeFileSync(join(cwd, "reputation.yaml"), SHOP);
  const db = openDb(newDatabase(join(cwd, "reputation.db")));
  await db.write((tx) => storeItems(tx, [{}]));
  db.close();
  return cwd;
}

test("a text that a person has written is checked, and its problems are printed", async () => {
  const cwd = await openShop();
  const { code, stdout } = await runIn(["edit", "1", "--text", "Звоните: 8 800 555-35-35"], { cwd, tty: true });
  expect(code).toBe(0);
  expect(stdout).toContain("#1 changed");
  expect(stdout).toContain("! В ответе есть номер телефона");
});

test("an answer that is not UTF-8 is refused, and what stood stays", async () => {
  const cwd = await openShop();
  writeFileSync(join(cwd, "answer.txt"), encoded("Спасибо за отзыв", "windows-1251"));
  const { code, stderr } = await runIn(["edit", "1", "--file", "answer.txt"], { cwd });
  expect(code).toBe(2);
  expect(stderr).toContain("it is written in windows-1251, not in UTF-8");
  expect((await runIn(["show", "1"], { cwd })).stdout).not.toContain("\uFFFD");
});

test("a text from the editor that is refused is kept, and the command says where", async () => {
  const cwd = await openShop();
  writeFileSync(join(cwd, "editor"), `printf 'длинно %.0s' $(seq 900) > "$1"`);
  const { code, stderr } = await runIn(["edit", "1"], { cwd, tty: true, env: { EDITOR: `sh ${cwd}/editor` } });
  expect(code).toBe(1);
  const [, file = ""] = /Your text is kept in (\S*answer-1\.txt)/.exec(stderr) ?? [];
  expect(readFileSync(file, "utf8")).toContain("длинно длинно");
  rmSync(dirname(file), { recursive: true });
});
