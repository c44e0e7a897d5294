import { join } from "node:path";
import PQueue from "p-queue";
import { fetch } from "undici";
import { expect, test } from "vitest";
import { openDb, type Reader } from "../../src/store/db.ts";
import type { Running } from "../support/cli.ts";
import { EVERY_SECOND, NEVER, openGatedShop, startDaemon, type GatedShop } from "../support/gated-shop.ts";
import { startInside } from "../support/inside.ts";

/** How long running work may continue: enough for work that ends, while a second signal cuts the longer grace short. */
const GRACE = { shutdown_grace: "1s" };
const LONG_GRACE = { shutdown_grace: "5m" };
/** A daemon that waited for the held reply, the long grace or a job's time limit would end later than this. */
const IN_TIME_MS = 60_000;

/** `npm run test:signals` plays what happens in every situation, and prints what it saw. */
const WHOLE = process.env["REPUTATION_SIGNALS"] === "all";

type Daemon = Running & { http: string };

interface Situation {
  settings: Record<string, unknown>;
  /** The replies that do not arrive. */
  hold?: RegExp;
  /** Resolves when the daemon is in the middle of it. */
  reached(shop: GatedShop): Promise<unknown>;
}

const SITUATIONS: Record<string, Situation> = {
  idle: { settings: { schedule: NEVER }, reached: () => Promise.resolve() },
  polling: {
    settings: { schedule: EVERY_SECOND },
    hold: /GET .*\/feedbacks\?/,
    reached: ({ gate }) => gate.held,
  },
  sending: {
    settings: { schedule: EVERY_SECOND },
    hold: /POST .*\/feedbacks\/answer/,
    reached: ({ gate }) => gate.held,
  },
  "backing off": {
    // The read before the send takes too long, so the attempt fails and the next one follows in three seconds.
    settings: { schedule: EVERY_SECOND, tasks: { send_response: { soft_limit: "3s", retry_delay: "3s" } } },
    hold: /GET .*\/feedback\?/,
    reached: (shop) => expect.poll(() => look(shop, waitingAfterFailure), { interval: 100 }).toBe(1),
  },
  "cron firing": {
    settings: {
      schedule: {
        ...EVERY_SECOND,
        poll_wb_questions: { cron: "* * * * * *" },
        office_heartbeat: { cron: "* * * * * *" },
        retry_failed_publish: { cron: "* * * * * *" },
      },
    },
    // Timers fire at the full second or a little later, so the signal is sent then, too.
    reached: () => new Promise((resolve) => setTimeout(resolve, 2001 - (Date.now() % 1000))),
  },
};

const TERM = (daemon: Daemon): Promise<number | null> => daemon.stop("SIGTERM");
/** What happens to the daemon; resolves with its exit code. */
const EVENTS: Record<string, (daemon: Daemon, shop: GatedShop) => Promise<number | null>> = {
  SIGTERM: TERM,
  SIGINT: (daemon) => daemon.stop("SIGINT"),
  "SIGTERM twice": async (daemon) => {
    const ended = daemon.stop("SIGTERM");
    // Two simultaneous signals merge into one, so the second is sent only after the daemon has logged the first.
    await daemon.line(/"stopping"|"daemon stopped"/);
    process.kill(daemon.pid, "SIGTERM");
    return ended;
  },
  SIGKILL: (daemon) => daemon.stop("SIGKILL"),
};

interface Row {
  event: string;
  situation: string;
  exit: string;
  time: string;
  running: number | string;
  lease: string;
  agents: string;
  /** After a restart that finishes the work. */
  lost: number;
  failed: number;
  answers: string;
}

function look<T>({ cwd }: GatedShop, read: (reader: Reader) => T): T {
  const db = openDb(join(cwd, "reputation.db"), { readonly: true });
  try {
    return read(db);
  } finally {
    db.close();
  }
}

const number = (sql: string) => (reader: Reader) => reader.statement(sql).pluck().get() as number;
const waitingAfterFailure = number(
  "select count(*) from jobs where state = 'scheduled' and error_code = 'job.soft_limit'",
);
const running = number("select count(*) from jobs where state = 'running'");
const failed = number("select count(*) from jobs where state = 'failed'");
const published = number("select count(*) from items where status = 'published'");
const leases = number("select count(*) from meta where key = 'daemon'");
const agentsUp = number("select count(*) from office_agent_status where status <> 'offline'");
/** Attempts that were counted although they neither succeeded nor failed; one that failed may be excused as well. */
const lost = number(`
  select coalesce(sum(max(0, attempt - excused - (state = 'running') - (
    select count(*) from attempts where job_id = jobs.id and outcome in ('done', 'failed', 'timed_out')
  ))), 0) from jobs`);

