/**
 * The whole program on a database on disk, in front of the table's outside world. Store, engine, tasks and decisions
 * are real; jobs run when the table says so.
 */
import { randomUUID } from "node:crypto";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { openApp, type App } from "../../../src/app.ts";
import { systemClock, type Clock } from "../../../src/base/clock.ts";
import { createLog } from "../../../src/base/log.ts";
import { applyRule } from "../../../src/decisions/apply-rule.ts";
import { resumeSends } from "../../../src/decisions/sends.ts";
import { jobKey, type JobKind } from "../../../src/domain/job.ts";
import type { Action } from "../../../src/domain/policy.ts";
import type { Marketplace, PolledItem } from "../../../src/marketplaces/marketplace.ts";
import { rescueOrphans } from "../../../src/queue/rescue.ts";
import type { Tx } from "../../../src/store/db.ts";
import { claimById, liveJob, requireJob } from "../../../src/store/tables/jobs.ts";
import { testConfig } from "../../support/config.ts";
import { World, type Outside, type Place } from "./outside.ts";

export type ItemKind = Extract<JobKind, "analyze_item" | "generate_response" | "regenerate_response" | "send_response">;
const ITEM_KINDS: ItemKind[] = ["analyze_item", "generate_response", "regenerate_response", "send_response"];

type Row = Record<string, string | number | null>;

/** Every row that belongs to an item. */
export interface Rows {
  item: Row;
  response: Row | undefined;
  jobs: Row[];
  attempts: Row[];
  audit: Row[];
}

/** A database that a program has left; copies of it are starting points. */
export interface Left {
  database: string;
  at: number;
  polled: ReadonlyMap<number, PolledItem>;
}

const ACCOUNT = "wb-main";
const START = Date.parse("2026-11-24T09:00:00Z");
const DAY = 86_400_000;

/** The approval rules of the table. */
export const RULED = { approve: "R-APPROVE", skip: "R-SKIP", escalate: "R-ESCALATE" };

const SETTINGS = {
  approval: {
    undo_window: "30s",
    daily_cap: 1_000_000,
    rules: Object.entries(RULED).map(([then, sku]) => ({ name: then, when: { sku: [sku] }, then })),
  },
  publish: { recheck_after: "1ms", rounds: 2 },
  tasks: Object.fromEntries(ITEM_KINDS.map((kind) => [kind, { retries: 1 }])),
};

const CONFIG = testConfig(SETTINGS);

interface TickingClock extends Clock {
  jump(ms: number): void;
}

/** Each reading of this clock is a millisecond later than the one before. */
function tickingClock(from: number): TickingClock {
  let now = from;
  return { ...systemClock, now: () => ++now, jump: (ms) => void (now += ms) };
}

/** @param left the database to continue from, on a copy; without it the database is empty */
export async function openProgram(folder: string, left?: Left): Promise<Program> {
  const clock = tickingClock(left?.at ?? START);
  const database = join(folder, `${randomUUID()}.db`);
  if (left) copyFileSync(left.database, database);
  const app = await openApp(
    { ...structuredClone(CONFIG), database },
    { log: createLog("silent"), role: "command", clock },
  );
  // The table checks what is written, not what survives a power cut, and thousands of flushes would take minutes.
  app.db.statement("pragma synchronous = off").run();
  const world = new World();
  for (const [id, polled] of left?.polled ?? []) world.know(id, polled);
  app.deps.llm = { ...world.llm(), close: async () => {} } as typeof app.deps.llm;
  (app.deps.marketplaces as Map<string, Marketplace>).set(ACCOUNT, world.marketplace());
  return new Program(app, world, clock);
}

export class Program {
  readonly app: App;
  readonly #world: World;
  readonly #clock: TickingClock;
  /** The attempts that the outside holds, by item. */
  readonly #held = new Map<number, Promise<unknown>>();
  #polling = Promise.resolve();

  constructor(app: App, world: World, clock: TickingClock) {
    this.app = app;
    this.#world = world;
    this.#clock = clock;
  }

  outside(id: number): Outside {
    return this.#world.of(id);
  }

  /** Lets a poll take in new items. */
  async receive(items: readonly Partial<PolledItem>[]): Promise<number[]> {
    const reviews = items.map(review);
    await this.#poll(reviews.map((polled) => ({ polled })));
    return reviews.map((polled) => {
      const found = this.app.db.statement("select id from items where external_id = ?").get(polled.externalId);
      const { id } = found as { id: number };
      this.#world.know(id, polled);
      return id;
    });
  }

  /** Runs a poll whose list shows these items as they are outside. */
  async poll(ids: readonly number[]): Promise<void> {
    await this.#poll(ids.map((id) => this.outside(id)));
  }

