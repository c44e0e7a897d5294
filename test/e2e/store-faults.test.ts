/**
 * The database becomes unusable, for a while or for good. A daemon inside the test process has a clock that runs ten
 * times as fast, so the seconds below are seconds of that clock.
 */
import { execFileSync } from "node:child_process";
import { closeSync, copyFileSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { fetch } from "undici";
import { describe, expect, onTestFinished, test } from "vitest";
import type { App } from "../../src/app.ts";
import { openDb, type Reader } from "../../src/store/db.ts";
import { BINARY } from "../support/binary.ts";
import { command } from "../support/cli.ts";
import { EVERY_SECOND, HTTP_TOKEN, NEVER, openGatedShop, startDaemon, type GatedShop } from "../support/gated-shop.ts";
import { hurriedClock } from "../support/hurried-clock.ts";
import { startInside, type Inside } from "../support/inside.ts";
import { storeNew } from "../support/items.ts";
import { tempDb, tempFolder } from "../support/temp.ts";

const HOLD_SENDS = /POST .*\/feedbacks\/answer/;
const fileOf = ({ cwd }: Pick<GatedShop, "cwd">): string => join(cwd, "reputation.db");
const number =
  (sql: string) =>
  (reader: Reader): number =>
    reader.statement(sql).pluck().get() as number;
const published = number("select count(*) from items where status = 'published'");
const failedJobs = number("select count(*) from jobs where state = 'failed'");

async function readiness({ http }: { http: string }): Promise<{ status: number; store: string }> {
  const response = await fetch(`${http}/readyz`, { headers: { authorization: `Bearer ${HTTP_TOKEN}` } });
  const { parts } = (await response.json()) as { parts: { store: string } };
  return { status: response.status, store: parts.store };
}

const SAYS = "the database cannot be used";

/** Lets a dozen seconds pass with the fault; returns the log lines about it and the total number of lines per second. */
async function watchLog({ app, output }: Inside): Promise<{ said: string[]; perSecond: number }> {
  const before = output().split("\n").length;
  const from = app.clock.now();
  await app.clock.sleep(12_000);
  const lines = output().split("\n");
  const seconds = (app.clock.now() - from) / 1000;
  return { said: lines.filter((line) => line.includes(SAYS)), perSecond: (lines.length - before) / seconds };
}

async function openShop(reviews: number, cwd?: string): Promise<GatedShop> {
  const shop = await openGatedShop(reviews, { clock: hurriedClock(10), ...(cwd !== undefined && { cwd }) });
  shop.configure({ schedule: EVERY_SECOND });
  return shop;
}

/** A shop for a daemon in a process of its own, which runs in real time. */
async function openSlowShop(reviews: number, cwd?: string): Promise<GatedShop> {
  const shop = await openGatedShop(reviews, cwd === undefined ? {} : { cwd });
  shop.configure({ schedule: EVERY_SECOND });
  return shop;
}

/** Checks that every item at the marketplace has exactly one answer. */
async function expectAllAnswered(shop: GatedShop, { app: { db } }: Inside): Promise<void> {
  const wanted = shop.answers().map(() => 1);
  await expect.poll(() => published(db)).toBe(wanted.length);
  expect(shop.answers()).toEqual(wanted);
  expect(failedJobs(db)).toBe(0);
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

/** A small disk. The binary unpacks its native addon there, too. */
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
  test("only delays the daemon, which logs it once, reports itself not ready, and continues when there is space", async () => {
    const shop = await openShop(2, smallDisk());
    shop.gate.hold(HOLD_SENDS);
    const daemon = await startInside(shop);
    await shop.gate.held;
    fillUp(shop.cwd);
    // Both answers arrive at the marketplace, and neither end can be stored.
    shop.gate.open();
    shop.receive("later");
    await expect.poll(() => readiness(daemon)).toMatchObject({ status: 503 });
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
    await expectAllAnswered(shop, daemon);
    await expect.poll(() => readiness(daemon)).toEqual({ status: 200, store: "ok" });
    expect(daemon.output()).toContain("the database can be used again");
    await daemon.stop();
  });

  test("keeps the outcome of a send from being stored; after SIGTERM the next start finds the answer and does not send it again", async () => {
    const shop = await openSlowShop(1, smallDisk());
    shop.gate.hold(HOLD_SENDS);
    const daemon = await startDaemon(shop);
    await shop.gate.held;
    fillUp(shop.cwd);
    shop.gate.open();
    await daemon.line(new RegExp(SAYS));
    expect(await daemon.stop("SIGTERM")).toBe(1);
    rmSync(join(shop.cwd, "fill"));
    await expectAllAnswered(shop, await startInside(shop));
  });
});

