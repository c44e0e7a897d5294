import { execFileSync } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import BetterSqlite3 from "better-sqlite3";
import { fetch } from "undici";
import { describe, expect, onTestFinished, test } from "vitest";
import { openApp, type App } from "../../src/app.ts";
import { systemClock } from "../../src/base/clock.ts";
import { loadConfig } from "../../src/config/load.ts";
import { createLog } from "../../src/base/log.ts";
import { openDb, type Reader } from "../../src/store/db.ts";
import { BINARY } from "../support/binary.ts";
import { run, type Running } from "../support/cli.ts";
import { EVERY_SECOND, NEVER, openGatedShop, startDaemon, type GatedShop } from "../support/gated-shop.ts";
import { tempFolder } from "../support/temp.ts";

const HOLD_SENDS = /POST .*\/feedbacks\/answer/;
const fileOf = ({ cwd }: Pick<GatedShop, "cwd">): string => join(cwd, "reputation.db");
const number =
  (sql: string) =>
  (reader: Reader): number =>
    reader.statement(sql).pluck().get() as number;
const published = number("select count(*) from items where status = 'published'");
const failedJobs = number("select count(*) from jobs where state = 'failed'");

function look<T>(shop: GatedShop, read: (reader: Reader) => T): T {
  const db = openDb(fileOf(shop), { readonly: true });
  try {
    return read(db);
  } finally {
    db.close();
  }
}

async function readiness({ http }: { http: string }): Promise<{ status: number; store: string }> {
  const response = await fetch(`${http}/readyz`);
  const { parts } = (await response.json()) as { parts: { store: string } };
  return { status: response.status, store: parts.store };
}

const rest = (ms: number): Promise<void> => systemClock.sleep(ms);

/** Lines about the database itself, and lines a second while it cannot be used. */
async function watchLog(daemon: Pick<Running, "output">, ms = 4000): Promise<{ said: string[]; perSecond: number }> {
  const before = daemon.output().split("\n").length;
  await rest(ms);
  const lines = daemon.output().split("\n");
  const said = lines.filter((line) => line.includes("the database cannot be used"));
  return { said, perSecond: (lines.length - before) / (ms / 1000) };
}

async function openShop(reviews: number, cwd?: string): Promise<GatedShop> {
  const shop = await openGatedShop(reviews, cwd);
  shop.configure({ schedule: EVERY_SECOND });
  return shop;
}

/** Everything that the marketplace holds is answered, once. */
async function expectAllAnswered(shop: GatedShop): Promise<void> {
  const wanted = shop.answers().map(() => 1);
  await expect.poll(() => look(shop, published), { timeout: 30_000 }).toBe(wanted.length);
  expect(shop.answers()).toEqual(wanted);
  expect(look(shop, failedJobs)).toBe(0);
}

const tmpfs = canMount();

