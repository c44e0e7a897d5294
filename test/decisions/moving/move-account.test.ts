import { expect, test } from "vitest";
import { moveAccount, type Moving } from "../../../src/decisions/moving/move-account.ts";
import { checkAudit } from "../../../src/store/views/audit-check.ts";
import { clearAccount, clearItems, countAccount } from "../../../src/store/moving/clear.ts";
import { ELSEWHERE, OF_ACCOUNT, OF_ARCHIVED, OF_LIVE } from "../../../src/store/moving/places.ts";
import { forgetMove, heldByMove } from "../../../src/store/tables/account-moves.ts";
import type { Reader } from "../../../src/store/db.ts";
import { jobKey } from "../../../src/domain/job.ts";
import { pressOfHub } from "../../../src/tasks/alerting/press-of-hub.ts";
import { textsOf } from "../../../src/texts/texts.ts";
import { contactOf } from "../../support/messenger.ts";
import { personWith } from "../../support/people.ts";
import { tempDb } from "../../support/temp.ts";
import { ACCOUNT, twoCells, waiting, type Cells } from "./cells.ts";

function moving({ from, to }: Cells, more: Partial<Moving> = {}): Moving {
  const { clock } = from;
  return { account: ACCOUNT, from, to, actor: "person:admin", clock, patienceMs: 0, ...more };
}

type Row = Record<string, unknown>;

/** All that belongs to the account, with its items by what the marketplace calls them instead of by number. */
function contents(db: Reader): Record<string, Row[]> {
  const items = db
    .statement(
      "select id, external_id from items where account = @a union all select id, external_id from items_archive where account = @a",
    )
    .all({ a: ACCOUNT }) as { id: number; external_id: string }[];
  const names = new Map(items.map(({ id, external_id: name }) => [id, name]));
  const own = (table: string): Row[] => db.statement(`select * from ${table} where account = ?`).all(ACCOUNT) as Row[];
  const part = (table: string): Row[] =>
    (db.statement(`select * from ${table}`).all() as Row[]).filter(({ item_id: id }) => names.has(Number(id)));
  const log = [...part("audit"), ...part("audit_archive")].map(({ salt: _s, hash: _h, ...row }) => row);
  const all = {
    ...Object.fromEntries(["items", "items_archive", ...OF_ACCOUNT].map((table) => [table, own(table)])),
    ...Object.fromEntries([...OF_LIVE, ...OF_ARCHIVED].map(({ table }) => [table, part(table)])),
    audit: log,
    jobs: part("jobs").flatMap(({ state, key, args, kind, item_id: id, run_at: _run_at }) =>
      state === "scheduled" || state === "ready"
        ? [
            {
              kind,
              id,
              key: String(key).replace(`:${Number(id)}`, ""),
              args: String(args).replace(`:${Number(id)}`, ":item"),
            },
          ]
        : [],
    ),
    meta: db.statement("select * from meta where key glob '*:ozon-sandbox*'").all() as Row[],
  };
  const named = (row: Row): Row => {
    const { id, item_id: item, ...rest } = row;
    return { ...rest, item: names.get(Number(item ?? id)) ?? null };
  };
  return Object.fromEntries(Object.entries(all).map(([table, rows]) => [table, rows.map(named).sort(byText)]));
}

function byText(a: Row, b: Row): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}

/** Whether a database lets its daemon poll for the account. */
function mayPoll(db: Reader): boolean {
  return heldByMove(db, { kind: "poll_ozon_reviews", account: ACCOUNT, item_id: null }, 0) === undefined;
}

test("an account moves with every row, both logs stay whole, and only the other cell works for it", async () => {
  const cells = await twoCells();
  const { from, to } = cells;
  const [before, counts] = [contents(from.db), countAccount(from.db, ACCOUNT)];
  const neighbours = to.db.statement("select * from items where account = 'wb-sandbox' order by id").all();
  expect(Object.entries(counts).filter(([, n]) => n === 0)).toEqual([]);
  expect(await moveAccount(moving(cells))).toEqual(counts);
  expect(contents(to.db)).toEqual(before);
  expect(to.db.statement("select * from items where account = 'wb-sandbox' order by id").all()).toEqual(neighbours);
  expect(Object.values(countAccount(from.db, ACCOUNT)).every((n) => n === 0)).toBe(true);
  for (const { db } of [from, to]) expect(checkAudit(db).faults).toEqual([]);
  for (const { db } of [from, to]) expect(db.statement("pragma foreign_key_check").all()).toEqual([]);
  expect([mayPoll(from.db), mayPoll(to.db)]).toEqual([false, true]);
  await expect(moveAccount(moving(cells))).resolves.toEqual(counts);
});

test("a move that is killed between any two steps goes on when it is made again, and never works in both cells", async () => {
  const cells = await twoCells();
  const { from, to } = cells;
  const before = contents(from.db);
  const survived = new Set<string>();
  const onStep = (step: string): void => {
    expect(mayPoll(from.db) && mayPoll(to.db)).toBe(false);
    if (survived.has(step)) return;
    survived.add(step);
    throw new Error("killed");
  };
  for (let done = false; !done;) {
    done = await moveAccount(moving(cells, { onStep })).then(
      () => true,
      ({ message }: Error) => (expect(message).toBe("killed"), false),
    );
  }
  expect(survived.size).toBe(8);
  expect(contents(to.db)).toEqual(before);
  for (const { db } of [from, to]) expect(checkAudit(db).faults).toEqual([]);
});