async function stopped(
  event: string,
  shop: GatedShop,
  daemon: Daemon,
): Promise<Omit<Row, "event" | "situation" | "lost" | "failed" | "answers">> {
  const at = performance.now();
  const code = await EVENTS[event]?.(daemon, shop);
  const ms = performance.now() - at;
  const killed = event === "SIGKILL";
  return {
    exit: String(code),
    time: spent(ms),
    running: killed ? "-" : look(shop, running),
    lease: killed ? "-" : look(shop, leases) === 0 ? "gone" : "left",
    agents: killed ? "-" : look(shop, agentsUp) === 0 ? "offline" : "shown at work",
  };
}

function spent(ms: number): string {
  if (WHOLE) return `${Math.round(ms)} ms`;
  return ms < IN_TIME_MS ? "in time" : `late: ${Math.round(ms)} ms`;
}

/** The reader of the log goes away: the daemon finishes its work all the same, and can still be stopped. */
async function unread(shop: GatedShop, daemon: Daemon, name: string): ReturnType<typeof stopped> {
  daemon.hangUp();
  shop.gate.open();
  const message = `nobody reads the log while ${name}`;
  if (name !== "idle") await expect.poll(() => look(shop, published), { interval: 100, message }).toBe(1);
  expect((await fetch(`${daemon.http}/healthz`)).status).toBe(200);
  const row = await stopped("SIGTERM", shop, daemon);
  return { ...row, exit: `runs on, then ${row.exit}` };
}

type Cell = readonly [event: string, situation: string];

/**
 * Enough for `npm test`: a signal in every situation with work, and each of the others where it does something of its own.
 * SIGINT takes the way of SIGTERM. Who hangs up while an answer is sent leaves a daemon that is idle afterwards.
 */
const FEW: readonly Cell[] = [
  ["SIGTERM", "polling"],
  ["SIGTERM", "sending"],
  ["SIGTERM", "backing off"],
  ["SIGINT", "cron firing"],
  ["SIGTERM twice", "sending"],
  ["SIGKILL", "sending"],
  ["EPIPE", "sending"],
];
const ALL = [...Object.keys(EVENTS), "EPIPE"].flatMap((event) =>
  Object.keys(SITUATIONS).map((situation): Cell => [event, situation]),
);

async function cell([event, name]: Cell): Promise<Row> {
  const situation = SITUATIONS[name] as Situation;
  const shop = await openGatedShop(1);
  const queue = event === "SIGTERM twice" ? LONG_GRACE : GRACE;
  shop.configure({ ...situation.settings, queue });
  if (situation.hold) shop.gate.hold(situation.hold);
  const daemon = await startDaemon(shop);
  await situation.reached(shop);
  const row = event === "EPIPE" ? await unread(shop, daemon, name) : await stopped(event, shop, daemon);

  shop.gate.open();
  shop.configure({ schedule: EVERY_SECOND });
  const next = await startInside(shop);
  const finished = expect.poll(() => published(next.app.db), { message: `${event} while ${name}` });
  await finished.toBe(1);
  await next.stop();
  const after = look(shop, (reader) => ({ lost: lost(reader), failed: failed(reader) }));
  return { event, situation: name, ...row, ...after, answers: shop.answers().join() };
}

function tableOf(rows: readonly Row[]): string {
  const names = Object.keys(rows[0] ?? {}) as (keyof Row)[];
  const lines = [names, ...rows.map((row) => names.map((name) => String(row[name])))];
  const widths = names.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((text, i) => text.padEnd(widths[i] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

test("the daemon ends in time and in order, whatever stops it and whatever it is doing, and nothing is lost or sent twice", async () => {
  const queue = new PQueue({ concurrency: 6 });
  const cells = WHOLE ? ALL : FEW;
  const rows = await Promise.all(cells.map((one) => queue.add(() => cell(one))));
  if (WHOLE) process.stdout.write(`${tableOf(rows)}\n`);
  const ended = { time: "in time", running: 0, lease: "gone", agents: "offline" };
  const killed = { ...ended, running: "-", lease: "-", agents: "-" };
  const exits: Record<string, string> = { SIGKILL: "null", EPIPE: "runs on, then 0" };
  const wanted = cells.map(([event, situation]): Row => {
    const state = event === "SIGKILL" ? killed : ended;
    return { event, situation, exit: exits[event] ?? "0", ...state, lost: 0, failed: 0, answers: "1" };
  });
  const shown = WHOLE ? rows.map((row) => ({ ...row, time: "in time" })) : rows;
  expect(tableOf(shown)).toBe(tableOf(wanted));
});