/** Why no file system can be mounted here; undefined when it can. */
function canMount(): string | undefined {
  const folder = `/tmp/reputation-mount-${process.pid}`;
  try {
    mkdirSync(folder, { recursive: true });
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", folder], { stdio: "ignore" });
    execFileSync("umount", [folder], { stdio: "ignore" });
    return undefined;
  } catch {
    return "mounting a tmpfs needs root";
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A small disk; the binary has its addon there too. */
function smallDisk(): string {
  const folder = join(tempFolder(), "disk");
  mkdirSync(folder);
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=8m", "tmpfs", folder]);
  onTestFinished(() => void execFileSync("umount", ["-l", folder]));
  return folder;
}

function fillUp(folder: string): void {
  const file = openSync(join(folder, "fill"), "w");
  try {
    for (const block of [Buffer.alloc(65_536), Buffer.alloc(4096), Buffer.alloc(1)]) writeUntilFull(file, block);
  } finally {
    closeSync(file);
  }
}

function writeUntilFull(file: number, block: Buffer): void {
  try {
    for (;;) writeFileSync(file, block);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
  }
}

describe.skipIf(tmpfs)(`a full disk${tmpfs ? ` (skipped: ${tmpfs})` : ""}`, () => {
  test("holds the daemon up, no more: it says so once, is not ready, and goes on when there is space", async () => {
    const shop = await openShop(2, smallDisk());
    shop.gate.hold(HOLD_SENDS);
    const daemon = await startDaemon(shop);
    await shop.gate.held;
    fillUp(shop.cwd);
    // Both answers arrive at the marketplace, and neither end can be stored.
    shop.gate.open();
    shop.receive("later");
    await expect.poll(() => readiness(daemon), { timeout: 15_000 }).toMatchObject({ status: 503 });
    expect((await readiness(daemon)).store).toContain(`database ${fileOf(shop)}: `);
    const { said, perSecond } = await watchLog(daemon);
    expect(perSecond).toBeLessThanOrEqual(2);
    expect(said.length).toBeLessThanOrEqual(2);
    expect(JSON.parse(said[0] ?? "{}")).toMatchObject({
      level: 50,
      code: "store.full",
      hint: expect.any(String) as string,
    });
    expect((await fetch(`${daemon.http}/healthz`)).status).toBe(200);

    rmSync(join(shop.cwd, "fill"));
    await expectAllAnswered(shop);
    await expect.poll(() => readiness(daemon), { timeout: 20_000 }).toEqual({ status: 200, store: "ok" });
    expect(daemon.output()).toContain("the database can be used again");
    expect(await daemon.stop("SIGTERM")).toBe(0);
  }, 90_000);

  test.each(["SIGKILL", "SIGTERM"] as const)(
    "under a send whose end cannot be stored, and then %s: the next start finds the answer and sends no second one",
    async (signal) => {
      const shop = await openShop(1, smallDisk());
      shop.gate.hold(HOLD_SENDS);
      const daemon = await startDaemon(shop);
      await shop.gate.held;
      fillUp(shop.cwd);
      shop.gate.open();
      await daemon.line(/the database cannot be used/);
      const at = performance.now();
      expect(await daemon.stop(signal)).toBe(signal === "SIGKILL" ? null : 1);
      expect(performance.now() - at).toBeLessThan(9000);
      rmSync(join(shop.cwd, "fill"));
      const next = await startDaemon(shop);
      await expectAllAnswered(shop);
      expect(await next.stop("SIGTERM")).toBe(0);
    },
    60_000,
  );
});

/** The daemon in this process, so that its own database handle can be troubled. */
async function startInside(shop: GatedShop): Promise<{ app: App; output: () => string }> {
  const stream = new PassThrough({ encoding: "utf8" });
  let output = "";
  stream.on("data", (chunk: string) => void (output += chunk));
  const { config } = loadConfig({ file: join(shop.cwd, "reputation.yaml"), env: {}, cwd: shop.cwd });
  const app = await openApp(config, { log: createLog("info", stream), role: "daemon", clock: systemClock });
  onTestFinished(() => app.close(0));
  await app.startDaemon(() => {});
  return { app, output: () => output };
}

function pragma(app: App, text: string): void {
  const statement = app.db.statement(`pragma ${text}`);
  if (statement.reader) statement.get();
  else statement.run();
}

describe("a database that cannot be written", () => {
  test.each([
    ["full", "max_page_count = 1", "max_page_count = 1000000"],
    ["readonly", "query_only = on", "query_only = off"],
  ])(
    "(%s) loses nothing that was acknowledged, and no attempt is spent on it",
    async (code, begin, end) => {
      const shop = await openShop(2);
      const { app, output } = await startInside(shop);
      await expect.poll(() => published(app.db), { timeout: 20_000 }).toBe(2);
      // SQLite never goes below the present size.
      pragma(app, begin);
      for (let i = 0; i < 6; i++) shop.receive(`later ${i} ${"очень ".repeat(2000)}`);
      await expect.poll(() => app.store.fault()?.code, { timeout: 15_000 }).toBe(`store.${code}`);
      const { said, perSecond } = await watchLog({ output });
      expect(perSecond).toBeLessThanOrEqual(2.5);
      expect(said).toHaveLength(1);
      expect(published(app.db)).toBeGreaterThanOrEqual(2);

      pragma(app, end);
      await expect.poll(() => published(app.db), { timeout: 40_000 }).toBe(8);
      expect(shop.answers()).toEqual(Array(8).fill(1));
      const counted = number(
        "select count(*) from job_attempts where outcome = 'failed' and error_code not like 'store.%'",
      );
      expect(counted(app.db)).toBe(0);
      const spent = number("select max(attempt - excused) from jobs");
      expect(spent(app.db)).toBe(1);
      await expect.poll(() => app.store.fault(), { timeout: 15_000 }).toBeUndefined();
    },
    90_000,
  );

  test("because another program holds it for longer than we wait: health is served meanwhile, and work goes on after", async () => {
    const shop = await openShop(1);
    const daemon = await startDaemon(shop);
    await expect.poll(() => shop.answers(), { timeout: 20_000 }).toEqual([1]);
    const other = new BetterSqlite3(fileOf(shop), { timeout: 5000 });
    other.exec("begin immediate");
    shop.receive("later");
    const watched = watchLog(daemon, 7000);
    const refused = readiness(daemon);
    const at = performance.now();
    expect((await fetch(`${daemon.http}/healthz`)).status).toBe(200);
    expect(performance.now() - at).toBeLessThan(1000);
    expect(await refused).toMatchObject({ status: 503, store: expect.stringContaining("locked") as string });
    const { said, perSecond } = await watched;
    expect(perSecond).toBeLessThanOrEqual(2);
    expect(said).toHaveLength(1);
    expect(JSON.parse(said[0] ?? "{}")).toMatchObject({ code: "store.busy" });
    other.exec("rollback");
    other.close();
    await expectAllAnswered(shop);
    expect(await daemon.stop("SIGTERM")).toBe(0);
  }, 60_000);

  test("because its file was moved away: nothing is written where it would be lost, nothing is sent; put back, it goes on", async () => {
    const shop = await openShop(1);
    const daemon = await startDaemon(shop);
    await expect.poll(() => shop.answers(), { timeout: 20_000 }).toEqual([1]);
    const away = join(shop.cwd, "away");
    mkdirSync(away);
    const move = (from: string, to: string): void => {
      for (const part of ["", "-wal", "-shm"])
        renameSync(join(from, `reputation.db${part}`), join(to, `reputation.db${part}`));
    };
    move(shop.cwd, away);
    shop.receive("later");
    await expect.poll(() => readiness(daemon)).toMatchObject({ status: 503 });
    expect((await readiness(daemon)).store).toContain(`${fileOf(shop)} was deleted, moved or replaced`);
    const { said, perSecond } = await watchLog(daemon, 3000);
    expect([said.length, shop.answers()]).toEqual([1, [1, 0]]);
    expect(perSecond).toBeLessThanOrEqual(2);
    move(away, shop.cwd);
    await expectAllAnswered(shop);
    expect(await daemon.stop("SIGTERM")).toBe(0);
  }, 60_000);

  test("because its folder was removed: the daemon stays, says so, and ends with 1 when it is told to", async () => {
    const folder = join(tempFolder(), "data");
    mkdirSync(folder);
    const shop = await openShop(1, folder);
    shop.configure({ schedule: NEVER });
    const daemon = await startDaemon(shop);
    rmSync(folder, { recursive: true });
    expect(await readiness(daemon)).toMatchObject({ status: 503 });
    expect((await watchLog(daemon, 1000)).said).toHaveLength(1);
    expect(await daemon.stop("SIGTERM")).toBe(1);
    expect(daemon.output()).toContain("was deleted, moved or replaced");
  }, 30_000);
});

describe("a damaged file", () => {
  test.each([
    ["from its first page", 0],
    ["further in", 4096],
  ])("%s ends the start with exit code 1, the path and what to do", async (_, from) => {
    const shop = await openShop(1);
    const daemon = await startDaemon(shop);
    await daemon.stop("SIGTERM");
    const bytes = readFileSync(fileOf(shop));
    writeFileSync(fileOf(shop), bytes.fill(0xff, from));
    const { code, stderr } = await run(["daemon"], { cwd: shop.cwd });
    expect(code).toBe(1);
    expect(stderr).toContain(fileOf(shop));
    expect(stderr).toMatch(/restore/);
    expect(stderr).not.toContain("fault of the program");
  });
});

// The fault is put in by NODE_OPTIONS, which the binary does not take.
describe.skipIf(BINARY)("a fault of the program", () => {
  test.each([
    ["an exception in a timer", "throw error"],
    ["a promise that nobody waits for", "void Promise.reject(error)"],
  ])(
    "(%s) is one line without secrets and exit code 1; the next start goes on",
    async (_, how) => {
      const shop = await openShop(1);
      shop.gate.hold(HOLD_SENDS);
      const bug = `process.on("SIGUSR2", () => setTimeout(() => { const error = new Error("bad key ${shop.token}"); ${how}; }))`;
      const daemon = await startDaemon(shop, {
        NODE_OPTIONS: `--import "data:text/javascript,${encodeURIComponent(bug)}"`,
      });
      await shop.gate.held;
      expect(await daemon.stop("SIGUSR2")).toBe(1);
      const fatal = daemon
        .output()
        .split("\n")
        .filter((line) => line.includes("fault of the program"));
      expect(fatal).toHaveLength(1);
      expect(JSON.parse(fatal[0] ?? "")).toMatchObject({ level: 60, err: "bad key ••••" });
      expect(daemon.output()).not.toContain(shop.token);
      expect(daemon.output().trim().split("\n").at(-1)).toBe(fatal[0]);
      shop.gate.open();
      const next = await startDaemon(shop);
      await expectAllAnswered(shop);
      expect(await next.stop("SIGTERM")).toBe(0);
    },
    60_000,
  );
});