function pragma(app: App, text: string): void {
  const statement = app.db.statement(`pragma ${text}`);
  if (statement.reader) statement.get();
  else statement.run();
}

describe("a database that cannot be written", () => {
  test.each([
    ["full", "max_page_count = 1", "max_page_count = 1000000"],
    ["readonly", "query_only = on", "query_only = off"],
  ])("(%s) loses nothing that was acknowledged, and no attempt is spent on it", async (code, begin, end) => {
    const shop = await openShop(2);
    const daemon = await startInside(shop);
    const { app } = daemon;
    await expect.poll(() => published(app.db)).toBe(2);
    // SQLite never goes below the present size.
    pragma(app, begin);
    for (let i = 0; i < 6; i++) shop.receive(`later ${i} ${"очень ".repeat(2000)}`);
    await expect.poll(() => app.store.fault()?.code).toBe(`store.${code}`);
    const { said, perSecond } = await watchLog(daemon);
    expect(perSecond).toBeLessThanOrEqual(2.5);
    expect(said).toHaveLength(1);
    expect(published(app.db)).toBeGreaterThanOrEqual(2);

    pragma(app, end);
    await expect.poll(() => published(app.db)).toBe(8);
    expect(shop.answers()).toEqual(Array(8).fill(1));
    const counted = number(
      "select count(*) from job_attempts where outcome = 'failed' and error_code not like 'store.%'",
    );
    expect(counted(app.db)).toBe(0);
    const spent = number("select max(attempt - excused) from jobs");
    expect(spent(app.db)).toBe(1);
    await expect.poll(() => app.store.fault()).toBeUndefined();
  });

  test("because another program locks it for too long leaves health served meanwhile, and work continues afterwards", async () => {
    const shop = await openShop(1);
    const daemon = await startInside(shop);
    await expect.poll(() => shop.answers()).toEqual([1]);
    const other = new BetterSqlite3(fileOf(shop), { timeout: 5000 });
    other.exec("begin immediate");
    shop.receive("later");
    // Health is served although the other program still holds the database.
    expect((await fetch(`${daemon.http}/healthz`)).status).toBe(200);
    const locked = { status: 503, store: expect.stringContaining("locked") as string };
    await expect.poll(() => readiness(daemon)).toMatchObject(locked);
    const { said, perSecond } = await watchLog(daemon);
    expect(perSecond).toBeLessThanOrEqual(2);
    expect(said).toHaveLength(1);
    expect(JSON.parse(said[0] ?? "{}")).toMatchObject({ code: "store.busy" });
    other.exec("rollback");
    other.close();
    await expectAllAnswered(shop, daemon);
    await daemon.stop();
  });

  test("because its file was moved away stops all writes and sends until the file is put back", async () => {
    const shop = await openShop(1);
    const daemon = await startInside(shop);
    await expect.poll(() => shop.answers()).toEqual([1]);
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
    const { said, perSecond } = await watchLog(daemon);
    expect([said.length, shop.answers()]).toEqual([1, [1, 0]]);
    expect(perSecond).toBeLessThanOrEqual(2);
    move(away, shop.cwd);
    await expectAllAnswered(shop, daemon);
    await daemon.stop();
  });

  test("because its folder was removed is logged by the daemon, which stays up and exits with 1 when it is stopped", async () => {
    const folder = join(tempFolder(), "data");
    mkdirSync(folder);
    const shop = await openSlowShop(1, folder);
    shop.configure({ schedule: NEVER });
    const daemon = await startDaemon(shop);
    rmSync(folder, { recursive: true });
    await expect.poll(() => readiness(daemon)).toMatchObject({ status: 503 });
    await daemon.line(new RegExp(SAYS));
    expect(await daemon.stop("SIGTERM")).toBe(1);
    expect(daemon.output()).toContain("was deleted, moved or replaced");
    expect(daemon.output().split(SAYS)).toHaveLength(2);
  });
});

