import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { parse, stringify } from "yaml";
import { createRandom } from "../../src/sandbox/random.ts";
import { checkAudit } from "../../src/store/views/audit-check.ts";
import { moveOf } from "../../src/store/tables/account-moves.ts";
import { command, start, type Running } from "../support/cli.ts";
import { cutProxy } from "../support/cut-proxy.ts";
import { sandboxFolder } from "../support/sandbox-folder.ts";
import { tempDb } from "../support/temp.ts";

const ACCOUNT = "ozon-sandbox";
/** How often the move is killed before it may come to its end; once it has begun, one of the daemons with it. */
const KILLS = 2;

interface Document {
  accounts: { id: string; base_url: string }[];
  [key: string]: unknown;
}

/** Two cells in front of one sandbox, which tell when each of them has spoken to Ozon. */
async function twoCells() {
  const { cwd, sandbox } = await sandboxFolder({
    items: [],
    settings: {
      ai: { provider: "offline" },
      schedule: { poll_ozon_reviews: { cron: "* * * * * *" } },
      http: { listen: "127.0.0.1:0" },
      approval: { undo_window: "0s", rules: [{ name: "five", when: { rating: { min: 5 } }, then: "approve" }] },
      publish: { recheck_after: "1s" },
    },
  });
  const all = parse(readFileSync(join(cwd, "reputation.yaml"), "utf8")) as Document;
  const cell = async (name: string, accounts: readonly string[]) => {
    const folder = join(cwd, name);
    mkdirSync(folder);
    const asked: number[] = [];
    const proxy = await cutProxy(sandbox.url, (_method, path) => {
      if (path.startsWith("/ozon")) asked.push(performance.now());
      return "pass";
    });
    const file = join(folder, "reputation.yaml");
    const configure = (ids: readonly string[]): void => {
      const own = all.accounts.filter(({ id }) => ids.includes(id));
      const through = own.map((account) => ({ ...account, base_url: account.base_url.replace(sandbox.url, proxy) }));
      writeFileSync(file, stringify({ ...all, accounts: through }), { mode: 0o600 });
    };
    configure(accounts);
    const launch = (): Running => start(["daemon"], { cwd: folder });
    return { folder, file, asked, configure, launch, db: () => tempDb(join(folder, "reputation.db")) };
  };
  return { sandbox, cwd, a: await cell("a", ["wb-sandbox", ACCOUNT]), b: await cell("b", ["ym-sandbox"]) };
}

test("an account moves between two daemons at work, all killed at random: nothing is lost, doubled, or polled by both", async () => {
  const { sandbox, cwd, a, b } = await twoCells();
  const random = createRandom(Number(process.env["REPUTATION_SEED"] ?? 1));
  let written = 0;
  const write = (): void => {
    const text = `Очень нравится, ношу с удовольствием, вещь номер ${++written}.`;
    sandbox.world.add([{ id: `r${written}`, platform: "ozon", rating: 5, text }]);
  };
  for (let i = 0; i < 10; i++) write();
  const daemons = { a: a.launch(), b: b.launch() };
  await Promise.all([daemons.a.line(/"daemon started"/), daemons.b.line(/"daemon started"/)]);
  const answers = (): number[] => sandbox.world.items().map(({ received }) => received.length);
  await expect.poll(() => answers().filter((n) => n > 0).length).toBeGreaterThan(0);
  const buyers = setInterval(write, 700);
  onTestFinished(() => clearInterval(buyers));

  const move = ["cells", "move", ACCOUNT, "--from", a.file, "--to", b.file, "--wait", "60s"];
  move.push("--to-database", join(b.folder, "reputation.db"));
  for (let kills = 0, ended = false; !ended; kills++) {
    // The environment's database is that of a daemon, which this is none.
    const run = start(move, { cwd, env: { REPUTATION_DATABASE: "/nowhere/reputation.db" } });
    const over = run.line(/works in .* now, and no more/).then(() => true);
    const waits = kills < KILLS ? sleep(random.between(300, 2500)).then(() => false) : over;
    ended = await Promise.race([over, waits]);
    await run.stop(ended ? "SIGTERM" : "SIGKILL");
    if (moveOf(b.db(), ACCOUNT) === undefined) continue;
    b.configure(["ym-sandbox", ACCOUNT]);
    const name = random.pick(["a", "b"] as const);
    await daemons[name].stop("SIGKILL");
    daemons[name] = { a, b }[name].launch();
    await daemons[name].line(/"daemon started"/);
  }
  await daemons.b.stop("SIGTERM");
  daemons.b = b.launch();
  clearInterval(buyers);
  await expect.poll(() => answers().filter((n) => n === 0).length).toBe(0);

  expect(Math.max(...answers())).toBe(1);
  expect(Math.max(...a.asked)).toBeLessThan(Math.min(...b.asked));
  const [from, to] = [a.db(), b.db()];
  const items = "select count(*) from items where account = ?";
  await expect.poll(() => to.statement(`${items} and status = 'published'`).pluck().get(ACCOUNT)).toBe(written);
  expect(from.statement(items).pluck().get(ACCOUNT)).toBe(0);
  for (const db of [from, to]) expect(checkAudit(db).faults).toEqual([]);
  for (const daemon of Object.values(daemons)) expect(await daemon.stop("SIGTERM")).toBe(0);
});

test("a plan gives every account to one cell, the caps add up, and each configuration is accepted", async () => {
  const { cwd } = await sandboxFolder({
    settings: { approval: { daily_cap: 100 }, ai: { provider: "offline", daily_budget: { tokens: 1000 } } },
  });
  const planned = await command(["cells", "plan", "--cells", "2", "--weight", "wb-sandbox=3", "--json"], { cwd });
  const { cells, moves } = JSON.parse(planned.stdout) as {
    cells: { accounts: string[]; daily_cap: number; tokens: number; file: string }[];
    moves: string[];
  };
  expect(cells.map(({ accounts }) => accounts)).toEqual([["wb-sandbox"], ["ozon-sandbox", "ym-sandbox"]]);
  expect(cells.map(({ daily_cap, tokens }) => [daily_cap, tokens])).toEqual([
    [60, 600],
    [40, 400],
  ]);
  expect(moves).toHaveLength(2);
  for (const { file } of cells)
    expect(await command(["config", "check", "--config", file], { cwd })).toMatchObject({ code: 0 });
  const databases = cells.map(({ file }) => (parse(readFileSync(file, "utf8")) as { database: string }).database);
  expect(new Set(databases).size).toBe(2);
  expect(await command(["cells", "plan", "--cells", "2"], { cwd })).toMatchObject({ code: 1 });
});