test("an account that has moved moves back, with what was done in between", async () => {
  const cells = await twoCells();
  const { from, to } = cells;
  await moveAccount(moving(cells));
  const [id = 0] = waiting(to);
  await to.decisions.edit(id, "Спасибо за отзыв, передадим коллегам!", "person:boris");
  const before = contents(to.db);
  await moveAccount(moving(cells, { from: to, to: from }));
  expect(contents(from.db)).toEqual(before);
  expect([mayPoll(from.db), mayPoll(to.db)]).toEqual([true, false]);
  for (const { db } of [from, to]) expect(checkAudit(db).faults).toEqual([]);
});

test("nobody changes anything of an account while it is copied, a person is told why, and jobs wait", async () => {
  const cells = await twoCells();
  const { from } = cells;
  const [id = 0] = waiting(from);
  let tried = false;
  const onStep = (step: string): void => {
    if (tried || !step.endsWith("rests")) return;
    tried = true;
    for (const sql of ["update items set priority = 1", "update responses set model = 'x'", "delete from items"]) {
      expect(() => from.db.statement(`${sql} where ${sql.includes("resp") ? "item_id" : "id"} = ${id}`).run()).toThrow(
        "being moved",
      );
    }
    throw new Error("killed");
  };
  await expect(moveAccount(moving(cells, { onStep }))).rejects.toThrow("killed");
  await expect(from.decisions.approve(id, "person:anna")).rejects.toMatchObject({ code: "account.moving" });
  const anna = { login: "anna", name: "Анна", role: "manager", brands: null } as const;
  const press = { id, press: "a".repeat(32), deed: { do: "approve" }, told: null, version: 1, read: null } as const;
  const pressed = pressOfHub(from.deps, anna, { ...press, surface: "telegram", locale: "ru" });
  expect(await pressed).toMatchObject({ outcome: "refused", say: textsOf("ru").decisions["account.moving"] });
  const sends = (): unknown => from.db.statement("select count(*) from publish_attempts").pluck().get();
  const known = sends();
  await from.runner.runNow(() => {
    return from.db
      .statement("select id from jobs where kind = 'send_response' and state <> 'done'")
      .pluck()
      .get() as number;
  });
  expect(sends()).toBe(known);
  await moveAccount(moving(cells));
});

test("what waits for the account goes on at once where it arrives, and what waited for it where it was waits no more", async () => {
  const cells = await twoCells();
  const { from, to } = cells;
  const [told = 0, asked = 0] = waiting(from);
  const { id: userId } = await personWith(from, "anna", "admin");
  const contact = await contactOf(from, userId);
  const [sending] = from.db
    .statement("select id, external_id from items where account = ? and status = 'approved'")
    .all(ACCOUNT) as { id: number; external_id: string }[];
  await from.db.write((tx) => {
    // Its process died before it had written that it sends.
    tx.statement("update items set status = 'publishing' where id = ?").run(sending!.id);
    tx.statement(`insert into alert_deliveries (contact_id, item_id, state, how, due_at, created_at)
      values (?, ?, 'waiting', 'single', 1, 0)`).run(contact, told);
    from.enqueue(
      tx,
      "regenerate_response",
      { item_id: asked, instructions: "", by: "person:anna" },
      { key: jobKey("regenerate_response", asked), itemId: asked },
    );
  });
  const poll = "poll_ozon_reviews";
  const later = { key: jobKey(poll, ACCOUNT), account: ACCOUNT, runAt: to.clock.now() + 3_600_000 };
  await to.db.write((tx) => to.enqueue(tx, poll, { account: ACCOUNT }, later));
  const due = (db: Reader, kind: string): unknown =>
    db
      .statement("select count(*) from jobs where kind = ? and state in ('scheduled', 'ready') and run_at <= ?")
      .pluck()
      .get(kind, to.clock.now() + 60_000);
  const [before, words] = [due(from.db, "calculate_daily_analytics"), "select count(*) from item_words"];
  const indexed = (db: Reader): number => db.statement(words).pluck().get() as number;
  const [there, here] = [indexed(from.db), indexed(to.db)];
  await moveAccount(moving(cells));
  const at = (name: string): unknown =>
    to.db.statement("select status from items where external_id = ?").pluck().get(name);
  expect(at(sending!.external_id)).toBe("approved");
  expect(due(to.db, poll)).toBe(1);
  expect([due(from.db, "calculate_daily_analytics"), before]).toEqual([1, 0]);
  expect(due(from.db, "regenerate_response")).toBe(0);
  expect(from.db.statement("select state from alert_deliveries").pluck().all()).toEqual(["moot"]);
  expect(there - indexed(from.db)).toBe(indexed(to.db) - here);
  expect(indexed(to.db)).toBeGreaterThan(here);
});