describe("a damaged file", () => {
  test.each([
    ["from its first page", 0],
    ["further in", 4096],
  ])("%s ends the start with exit code 1, the path and what to do", async (_, from) => {
    const shop = await openShop(1);
    tempDb(fileOf(shop)).close();
    const bytes = readFileSync(fileOf(shop));
    writeFileSync(fileOf(shop), bytes.fill(0xff, from));
    const { code, stderr } = await command(["daemon"], { cwd: shop.cwd });
    expect(code).toBe(1);
    expect(stderr).toContain(fileOf(shop));
    expect(stderr).toMatch(/restore/);
    expect(stderr).not.toContain("fault of the program");
  });
});

// NODE_OPTIONS injects the fault, and the binary ignores that variable.
describe.skipIf(tmpfs)(`a database that is mounted${tmpfs ? ` (skipped: ${tmpfs})` : ""}`, () => {
  test("as a single file, without its folder, is refused with what to mount; a backup of it can be made", async () => {
    const shop = await openSlowShop(0);
    const [cwd, outside, database] = [shop.cwd, join(tempFolder(), "outside.db"), fileOf(shop)];
    openDb(outside).close();
    writeFileSync(database, "");
    execFileSync("mount", ["--bind", outside, database]);
    onTestFinished(() => void execFileSync("umount", ["-l", database]));
    for (const words of [["daemon"], ["restore", outside, "--yes"]]) {
      const ran = await command(words, { cwd });
      expect(ran.code).toBe(1);
      expect(ran.stderr).toMatch(/is mounted as a single file, without its folder[^]*Mount the folder: -v/);
    }
    expect(await command(["backup"], { cwd })).toMatchObject({ code: 0 });
  });
});

describe.skipIf(tmpfs)(`a disk that has gone read-only${tmpfs ? ` (skipped: ${tmpfs})` : ""}`, () => {
  test.each([
    ["after a clean end", false],
    ["while the last writes stood in the log only", true],
  ])("%s can be looked at, exported and backed up elsewhere, and refuses what would change it", async (_, withLog) => {
    const disk = smallDisk();
    const shop = await openSlowShop(0, disk);
    const database = fileOf(shop);
    const db = tempDb(database);
    await db.write((tx) => void storeNew(tx, { text: "Платье село после стирки" }));
    if (withLog) for (const part of ["", "-wal"]) copyFileSync(database + part, join(disk, `kept${part}`));
    db.close();
    if (withLog) for (const part of ["", "-wal"]) renameSync(join(disk, `kept${part}`), database + part);
    execFileSync("mount", ["-o", "remount,ro", disk]);
    const elsewhere = tempFolder();
    for (const words of [
      ["inbox", "--all"],
      ["show", "1"],
      ["status", "--once"],
      ["jobs", "list"],
      ["config", "show"],
    ])
      expect(await command(words, { cwd: disk }), words.join(" ")).toMatchObject({ code: 0 });
    const exported = await command(["export"], { cwd: disk });
    expect(exported.stdout).toContain("Платье село");
    expect(exported.stderr).toContain("The audit log does not have this export");
    const backup = await command(["backup", "--dir", elsewhere, "--json"], { cwd: disk });
    expect(backup).toMatchObject({ code: 0 });
    const { file } = JSON.parse(backup.stdout) as { file: string };
    expect(number("select count(*) from items")(openDb(file, { readonly: true }))).toBe(1);
    for (const words of [["skip", "1"], ["daemon"]]) {
      const ran = await command(words, { cwd: disk });
      expect(ran.code).toBe(1);
      expect(ran.stderr).toMatch(/cannot be written|not mounted read-only|cannot be opened/);
    }
  });
});

describe.skipIf(BINARY)("a fault of the program", () => {
  test.each([
    ["an exception in a timer", "throw error"],
    ["a promise that nobody waits for", "void Promise.reject(error)"],
  ])("(%s) is one line without secrets and exit code 1; the next start goes on", async (_, how) => {
    const shop = await openSlowShop(1);
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
    await expectAllAnswered(shop, await startInside(shop));
  });
});
