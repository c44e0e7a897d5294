/** The limit of the machine: bare better-sqlite3 loops with the fewest statements that make a durable queue (FULL). */
import BetterSqlite3 from "better-sqlite3";
import { join } from "node:path";
import { payload, seconds, STAGES } from "./payload.ts";

/** Jobs in one transaction of the batched loop. */
const BATCH = 100;

const DDL = `
create table job (id integer primary key, kind text not null, payload text not null, status integer not null default 0,
  run_at integer not null default 0, done_at integer);
create index job_ready on job (run_at) where status = 0;
create table item (id integer primary key, stage integer not null default 0, analysis text, reply text, sent_at integer);`;
const CLAIM = "update job set status = 1 where id";
const NEXT = "(select id from job where status = 0 and run_at <= 1 order by run_at, id limit ?)";

interface RawJob {
  id: number;
  kind: string;
  payload: string;
}

/** Seconds for the same work: one job a transaction (`fused`: complete one and claim the next) or a hundred. */
export function createRaw(folder: string) {
  const db = new BetterSqlite3(join(folder, "raw.db"));
  db.pragma("journal_mode = wal");
  db.pragma("synchronous = full");
  db.exec(DDL);
  const insert = db.prepare("insert into job (kind, payload) values (?, ?)");
  const claimMany = db.prepare(`${CLAIM} in ${NEXT} returning id, kind, payload`);
  const claimOne = db.prepare(`${CLAIM} = ${NEXT} returning id, kind, payload`);
  const complete = db.prepare("update job set status = 2, done_at = 1 where id = ?");
  const advance = db.prepare("update item set stage = stage + 1, analysis = 'negative' where id = ?");

  function fill(kind: string, n: number): void {
    for (let i = 1; i <= n; i++) insert.run(kind, JSON.stringify(payload(i)));
  }

  function step({ kind, payload: text }: RawJob): void {
    const { item } = JSON.parse(text) as { item: number };
    if (kind === "noop") return;
    advance.run(item);
    const next = STAGES[STAGES.indexOf(kind) + 1];
    if (next) insert.run(next, JSON.stringify({ item }));
  }

  function fused(): void {
    let jobs = claimOne.all(1) as RawJob[];
    const turn = db.transaction(([job]: RawJob[]) => {
      if (!job) return [];
      step(job);
      complete.run(job.id);
      return claimOne.all(1) as RawJob[];
    });
    while (jobs.length > 0) jobs = turn(jobs);
  }

  function batched(): void {
    const turn = db.transaction((jobs: RawJob[]) => {
      for (const job of jobs) {
        step(job);
        complete.run(job.id);
      }
    });
    for (let jobs; (jobs = claimMany.all(BATCH) as RawJob[]).length > 0;) turn(jobs);
  }

  return {
    /** One transaction a job, or a hundred in one. */
    enqueue(n: number, together: number): Promise<number> {
      const some = db.transaction(() => fill("noop", together));
      return seconds(() => {
        for (let i = 0; i < n; i += together) some();
      });
    },
    drain(n: number, way: "fused" | "batched"): Promise<number> {
      db.transaction(() => fill("noop", n))();
      return seconds(way === "fused" ? fused : batched);
    },
    pipeline(n: number): Promise<number> {
      db.transaction(() => {
        for (let i = 1; i <= n; i++) db.prepare("insert into item (id) values (?)").run(i);
        fill("analyze", n);
      })();
      return seconds(batched);
    },
  };
}
