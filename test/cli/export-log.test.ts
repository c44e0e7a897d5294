import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openDb } from "../../src/store/db.ts";
import { storeNew } from "../support/items.ts";
import { tempFolder } from "../support/temp.ts";
import { runIn } from "../support/terminal.ts";

const CONFIG = `accounts: [{id: a, platform: wb, token: token, brand: one}]
brands: [{id: one, name: One}]
ai: {provider: offline}
`;

test("whoever takes reviews or figures out of the program stands in the audit log, with what was asked for", async () => {
  const cwd = tempFolder();
  writeFileSync(join(cwd, "reputation.yaml"), CONFIG);
  const db = openDb(join(cwd, "reputation.db"));
  await db.write((tx) => [1, 2].map((rating) => storeNew(tx, { rating, text: "Секретный отзыв" })));
  const calls = [
    ["export"],
    ["export", "--format", "jsonl", "--from", "2026-11-01", "--to", "2026-11-30", "--brand", "none", "--archived"],
    ["analytics", "--from", "2026-11-01", "--to", "2026-11-02", "--csv"],
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
  ]);
  expect(entries.every(({ actor }) => actor.startsWith("person:"))).toBe(true);
});
