/** Our engine as a benchmark sees any queue: store jobs, work them off, move the items of a pipeline. */
import type { Tx } from "../src/store/db.ts";
import { openEngine, type Data, type Handlers, type Step } from "./engine.ts";

const LIVE = "select count(*) as n from jobs where state in ('scheduled', 'ready', 'running')";
const SETS = ["analysis = ?", "reply = ?", "sent_at = ?"];
const VALUES = [
  "negative, topic: waiting time, urgency 2",
  "Thank you for telling us. We are sorry about the wait; please call us.",
  1_700_000_000_000,
];
const ITEMS =
  "create table item (id integer primary key, stage integer not null default 0, analysis text, reply text, sent_at integer)";

export type Peer = ReturnType<typeof createPeer>;

/** The peer object of a harness that measures several queues alike; `folder` holds the database. */
export function createPeer(folder: string) {
  const engine = openEngine(folder);
  const { db } = engine;
  const count = (sql: string): number => (db.statement(sql).get() as { n: number }).n;
  return {
    db,
    durable: "SQLite WAL synchronous=FULL",
    open() {},
    enqueue: (kind: string, data: Data) => db.write((tx) => engine.enqueue(tx, kind, data)),
    enqueueMany: (kind: string, list: Data[]) =>
      db.write((tx) => {
        for (const data of list) engine.enqueue(tx, kind, data);
      }),
    pending: () => count(LIVE),
    work: (handlers: Handlers, slots: number) => engine.start(handlers, slots),
    items: (n: number) =>
      db.write((tx) => {
        tx.statement(ITEMS).run();
        for (let id = 1; id <= n; id++) tx.statement("insert into item (id) values (?)").run(id);
      }),
    itemsDone: () => count("select count(*) as n from item where stage = 3"),
    /** A stage of an item: its row and the next job are committed with the end of this one. */
    step(item: number, stage: number, next: string | undefined, step: Step) {
      const update = `update item set stage = ${stage + 1}, ${SETS[stage]} where id = ?`;
      step.apply = (tx) => {
        tx.statement(update).run(VALUES[stage], item);
        if (next !== undefined) engine.enqueue(tx, next, { item });
      };
    },
    async history(finished: number, waiting: number) {
      await db.write((tx) => fill(tx, finished, waiting));
      db.checkpoint();
    },
    async everySecond(fn: () => void) {
      await engine.start({ office_heartbeat: async () => fn() }, 1);
      await engine.everySecond();
    },
    close: () => db.close(),
  };
}

/** Jobs as they are after some weeks: finished ones, waiting ones with key and item. */
function fill(tx: Tx, finished: number, waiting: number): void {
  const now = Date.now();
  const insert =
    tx.statement(`insert into jobs (kind, lane, key, args, priority, state, run_at, attempt, excused, crashes,
    max_attempts, item_id, created_at, started_at, finished_at, result, owner)
    values ('noop', 'ai', ?, '{"item":1}', 0, ?, ?, ?, 0, 0, 4, ?, ?, ?, ?, ?, ?)`);
  const did = ['{"status":"done"}', "daemon/host/1/a"];
  for (let i = 1; i <= finished; i++) insert.run(`noop:${i}`, "done", now, 1, i, now, now, now, ...did);
  for (let i = 1; i <= waiting; i++) insert.run(`noop:w${i}`, "ready", now, 0, i, now, null, null, null, null);
}