test("nothing is let go when not all of it has arrived, and the account then works nowhere", async () => {
  const cells = await twoCells();
  const { from, to } = cells;
  const before = contents(from.db);
  const onStep = (step: string): void => {
    if (step === "all copied") to.db.statement("delete from quarantine where account = ?").run(ACCOUNT);
  };
  await expect(moveAccount(moving(cells, { onStep }))).rejects.toMatchObject({
    code: "move.counts",
    message: expect.stringContaining("quarantine: 0 of 1") as string,
  });
  expect(contents(from.db)).toEqual(before);
  expect([mayPoll(from.db), mayPoll(to.db)]).toEqual([false, false]);
});

test("an account with an open send does not move, is told which, and works on where it is", async () => {
  const cells = await twoCells();
  const { from, to } = cells;
  const [id = 0] = waiting(from);
  await from.db.write((tx) => {
    tx.statement(
      `insert into publish_attempts (item_id, job_id, text, intent_at, outcome) values (?, 1, 'x', 1, 'unknown')`,
    ).run(id);
  });
  const before = contents(from.db);
  await expect(moveAccount(moving(cells))).rejects.toMatchObject({
    code: "move.busy",
    message: expect.stringContaining(`item ${id}`) as string,
  });
  expect(contents(from.db)).toEqual(before);
  expect([mayPoll(from.db), mayPoll(to.db)]).toEqual([true, false]);
  await from.db.write(
    (tx) =>
      void tx.statement("update publish_attempts set resolution = 'absent', resolved_at = 1 where item_id = ?").run(id),
  );
  await moveAccount(moving(cells));
  expect([mayPoll(from.db), mayPoll(to.db)]).toEqual([false, true]);
});

test("a move that is killed while it gives up leaves an account that works on and can be moved", async () => {
  const cells = await twoCells();
  const { from, to } = cells;
  const [id = 0] = waiting(from);
  const open =
    "insert into publish_attempts (item_id, job_id, text, intent_at, outcome) values (?, 1, 'x', 1, 'unknown')";
  await from.db.write((tx) => void tx.statement(open).run(id));
  let writes = 0;
  const dies: typeof to.db.write = (write) => (++writes > 1 ? Promise.reject(new Error("killed")) : to.db.write(write));
  // The first write into the other database notes the move, the second one takes that back.
  await expect(moveAccount(moving(cells, { to: { ...to, db: { ...to.db, write: dies } } }))).rejects.toThrow("killed");
  expect([mayPoll(from.db), mayPoll(to.db)]).toEqual([true, false]);
  await from.db.write((tx) => void tx.statement("delete from publish_attempts where item_id = ?").run(id));
  await moveAccount(moving(cells));
  expect([mayPoll(from.db), mayPoll(to.db)]).toEqual([false, true]);
});

test("a move whose other database was put back to a time before it begins anew, because nothing was let go", async () => {
  const cells = await twoCells();
  const { from, to } = cells;
  const before = contents(from.db);
  const onStep = (step: string): void => {
    if (step === "all copied") throw new Error("killed");
  };
  await expect(moveAccount(moving(cells, { onStep }))).rejects.toThrow("killed");
  await to.db.write((tx) => {
    clearItems(tx, ACCOUNT, 1000, 1);
    clearAccount(tx, ACCOUNT, 1);
    forgetMove(tx, ACCOUNT);
  });
  await moveAccount(moving(cells));
  expect(contents(to.db)).toEqual(before);
  expect([mayPoll(from.db), mayPoll(to.db)]).toEqual([false, true]);
});

test("an account that works in both cells, whose brand is unknown there, or that is nowhere, does not move", async () => {
  const cells = await twoCells();
  const { from, to } = cells;
  const refusal = async (more: Partial<Moving>): Promise<unknown> =>
    moveAccount(moving(cells, more)).then(
      () => null,
      ({ code }: { code: string }) => code,
    );
  expect(await refusal({ account: "wb-sandbox" })).toBe("move.works");
  expect(await refusal({ account: "nobody" })).toBe("move.unknown");
  expect(await refusal({ to: { ...to, config: { ...to.config, brands: [] } } })).toBe("move.brands");
  expect(from.db.statement("select count(*) from account_moves").pluck().get()).toBe(0);
});

test("every table that speaks of an account or an item says what becomes of its rows in a move", () => {
  const db = tempDb();
  const tables = db
    .statement("select name from sqlite_schema where type = 'table' and name not like 'item_words_%'")
    .pluck();
  const speaking = (tables.all() as string[]).filter((table) => {
    const columns = db.statement(`select name from pragma_table_info('${table}')`).pluck().all() as string[];
    const parents = db.statement(`select "table" from pragma_foreign_key_list('${table}')`).pluck().all() as string[];
    const names = ["account", "item_id", "external_id", "sku"];
    return columns.some((name) => names.includes(name)) || parents.some((name) => /^(items|responses)/.test(name));
  });
  const known = [...OF_LIVE, ...OF_ARCHIVED].map(({ table }) => table);
  expect(
    speaking.filter((table) => !(table in ELSEWHERE) && !known.includes(table) && !OF_ACCOUNT.includes(table as never)),
  ).toEqual([]);
});
