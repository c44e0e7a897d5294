import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openDb } from "../../src/store/db.ts";
import { storeNew, storeWaiting } from "../support/items.ts";
import { newDatabase, tempFolder } from "../support/temp.ts";
import { runIn } from "../support/terminal.ts";

const CONFIG = `accounts: [{id: a, platform: wb, token: token, brand: one}]
brands: [{id: one, name: One}]
ai: {provider: offline}
`;

test("whoever takes reviews or figures out of the program stands in the audit log, with what was asked for", async () => {
  const cwd = tempFolder();
  writeFileSync(join(cwd, "reputation.yaml"), CONFIG);
  const db = openDb(newDatabase(join(cwd, "reputation.db")));
  await db.write((tx) => [1, 2].map((rating) => storeNew(tx, { rating, text: "Секретный отзыв" })));
  const calls = [
    ["export"],
    ["export", "--format", "jsonl", "--from", "2026-11-01", "--to", "2026-11-30", "--brand", "none", "--archived"],
    ["analytics", "--from", "2026-11-01", "--to", "2026-11-02", "--csv"],
    ["export", "products", "--days", "30", "--format", "jsonl"],
    ["export", "figures", "--from", "2026-11-01", "--to", "2026-11-02", "--brand", "one"],
  ];
  for (const words of calls) expect((await runIn(words, { cwd })).code, words.join(" ")).toBe(0);
  const rows = db.statement("select actor, item_id, after from audit where action = 'export' order by id").all();
  db.close();
  const entries = rows as { actor: string; item_id: null; after: string }[];
  expect(entries.map(({ after }) => JSON.parse(after) as unknown)).toEqual([
    { list: "items", count: 2, format: "csv", surface: "cli" },
    {
      list: "items",
      count: 0,
      since: "2026-11-01",
      until: "2026-11-30",
      brand: "none",
      archived: true,
      format: "jsonl",
      surface: "cli",
    },
    { list: "figures", count: 0, since: "2026-11-01", until: "2026-11-02", format: "csv", surface: "cli" },
    { list: "products", count: 0, days: "30", sort: "worst", format: "jsonl", surface: "cli" },
    {
      list: "figures",
      count: 31,
      since: "2026-11-01",
      until: "2026-11-02",
      brand: "one",
      format: "csv",
      surface: "cli",
    },
  ]);
  expect(entries.every(({ actor }) => actor.startsWith("person:"))).toBe(true);
});

test("only what is asked for is exported: unanswered ones with few stars and certain words, in their state", async () => {
  const cwd = tempFolder();
  writeFileSync(join(cwd, "reputation.yaml"), CONFIG);
  const db = openDb(newDatabase(join(cwd, "reputation.db")));
  const wanted = await db.write((tx) => {
    storeWaiting(tx, { rating: 5, text: "Рубашка порвалась, но я люблю вас" });
    storeNew(tx, { rating: 2, text: "Рубашка порвалась в пути" });
    storeWaiting(tx, { rating: 2, text: "Маломерит" });
    return storeWaiting(tx, { rating: 2, text: "Рубашка порвалась" });
  });
  db.close();
  const asked = ["--list", "waiting", "--stars", "1,2,3", "--words", "порванная рубашка", "--format", "jsonl"];
  const { code, stdout, stderr } = await runIn(["export", ...asked], { cwd });
  expect(code, stderr).toBe(0);
  expect(
    stdout
      .trim()
      .split("\n")
      .map((line) => (JSON.parse(line) as { id: number }).id),
  ).toEqual([wanted]);
  expect(await runIn(["export", "--stars", "6"], { cwd })).toMatchObject({ code: 2 });
  expect(await runIn(["export", "--format", "xlsx"], { cwd, tty: true })).toMatchObject({ code: 2, stdout: "" });
});
