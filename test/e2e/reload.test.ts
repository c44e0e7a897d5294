import { mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fetch } from "undici";
import { expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { openCore } from "../../src/app.ts";
import { loadConfig } from "../../src/config/load.ts";
import { POLL_KINDS } from "../../src/domain/job.ts";
import { command } from "../support/cli.ts";
import { startDaemon } from "../support/gated-shop.ts";
import { HAS_TERMINALS, openTerminal } from "../support/pty.ts";
import { expectDocumented } from "../support/json-schema.ts";
import { headersIn, sandboxFolder } from "../support/sandbox-folder.ts";
import { tempDb } from "../support/temp.ts";

const every = (cron: string) => Object.fromEntries(POLL_KINDS.map((kind) => [kind, { cron }]));

interface Document {
  accounts: Record<string, unknown>[];
  approval: { rules: object[] };
  http: object;
  [key: string]: unknown;
}

/** A shop at Wildberries whose key is in a file behind a link, as Kubernetes lays out its secrets. */
async function openShop() {
  const items = Array.from({ length: 3 }, (_, i) => ({
    id: `r${i}`,
    platform: "wb" as const,
    text: `Очень нравится, ношу с удовольствием, вещь номер ${i}.`,
    rating: 5,
  }));
  const { cwd, sandbox } = await sandboxFolder({
    items,
    settings: {
      ai: { provider: "offline" },
      schedule: every("* * * * * *"),
      http: { listen: "127.0.0.1:0" },
      approval: { undo_window: "0s", rules: [{ name: "five", when: { rating: { min: 5 } }, then: "approve" }] },
    },
  });
  const file = join(cwd, "reputation.yaml");
  let versions = 0;
  const putKey = (key: string): void => {
    const folder = `version-${++versions}`;
    mkdirSync(join(cwd, folder));
    writeFileSync(join(cwd, folder, "wb"), `${key}\n`);
    symlinkSync(folder, join(cwd, "coming"));
    renameSync(join(cwd, "coming"), join(cwd, "keys"));
  };
  const change = (edit: (document: Document) => void): void => {
    const document = parse(readFileSync(file, "utf8")) as Document;
    edit(document);
    writeFileSync(file, stringify(document), { mode: 0o600 });
  };
  change(({ accounts }) => {
    accounts.splice(1);
    delete accounts[0]?.["token"];
    Object.assign(accounts[0] ?? {}, { token_file: "keys/wb" });
  });
  return { cwd, sandbox, putKey, change, db: tempDb(join(cwd, "reputation.db")) };
}

test("a refused key is replaced in its file and everything goes on; a reload takes over what it can and refuses mistakes", async () => {
  const shop = await openShop();
  const { cwd, sandbox, db } = shop;
  shop.putKey("a-key-that-nobody-knows");
  const daemon = await startDaemon(shop, { SOME_ID: "1" });
  const published = (): number =>
    (db.statement("select count(*) as n from items where status = 'published'").get() as { n: number }).n;
  const ready = async () =>
    (await (await fetch(`${daemon.http}/readyz`, { headers: headersIn(cwd) })).json()) as { held_accounts: string[] };
  await expect.poll(async () => (await ready()).held_accounts).toEqual(["wb-sandbox"]);
  expect((await command(["status"], { cwd })).stdout).toContain("✗ wb-sandbox: the key is refused since");

  shop.putKey(sandbox.credentials.wb.token);
  await expect.poll(published).toBe(3);
  expect((await ready()).held_accounts).toEqual([]);
  expect(daemon.output()).not.toContain(sandbox.credentials.wb.token);
  expect(daemon.output()).not.toContain("a-key-that-nobody-knows");

  // Without a terminal a hang-up means that the configuration is read again.
  shop.change((document) => Object.assign(document, { approval: { ...document.approval, daily_cap: 7 } }));
  process.kill(daemon.pid, "SIGHUP");
  expect(await daemon.line(/configuration was read again/)).toContain('"applied":["approval.daily_cap"]');

  // What is changed on a page counts instead of the file, and the daemon follows what another process has done there.
  const core = openCore(loadConfig({ file: join(cwd, "reputation.yaml"), env: { SOME_ID: "1" }, cwd }).config);
  await core.decisions.changeSetting({ path: "approval.daily_cap", value: 9 }, "person:pavel");
  core.close();
  expect(await daemon.line(/another program has changed settings/)).toContain('"applied":["approval.daily_cap"]');
  shop.change((document) => Object.assign(document, { approval: { ...document.approval, daily_cap: 8 } }));
  expect((await command(["reload"], { cwd })).stdout).toContain("nothing has changed");
  expect((await command(["config", "reset", "approval.daily_cap"], { cwd })).code).toBe(0);

  shop.change((document) => {
    document.approval.rules = [];
    document.http = { ...document.http, listen: "127.0.0.1:1" };
    document.accounts.push({
      id: "ozon",
      platform: "ozon",
      client_id: "${SOME_ID}",
      api_key: "k",
      brand: document.accounts[0]?.["brand"],
    });
    document["schedule"] = every("0 0 0 1 1 *");
  });
  const taken = await command(["reload", "--json"], { cwd });
  expect(taken.stderr).toBe("");
  const { applied, restart, environment } = expectDocumented("reload", taken.stdout) as Record<string, string[]>;
  expect(applied).toEqual(expect.arrayContaining(["approval.rules", "accounts.ozon", "schedule.poll_wb_reviews.cron"]));
  expect(restart).toEqual(["http.listen"]);
  expect(environment).toEqual(["accounts.1.client_id (SOME_ID)"]);
  expect((await command(["reload"], { cwd })).stdout).toContain("http.listen has changed and needs a restart");
  const planned = db.statement("select count(*) as n from schedules where name like '%:ozon'").get() as { n: number };
  expect(planned.n).toBe(2);

  // The daemon sees what a command beside it does not: its own environment, its own files.
  shop.change(({ accounts }) =>
    Object.assign(accounts[1] ?? {}, {
      platform: "wb",
      token: sandbox.credentials.wb.token,
      client_id: undefined,
      api_key: undefined,
      base_url: sandbox.baseUrls.wb,
    }),
  );
  const wrong = await command(["reload"], { cwd });
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toMatch(
    /reputation\.yaml:\d+:\d+ {2}accounts\.1\.token {2}"wb-sandbox" and "ozon" are the same cabinet/,
  );
  expect(wrong.stderr).toContain("The daemon keeps the configuration that it has.");
  expect(await daemon.stop("SIGTERM")).toBe(0);
  const late = await command(["reload"], { cwd });
  expect(late.code).not.toBe(0);
});

test.skipIf(!HAS_TERMINALS)("a daemon with a terminal ends when the terminal is closed", async () => {
  const shop = await openShop();
  shop.putKey("a-key-that-nobody-knows");
  const terminal = openTerminal(["daemon"], { cwd: shop.cwd, columns: 200 });
  await terminal.shows("daemon started");
  terminal.hangUp();
  await expect.poll(() => terminal.isAlive()).toBe(false);
});

test("reload says that no daemon runs, and makes no database", async () => {
  const { cwd } = await openShop();
  const ran = await command(["reload"], { cwd });
  expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining("no daemon runs on") as unknown });
});
