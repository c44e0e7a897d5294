import { join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { expect, test } from "vitest";
import { jobPriority } from "../../../src/domain/job-priority.ts";
import { insertJob } from "../../../src/store/tables/jobs.ts";
import { listAgents } from "../../../src/store/tables/office-agents.ts";
import { namedPauses } from "../../../src/store/tables/pauses.ts";
import { pollingState } from "../../../src/store/tables/polling-state.ts";
import { MIGRATIONS, migrationSql } from "../../../src/store/sqlite/migrate.ts";
import type { ItemFilter } from "../../../src/store/views/item-filter.ts";
import { search } from "../../../src/store/views/search.ts";
import { itemsPage } from "../../../src/store/views/item-list.ts";
import { tempDb, tempFolder } from "../../support/temp.ts";

/** A database as an earlier version left it. */
function olderDb(path: string, version: number): BetterSqlite3.Database {
  const raw = new BetterSqlite3(path);
  for (const name of MIGRATIONS.slice(0, version)) raw.exec(migrationSql(name));
  raw.pragma("application_id = 0x52455055");
  raw.pragma(`user_version = ${version}`);
  return raw;
}

const JOB = `insert into jobs (kind, lane, key, args, priority, state, run_at, attempt, excused, crashes, max_attempts,
  owner, created_at, started_at, finished_at) values ('noop', 'ai', ?, '{}', 0, ?, 1, 1, 0, 0, 4, ?, 1, 1, ?)`;

test("an upgrade keeps jobs and their attempts, and ids are not reused", async () => {
  const path = join(tempFolder(), "a.db");
  const old = olderDb(path, 5);
  const insert = old.prepare(JOB);
  insert.run("k1", "done", null, 5);
  insert.run("k2", "running", "daemon/h/1/x", null);
  insert.run("k3", "failed", null, 7);
  insert.run("k5", "ready", null, null);
  old.exec("delete from jobs where key = 'k5'");
  old.exec("update jobs set attempt = 2 where key = 'k1'");
  old.exec("insert into job_attempts values (1, 1, 'daemon/h/1/w', 1, 2, 'snoozed', null, null)");
  old.exec("insert into job_attempts values (1, 2, 'daemon/h/1/x', 1, 5, 'done', null, null)");
  old.exec("insert into job_attempts values (3, 1, 'daemon/h/1/x', 1, 7, 'failed', 'c', 'm')");
  const jobs = old.prepare("select * from jobs").all() as object[];
  const attempts = old.prepare("select * from job_attempts").all();
  old.close();
  const db = tempDb(path);
  const [done, ...others] = jobs;
  expect(db.statement("select * from jobs").all()).toEqual([{ ...done, owner: "daemon/h/1/x" }, ...others]);
  expect(db.statement("select * from attempts order by job_id, attempt").all()).toEqual(attempts);
  expect(db.statement("select job_id, attempt from job_attempts").raw().all()).toEqual([
    [1, 1],
    [3, 1],
  ]);
  expect(db.statement("pragma foreign_key_check").all()).toEqual([]);
  expect(db.statement("pragma integrity_check").pluck().get()).toBe("ok");
  const job = { kind: "noop", lane: "ai", key: "k2", args: {}, priority: 0, runAt: 1, maxAttempts: 4 };
  const rest = { itemId: null, account: null, scheduledFor: null };
  expect(await db.write((tx) => insertJob(tx, { ...job, ...rest, key: "k4" }, 1))).toEqual({ id: 5, created: true });
  expect(await db.write((tx) => insertJob(tx, { ...job, ...rest }, 1))).toEqual({ id: 2, created: false });
  await db.write((tx) => void tx.statement("delete from jobs where id = 1").run());
  expect(db.statement("select job_id from attempts").pluck().all()).toEqual([3]);
});

test("the items of an earlier version are listed after an upgrade, whether analysed or not", async () => {
  const path = join(tempFolder(), "a.db");
  const old = olderDb(path, 7);
  const insert =
    old.prepare(`insert into items (account, platform, item_type, external_id, brand_id, client_text, photos,
    order_cancelled, ai_analysis, status, priority, raw_data, created_at, fetched_at, updated_at)
    values ('a', 'wb', 'review', ?, 'b', ?, ?, 0, ?, 'pending_review', 10, '{}', 1, 1, 1)`);
  insert.run("x1", " \n", "[]", null);
  insert.run("x2", "Хорошо", '["https://a/1"]', '{"category":"quality"}');
  old.close();
  const db = tempDb(path);
  const idsOf = (filter: ItemFilter) => {
    const { items } = itemsPage(db, filter, { tab: "waiting", sort: "urgent", limit: 10 });
    return items.map(({ id }) => id);
  };
  expect(idsOf({})).toEqual([1, 2]);
  expect(idsOf({ hasText: false, hasPhoto: false })).toEqual([1]);
  expect(idsOf({ hasText: true, hasPhoto: true, categories: ["quality"] })).toEqual([2]);
  expect(idsOf({ hits: await search(db, ["хороший"]) })).toEqual([2]);
});

test("a daemon of the previous version that is still running can end its jobs", async () => {
  const path = join(tempFolder(), "a.db");
  const old = olderDb(path, 5);
  old.prepare(JOB).run("k1", "running", "daemon/h/1/x", null);
  const db = tempDb(path);
  old.exec("update jobs set state = 'done', owner = null, lease_until = null, finished_at = 5 where id = 1");
  old.exec("insert into job_attempts values (1, 1, 'daemon/h/1/x', 1, 5, 'done', null, null)");
  old.close();
  expect(db.statement("select job_id, attempt, owner, outcome from attempts").raw().all()).toEqual([
    [1, 1, "daemon/h/1/x", "done"],
  ]);
});

test("a poll continues from the deep read that the previous version remembered", () => {
  const path = join(tempFolder(), "a.db");
  const old = olderDb(path, 7);
  const insert = old.prepare(
    `insert into polling_state (account, item_type, watermark, items_fetched_total, items_fetched_last, consecutive_errors)
     values (?, ?, 900, 5, 1, 0)`,
  );
  insert.run("wb-main", "review");
  insert.run("wb-main", "question");
  insert.run("a:b", "review");
  old.exec(`insert into meta (key, value) values ('deep_read:wb-main:review', '1764500000123')`);
  old.exec(`insert into meta (key, value) values ('deep_read:a:b:review', '7'), ('deep_read:gone:review', '8')`);
  old.exec(`insert into meta (key, value) values ('deep_reader', '9')`);
  old.close();
  const db = tempDb(path);
  const states = ([account, itemType]: readonly ["wb-main" | "a:b", "review" | "question"]) =>
    pollingState(db, { account, itemType });
  expect(states(["wb-main", "review"])).toMatchObject({ watermark: 900, deep_read_at: 1_764_500_000_123 });
  expect(states(["wb-main", "question"])).toMatchObject({ watermark: 900, deep_read_at: null });
  expect(states(["a:b", "review"])).toMatchObject({ deep_read_at: 7 });
  expect(db.statement("select key from meta where key like 'deep_read%'").pluck().all()).toEqual(["deep_reader"]);
});

test("an upgrade keeps an Office agent's error without the words it was shown in", () => {
  const path = join(tempFolder(), "a.db");
  const old = olderDb(path, 8);
  const insert = old.prepare(
    `insert into office_agent_status values (?, 'reputation', 'n', null, ?, ?, '{}', 60000, 1.0, 5)`,
  );
  insert.run("a", "error", "Ошибка: Wildberries: HTTP 500");
  insert.run("b", "ok", "Опрос отзывов Ozon");
  insert.run("c", "error", "HTTP 502");
  insert.run("d", "offline", null);
  old.close();
  const tasks = listAgents(tempDb(path)).map(({ status, task }) => [status, task]);
  expect(tasks).toEqual([
    ["error", "Wildberries: HTTP 500"],
    ["ok", null],
    ["error", "HTTP 502"],
    ["offline", null],
  ]);
});

test("an upgrade removes approvals that no longer hold, keeps valid and failed ones, and counts the texts of each answer", () => {
  const path = join(tempFolder(), "a.db");
  const old = olderDb(path, 10);
  const rows = [
    ["skipped", "approved"],
    ["new", "published"],
    ["error", "approved"],
    ["error", "failed"],
    ["approved", "approved"],
    ["published", "published"],
  ] as const;
  for (const [i, [item, response]] of rows.entries()) {
    const reason = item === "skipped" ? "person" : null;
    old
      .prepare(
        `insert into items (id, account, platform, item_type, external_id, brand_id, client_text, photos, order_cancelled,
           status, skip_reason, published_at, priority, raw_data, created_at, fetched_at, updated_at)
         values (?, 'a', 'wb', 'review', ?, 'b', 't', '[]', 0, ?, ?, ?, 1, '{}', 1, 1, 1)`,
      )
      .run(i, `x${i}`, item, reason, item === "published" ? 1 : null);
    old
      .prepare(
        `insert into responses (item_id, draft_text, status, problems, model, prompt_hash, regenerate_count, approved_by,
           approved_at, publish_retry_count, edit_history, created_at, updated_at)
         values (?, 'd', ?, '[]', 'm', 'h', 0, 'person:anna', 1, 0, '[]', 1, 1)`,
      )
      .run(i, response);
  }
  old.exec("update responses set published_at = 1 where status = 'published'");
  old.prepare("update responses set edit_history = ? where item_id = 5").run('[{"text": "a"}, {"text": "b"}]');
  old.close();
  const db = tempDb(path);
  expect(db.statement("select version from responses order by item_id").pluck().all()).toEqual([1, 1, 1, 1, 1, 3]);
  const statement = db.statement("select status, approved_by from responses order by item_id");
  expect(statement.raw().all()).toEqual([
    ["draft", null],
    ["draft", null],
    ["draft", null],
    ["failed", "person:anna"],
    ["approved", "person:anna"],
    ["published", "person:anna"],
  ]);
  expect(db.statement("select item_id, sent_by, fate, platform, brand_id from sent_answers").raw().all()).toEqual([
    [3, "person:anna", "unsent", "wb", "b"],
    [4, "person:anna", "leaving", "wb", "b"],
    [5, "person:anna", "pending", "wb", "b"],
  ]);
});

test("an upgrade gives jobs the lanes of their marketplaces and their place there, and keeps what is paused", () => {
  const path = join(tempFolder(), "a.db");
  const old = olderDb(path, 12);
  old.exec(`insert into items (id, account, platform, item_type, external_id, brand_id, client_text, photos,
    order_cancelled, status, priority, raw_data, created_at, fetched_at, updated_at)
    values (7, 'a', 'ym', 'review', 'x', 'b', 't', '[]', 0, 'approved', 10, '{}', 1, 1, 1)`);
  const insert = old.prepare(`insert into jobs (kind, lane, args, priority, state, run_at, attempt, excused, crashes,
    max_attempts, item_id, created_at, finished_at) values (?, ?, '{}', 0, ?, 1, 1, 0, 0, 4, ?, 1, ?)`);
  insert.run("poll_ozon_questions", "poll", "ready", null, null);
  insert.run("send_response", "publish", "scheduled", 7, null);
  insert.run("send_response", "publish", "failed", 7, 5);
  insert.run("analyze_item", "ai", "ready", 7, null);
  old.exec(`insert into meta (key, value) values ('paused_lanes',
    '{"publish": {"since": 5, "by": "person:anna"}, "ai": {"since": 6, "by": "person:anna"}}')`);
  old.close();
  const db = tempDb(path);
  const lanes = db.statement("select lane from jobs order by id").pluck().all();
  expect(lanes).toEqual(["poll_ozon", "publish_ym", "publish_ym", "ai"]);
  const job = { itemType: "review", priority: 10, createdAt: 1, isOldBacklog: false } as const;
  const [send, analysis] = [jobPriority("send_response", job), jobPriority("analyze_item", job)];
  expect(db.statement("select priority from jobs order by id").pluck().all()).toEqual([0, send, send, analysis]);
  expect(namedPauses(db)).toEqual({ publish: { since: 5, by: "person:anna" }, ai: { since: 6, by: "person:anna" } });
});

test("no row can be in an unknown state or in two states at once", async () => {
  const db = tempDb();
  const job = { kind: "noop", lane: "ai", key: null, args: {}, priority: 0, runAt: 1, maxAttempts: 4 };
  const { id } = await db.write((tx) => insertJob(tx, { ...job, itemId: null, account: null, scheduledFor: null }, 1));
  const wrong = [
    "update jobs set state = 'lost'",
    "update jobs set state = 'done'",
    "update jobs set state = 'running'",
    "update jobs set owner = 'somebody'",
    "update jobs set finished_at = 1",
    `insert into job_attempts values (${id}, 1, 'o', 1, 2, 'perhaps', null, null)`,
    "insert into job_attempts values (99, 1, 'o', 1, 2, 'done', null, null)",
  ];
  for (const sql of wrong) {
    await expect(db.write((tx) => void tx.statement(sql).run())).rejects.toThrow(/constraint failed/);
  }
});

test("the statements of a claim and of a settle read indexes", () => {
  const db = tempDb();
  const plan = (sql: string): string =>
    (db.statement(`explain query plan ${sql}`).all() as { detail: string }[]).map(({ detail }) => detail).join("; ");
  const ready =
    "select * from jobs where state = 'ready' and lane = cast('ai' as text) order by priority desc, run_at, id";
  expect(plan(ready)).toBe("SEARCH jobs USING INDEX jobs_ready (lane=?)");
  const below =
    "select * from jobs where state = 'ready' and lane = 'ai' and priority < 5 + 0 order by priority desc, run_at, id";
  expect(plan(below)).toBe("SEARCH jobs USING INDEX jobs_ready (lane=? AND priority<?)");
  expect(plan("select min(run_at) from jobs where state = 'scheduled'")).toContain("jobs_scheduled");
  expect(plan("select id from jobs where key = 'k' and finished_at is null")).toContain("jobs_live_key");
});

test("answers that people approved before the upgrade are patterns, those of rules are not", () => {
  const path = join(tempFolder(), "a.db");
  const old = olderDb(path, MIGRATIONS.indexOf("0033_past_answers"));
  const item =
    old.prepare(`insert into items (id, account, platform, item_type, external_id, brand_id, client_text, pros, photos,
    order_cancelled, ai_analysis, status, priority, raw_data, created_at, fetched_at, updated_at, published_at, rating)
    values (?, 'a', 'wb', 'review', ?, 'b', 'Текст', 'Плюсы', '[]', 0, '{"category":"quality"}', 'published', 0, '{}', 1,
    1, 1, 2, 4)`);
  const response =
    old.prepare(`insert into responses (item_id, draft_text, final_text, status, problems, model, prompt_hash,
    regenerate_count, approved_by, approved_at, publish_retry_count, edit_history, created_at, updated_at)
    values (?, 'Черновик', ?, 'published', '[]', ?, '', 0, ?, 1, 0, '[]', 1, 1)`);
  const answers = [
    [null, "m", "rule:five"],
    [null, "m", "person:anna"],
    ["Правленый", "m", "token:app"],
    ["Черновик", "person:anna", "person:anna"],
  ];
  answers.forEach((answer, at) => {
    item.run(at + 1, `x${at + 1}`);
    response.run(at + 1, ...answer);
  });
  old.close();
  const rows = tempDb(path)
    .statement("select external_id, weight, answer, buyer_text, category from past_answers")
    .raw();
  const common = ["Текст\nПлюсы", "quality"];
  expect(rows.all()).toEqual([
    ["x2", 1, "Черновик", ...common],
    ["x3", 3, "Правленый", ...common],
    ["x4", 2, "Черновик", ...common],
  ]);
});