  /** Polls run one after the other, because each shows a list of its own. */
  #poll(listed: readonly Pick<Outside, "polled">[]): Promise<void> {
    const before = this.#polling;
    const poll = async (): Promise<void> => {
      await before;
      this.#world.listed = listed;
      const { runner, enqueue } = this.app;
      const job = await runner.runNow((tx) => enqueue(tx, "poll_wb_reviews", { account: ACCOUNT }).id);
      if (job.state !== "done") throw new Error(`the poll has failed: ${job.error}`);
    };
    this.#polling = poll();
    return this.#polling;
  }

  /** Half a day later, runs polls until no item is left that they ask about one by one. */
  async lookAround(): Promise<void> {
    this.#clock.jump(DAY / 2);
    for (let before = -1; before !== this.#world.reads;) {
      before = this.#world.reads;
      await this.#poll([]);
    }
  }

  /** The item's job that has not begun. */
  #waiting(id: number, kind: ItemKind): number | undefined {
    const job = liveJob(this.app.db, jobKey(kind, id));
    return job && job.state !== "running" ? job.id : undefined;
  }

  #enqueue(tx: Tx, id: number, kind: ItemKind): number {
    const { enqueue } = this.app;
    const options = { key: jobKey(kind, id), itemId: id };
    if (kind !== "regenerate_response") return enqueue(tx, kind, { item_id: id }, options).id;
    return enqueue(tx, kind, { item_id: id, instructions: "", by: "person:me" }, options).id;
  }

  /** Runs the item's waiting job, whether it is due or not. False when there is none. */
  async run(id: number, kind: ItemKind): Promise<boolean> {
    const job = this.#waiting(id, kind);
    if (job === undefined) return false;
    await this.app.runner.runNow(() => job);
    return true;
  }

  /** Runs the item's job until it no longer waits. */
  async runOut(id: number, kind: ItemKind): Promise<void> {
    for (let i = 0; i < 8 && (await this.run(id, kind)); i++);
  }

  /** Does what the command of that name does: runs a job of the item, its own or a new one. */
  async command(id: number, kind: ItemKind): Promise<void> {
    await this.app.runner.runNow((tx) => this.#enqueue(tx, id, kind));
  }

  /** Starts the item's job and resolves when it has made the call that the outside holds. */
  async begin(id: number, kind: ItemKind, at: Place): Promise<void> {
    const outside = this.outside(id);
    const job = this.#waiting(id, kind);
    if (job === undefined) throw new Error(`item ${id} has no ${kind} that waits`);
    outside.holdAt = at;
    this.#held.set(
      id,
      this.app.runner.runNow(() => job),
    );
    while (outside.holdAt !== null) await new Promise((resolve) => setImmediate(resolve));
  }

  /** Lets a held call continue, and resolves when its job has ended. False when none is held. */
  async letGo(id: number): Promise<boolean> {
    const outside = this.outside(id);
    const job = this.#held.get(id);
    if (!outside.letGo || !job) return false;
    outside.letGo();
    outside.letGo = null;
    this.#held.delete(id);
    await job;
    return true;
  }

  /** Lets the process die three times during a job of the item, the waiting one or a new one. */
  async dieUnder(id: number, kind: ItemKind): Promise<void> {
    const { db, tasks, deps } = this.app;
    const job = await db.write((tx) => this.#enqueue(tx, id, kind));
    for (let death = 0; death < 3; death++) {
      await db.write((tx) => {
        const now = this.#clock.now();
        claimById(tx, job, { owner: "dead", leaseUntil: now, now });
        rescueOrphans(tx, tasks, deps, ({ id: of, owner }) => of === job && owner === "dead", now);
      });
    }
    // What has no effect outside starts again, and is finished by the process that comes after.
    if (requireJob(db, job).state !== "failed") await this.app.runner.runNow(() => job);
  }

  async changeJob(verb: "retry" | "cancel", job: number, actor: string): Promise<void> {
    const { decisions } = this.app;
    await (verb === "retry" ? decisions.retryJobs([job], actor) : decisions.cancelJobs([job], actor));
  }

  async applyRule(id: number, action: Action): Promise<void> {
    const decision = { action, rule: "test", why: () => "because" };
    await this.app.db.write((tx) => applyRule(tx, this.app.deps, id, decision));
  }

  async resumeSends(): Promise<void> {
    await this.app.db.write((tx) => void resumeSends(tx, this.app.deps));
  }

  /** Runs the item's waiting jobs until none is left. */
  async goOn(id: number): Promise<void> {
    await this.letGo(id);
    for (let i = 0; i < 12; i++) {
      const kind = ITEM_KINDS.find((candidate) => this.#waiting(id, candidate) !== undefined);
      if (!kind) return;
      await this.run(id, kind);
    }
  }

  rows(id: number): Rows {
    const all = (sql: string): Row[] => this.app.db.statement(sql).all(id) as Row[];
    return {
      item: all("select * from items where id = ?")[0]!,
      response: all("select * from responses where item_id = ?")[0],
      jobs: all("select * from jobs where item_id = ? order by id"),
      attempts: all("select * from publish_attempts where item_id = ? order by id"),
      audit: all("select * from audit where item_id = ? order by id"),
    };
  }

  /** Releases held calls and closes the database. */
  async leave(): Promise<Left> {
    await Promise.all([...this.#held.keys()].map((id) => this.letGo(id)));
    const database = this.app.db.path;
    await this.app.close(0);
    return { database, at: this.#clock.now(), polled: this.#world.polled() };
  }
}

/** A time of writing so long ago that the lists of later polls do not reach back to it. */
function review(more: Partial<PolledItem>): PolledItem {
  return {
    itemType: "review",
    externalId: randomUUID(),
    sku: null,
    productName: null,
    brandName: null,
    clientName: null,
    text: "Хорошо",
    pros: null,
    cons: null,
    rating: 5,
    photos: [],
    createdAt: START - 20 * DAY,
    orderCancelled: false,
    answer: null,
    raw: {},
    ...more,
  };
}
