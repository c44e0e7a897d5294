import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openDb, type Tx } from "../../src/store/db.ts";
import { moveItem, type NewItem } from "../../src/store/tables/items.ts";
import { countPublishFailure, markApproved, markFailed } from "../../src/store/tables/responses.ts";
import { storeWaiting } from "../support/items.ts";
import { newDatabase, tempFolder } from "../support/temp.ts";
import { runIn } from "../support/terminal.ts";

const CONFIG = `
database: ./shop.db
accounts: [{ id: wb-main, platform: wb, token: a-token-of-nobody, brand: market }]
brands: [{ id: market, name: Market }]
`;

function approved(tx: Tx, item: Partial<NewItem> = {}): number {
  const id = storeWaiting(tx, item);
  moveItem(tx, id, "approve", 0);
  markApproved(tx, id, "person:a", 0);
  return id;
}

/** Four items: one being sent, one being retried, one given up at Ozon, and one that waits for a person. */
async function openShop(): Promise<{ cwd: string; tried: number; given: number; waiting: number }> {
  const cwd = tempFolder();
  writeFileSync(join(cwd, "reputation.yaml"), CONFIG);
  const db = openDb(newDatabase(join(cwd, "shop.db")));
  const ids = await db.write((tx) => {
    approved(tx);
    const [tried, given] = [approved(tx), approved(tx, { platform: "ozon", account: "ozon-main", priority: 1 })];
    countPublishFailure(tx, tried, "HTTP 500", 0);
    markFailed(tx, given, "HTTP 403\u001B[2J", 0);
    return { tried, given, waiting: storeWaiting(tx) };
  });
  db.close();
  return { cwd, ...ids };
}

test("answers that cannot be sent are counted in the inbox and the status, and listed with the reason", async () => {
  const { cwd, tried, given, waiting } = await openShop();
  const inbox = await runIn(["inbox", "--json"], { cwd });
  expect((JSON.parse(inbox.stdout) as { id: number }[]).map(({ id }) => id)).toEqual([waiting]);
  expect((await runIn(["inbox"], { cwd })).stderr).toContain("! 2 approved but not out after an error");
  const status = await runIn(["status", "--once"], { cwd });
  expect(status.stdout).toContain("Published  0 in 24 h, 2 approved but not out after an error");
  expect(status.stderr).toContain("reputation inbox --unsent (2 do not get out)");
  expect(JSON.parse((await runIn(["status", "--json"], { cwd })).stdout)).toMatchObject({ unsent: 2 });

  const list = await runIn(["inbox", "--unsent"], { cwd });
  expect(list.stdout).toMatch(new RegExp(`^ *${given}\\s.*✗ HTTP 403.*\\n *${tried}\\s.*✗ HTTP 500`, "m"));
  expect(list.stdout).not.toContain("\u001B[2J");
  const ozon = await runIn(["inbox", "--unsent", "--platform", "ozon", "--json"], { cwd });
  expect(JSON.parse(ozon.stdout)).toMatchObject([{ id: given, answer: { status: "failed" } }]);
  const none = await runIn(["inbox", "--unsent", "--account", "other"], { cwd });
  expect(none.stderr).toContain("None of these; 2 of others: leave out the filters.");
  const one = await runIn(["inbox", "--unsent", "--type", "review", "--limit", "1"], { cwd });
  expect(one.stdout.trim().split("\n")).toHaveLength(1);
  expect(one.stderr).toContain("Only the first 1 are listed");
});

test("the inbox can be narrowed to a marketplace, a kind and an account", async () => {
  const { cwd, given } = await openShop();
  const idsOf = async (...words: string[]): Promise<number[]> => {
    const { stdout } = await runIn(["inbox", "--status", "approved", "--json", ...words], { cwd });
    return (JSON.parse(stdout) as { id: number }[]).map(({ id }) => id);
  };
  expect(await idsOf("--platform", "ozon")).toEqual([given]);
  expect(await idsOf("--account", "ozon-main", "--type", "review")).toEqual([given]);
  expect(await idsOf("--account", "ozon-main", "--type", "question")).toEqual([]);
  expect(await idsOf()).toHaveLength(3);
});

test("an inbox call that names two states is a usage error", async () => {
  const { cwd } = await openShop();
  const { code, stderr } = await runIn(["inbox", "--unsent", "--status", "error"], { cwd });
  expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining("Leave out --all and --status") });
});
