/** Two cells: one whose account has rows of every kind, and one that works for another account with the same numbers. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openCore, type Core } from "../../../src/app.ts";
import { jobKey, pollKind } from "../../../src/domain/job.ts";
import { ITEM_TYPES, PLATFORMS } from "../../../src/domain/platform.ts";
import { archiveBatch } from "../../../src/store/tables/archive.ts";
import { saveKey } from "../../../src/store/tables/keys.ts";
import { saveQuarantined } from "../../../src/store/tables/quarantine.ts";
import type { Sandbox } from "../../../src/sandbox/sandbox.ts";
import type { App } from "../../../src/app.ts";
import type { Config } from "../../../src/config/schema.ts";
import { onTestFinished } from "vitest";
import { testApp } from "../../support/app.ts";
import { hurriedClock } from "../../support/hurried-clock.ts";
import { tempFolder } from "../../support/temp.ts";

export const ACCOUNT = "ozon-sandbox";
const ACTOR = "person:anna";

export interface Cells {
  from: App;
  /** Its own account is `wb-sandbox`. */
  to: Core;
  toConfig: Config;
  sandbox: Sandbox;
}

/** The databases of both cells, and when they were filled by the program's clock. */
interface Filled {
  from: Buffer;
  to: Buffer;
  at: number;
}

/** Every test begins with the same two cells, which the program fills once. */
let filled: Filled | undefined;

export async function twoCells(): Promise<Cells> {
  filled ??= await fillBoth();
  // A hurried clock is ahead of the real one, and nothing may lie in the future.
  const clock = hurriedClock(20, Math.max(Date.now(), filled.at));
  const { app: from, sandbox, config } = await testApp({ clock, database: filled.from });
  const database = join(tempFolder(), "to.db");
  writeFileSync(database, filled.to, { mode: 0o600 });
  const other = { ...config, database, accounts: config.accounts.filter(({ id }) => id !== ACCOUNT) };
  const to = openCore(other, { clock });
  onTestFinished(() => to.close());
  return { from, to, toConfig: other, sandbox };
}

async function fillBoth(): Promise<Filled> {
  const { app: from } = await testApp();
  await pollAll(from);
  await fill(from);
  const { app: neighbour } = await testApp();
  await poll(neighbour, "wb-sandbox", "wb");
  const at = Math.max(from.clock.now(), neighbour.clock.now());
  return { from: await leftBy(from), to: await leftBy(neighbour), at };
}

/** The bytes of the database of a program that ends here. */
async function leftBy(app: App): Promise<Buffer> {
  await app.close(0);
  return readFileSync(app.db.path);
}

async function pollAll(app: App): Promise<void> {
  for (const platform of PLATFORMS) await poll(app, `${platform}-sandbox`, platform);
}

async function poll(app: App, account: string, platform: (typeof PLATFORMS)[number]): Promise<void> {
  await app.db.write((tx) => {
    for (const itemType of ITEM_TYPES) {
      const kind = pollKind(platform, itemType);
      app.enqueue(tx, kind, { account }, { key: jobKey(kind, account), account });
    }
  });
  await app.runner.drain();
}

/** The waiting items of the account. */
export function waiting(core: Pick<Core, "db">): number[] {
  const sql = "select id from items where account = ? and status = 'pending_review' order by id";
  return core.db.statement(sql).pluck().all(ACCOUNT) as number[];
}

/** Rows of every kind: sent and archived answers, notes, drafts to choose from, costs, what could not be read, a key. */
async function fill(app: App): Promise<void> {
  const [sent = 0, archived = 0, approved = 0, noted = 0] = waiting(app);
  for (const id of [sent, archived]) await app.decisions.approve(id, ACTOR);
  for (const id of [sent, archived]) await app.decisions.note(id, "Посмотри, пожалуйста.", ACTOR);
  await app.runner.drain();
  await app.decisions.note(noted, "Ждём ответа склада.", ACTOR);
  await app.db.write((tx) => {
    const limits = { before: Number.MAX_SAFE_INTEGER, moderatedSince: Number.MAX_SAFE_INTEGER };
    tx.statement("update items set created_at = 1 where id = ?").run(archived);
    archiveBatch(tx, { ...limits, before: 2 }, 10, app.clock.now());
    tx.statement(`insert into variants (item_id, place, version, text, problems, model, prompt_hash, created_at)
      values (?, 1, 1, 'Спасибо!', '[]', 'm', 'h', 1)`).run(noted);
    for (const id of [noted, archived]) {
      tx.statement(`insert into ai_usage (at, item_id, purpose, model, input_tokens, output_tokens)
        values (1, ?, 'draft', 'm', 10, 20)`).run(id);
    }
    tx.statement("insert into item_checks (item_id, checked_at) values (?, 1) on conflict do nothing").run(noted);
    saveQuarantined(tx, { account: ACCOUNT, itemType: "review" }, { raw: { odd: 1 }, reason: "no id" }, 1);
    saveKey(tx, { account: ACCOUNT, checked_at: 1, expires_at: 2, warnings: [] });
  });
  await app.decisions.approve(approved, ACTOR);
}
