/** A hub's own file: copied, taken over by another machine, backed up and restored. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { stringify } from "yaml";
import { openCore } from "../../src/app.ts";
import { parseConfig } from "../../src/config/load.ts";
import { openDb } from "../../src/store/db.ts";
import { auditOf } from "../../src/store/tables/audit.ts";
import { standingOf } from "../../src/store/tables/standing.ts";
import { HUB_TOKEN, openCellShop } from "../hub/cells.ts";
import { command, run, start, type Running } from "../support/cli.ts";
import { LITESTREAM, replicate, restoreReplica } from "../support/litestream.ts";
import { personWith } from "../support/people.ts";
import { tempFolder } from "../support/temp.ts";
import { Browser } from "../web/shop.ts";

const CONFIG = ["--config", "hub.yaml"];

function hubFolder(url: string, replica: string): string {
  const cwd = tempFolder();
  const cells = [{ id: "west", name: "Казань", url, token: HUB_TOKEN }];
  const http = { listen: "127.0.0.1:0" };
  writeFileSync(join(cwd, "hub.yaml"), stringify({ database: "./hub.db", cells, http, standby: { replica } }));
  return cwd;
}

async function addMarina(cwd: string): Promise<void> {
  const file = join(cwd, "hub.yaml");
  const core = openCore(parseConfig(readFileSync(file, "utf8"), file, {}).config);
  await personWith(core, "marina", "manager");
  core.close();
}

async function serve(cwd: string, words: string[]): Promise<Running & { url: string }> {
  const running = start([...words, ...CONFIG], { cwd });
  const { http } = JSON.parse(await running.line(/"hub started"/)) as { http: string };
  return { ...running, url: http };
}

async function isCopied(replica: string): Promise<boolean> {
  const file = join(tempFolder(), "copy.db");
  await restoreReplica(join(replica, "copy-00000001"), file).catch(() => undefined);
  if (!existsSync(file)) return false;
  const db = openDb(file, { readonly: true });
  const people = db.statement("select count(*) from users").pluck().get();
  db.close();
  return people === 1;
}

test("another machine takes a hub's file over, and what both hubs are told is decided once", async () => {
  const cell = await openCellShop(
    ["Рубашка хорошая.", "Брюки длинноваты."].map((text, i) => ({ id: `a${i}`, platform: "wb", rating: 4, text })),
  );
  const replica = join(tempFolder(), "copies");
  const [first, other] = [hubFolder(cell.url, replica), hubFolder(cell.url, replica)];
  await addMarina(first);
  const former = await serve(first, ["hub"]);
  expect(await run(["hub", ...CONFIG], { cwd: first })).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("a daemon already runs on this database"),
  });
  const litestream = replicate(join(first, "hub.db"), join(replica, "copy-00000001"));
  onTestFinished(async () => {
    litestream.kill("SIGKILL");
    await litestream.ended;
  });
  const marina = new Browser(former.url);
  await marina.signIn("marina");
  expect((await marina.post("/items/west:1/skip", { version: "1", reason: "спам" })).status).toBe(303);
  await expect.poll(() => isCopied(replica)).toBe(true);

  process.kill(former.pid, "SIGSTOP");
  const next = await serve(other, ["standby", "--litestream", LITESTREAM]);
  const told = JSON.parse(
    await next.line(/taken over; lost is what .* What was decided stands in the cells/),
  ) as object;
  expect(told).toMatchObject({ epoch: 2, from_epoch: 1, replaced: null });
  const there = new Browser(next.url);
  await there.signIn("marina");
  expect((await there.post("/items/west:2/skip", { version: "1", reason: "спам" })).status).toBe(303);
  // The former one wakes with a press that was made before; its cell knows what was decided meanwhile.
  const late = marina.post("/items/west:2/skip", { version: "1", reason: "спам" }).catch(() => undefined);
  process.kill(former.pid, "SIGCONT");
  await late;
  expect(await former.ended).toBe(3);
  for (const id of [1, 2]) expect(auditOf(cell.app.db, id).filter(({ action }) => action === "skip")).toHaveLength(1);
  const again = await run(["hub", ...CONFIG], { cwd: first });
  expect(again).toMatchObject({ code: 3, stderr: expect.stringContaining("another daemon has taken over") });

  await command(["backup", ...CONFIG], { cwd: other });
  const [name = ""] = readdirSync(join(other, "backups"));
  const restore = ["restore", join("backups", name), "--yes", ...CONFIG];
  expect((await command(restore, { cwd: other })).stderr).toContain(`a daemon runs on this database: process`);
  expect(await next.stop("SIGTERM")).toBe(0);
  const restored = await command(restore, { cwd: other });
  expect(restored).toMatchObject({ code: 0, stderr: expect.stringContaining("Next: reputation hub") });
  const back = await serve(other, ["standby", "--litestream", LITESTREAM]);
  expect(back.output()).not.toContain("taken over");
  expect((await new Browser(back.url).signIn("marina")).status).toBe(303);
  const db = openDb(join(other, "hub.db"), { readonly: true });
  expect(standingOf(db)).toMatchObject({ epoch: 2 });
  db.close();
  const stale = await fetch(`${back.url}/inbox`, { headers: { cookie: there.cookie }, redirect: "manual" });
  expect(stale).toMatchObject({ status: 303 });
  expect(stale.headers.get("location")).toContain("/login");
});
