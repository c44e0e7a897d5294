/** Every command of the program, called once or more, on a sandbox and a database of its own. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { openCore } from "../../src/app.ts";
import { sandboxConfig } from "../../src/cli/sandbox-config.ts";
import { systemClock } from "../../src/base/clock.ts";
import { parseConfig } from "../../src/config/load.ts";
import { startSandbox } from "../../src/sandbox/sandbox.ts";
import { newDatabase, tempFolder } from "../support/temp.ts";
import { runIn } from "../support/terminal.ts";

/** One call: the command's name, the words after it, the exit code that is right. */
export interface Call {
  command: string;
  words: readonly string[];
  code?: number;
  input?: string;
}

export interface World {
  cwd: string;
  /** Of a product that somebody wrote about. */
  sku: string;
  ids: { waiting: number[]; fresh: number; job: number };
}

/** A shop with items in several states, and a job that is due tomorrow. */
export async function openWorld(): Promise<World> {
  const cwd = tempFolder();
  const sandbox = await startSandbox({ clock: systemClock });
  onTestFinished(() => sandbox.close());
  const text = sandboxConfig(sandbox, { ai: { provider: "offline" } });
  writeFileSync(join(cwd, "reputation.yaml"), text);
  const database = join(cwd, "reputation.db");
  if (made) writeFileSync(database, made.database, { mode: 0o600 });
  else {
    newDatabase(database);
    const found = await makeWorld(cwd, text);
    made = { database: readFileSync(database), found };
  }
  return { cwd, ...made.found };
}

type Found = Omit<World, "cwd">;

/** What the program makes of the sandbox's items is made once in each process. */
let made: { database: Buffer; found: Found } | undefined;

async function makeWorld(cwd: string, text: string): Promise<Found> {
  const polled = await runIn(["poll", "wb", "reviews", "--drain"], { cwd });
  expect(polled.code, polled.stderr).toBe(0);
  await runIn(["poll", "ym", "questions"], { cwd });
  const idsOf = async (...words: string[]): Promise<number[]> => {
    const { stdout } = await runIn(["inbox", "--json", ...words], { cwd });
    return (JSON.parse(stdout) as { id: number }[]).map(({ id }) => id);
  };
  const waiting = await idsOf();
  const [fresh = 0] = await idsOf("--status", "new");
  expect(waiting.length).toBeGreaterThan(7);
  const core = openCore(parseConfig(text, join(cwd, "reputation.yaml"), {}).config);
  const runAt = systemClock.now() + 86_400_000;
  const { id: job } = await core.db.write((tx) => core.enqueue(tx, "archive_old_items", {}, { key: "later", runAt }));
  await core.decisions.changeSetting({ path: "approval.daily_cap", value: 450 }, "person:anna");
  await core.decisions.note(waiting[0] ?? 0, "Жду ответ от склада.", "person:anna");
  const sku = core.db.statement("select sku from items where sku is not null limit 1").pluck().get() as string;
  core.close();
  return { sku, ids: { waiting, fresh, job } };
}

function daysAgo(days: number): string {
  return new Date(systemClock.now() - days * 86_400_000).toISOString().slice(0, 10);
}

/** The calls, ordered so that each has work to do. Other tests start `sandbox`, `demo` and `daemon`, which stay up. */
export function callsOf({ sku, ids: { waiting, fresh, job } }: World): Call[] {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0] = waiting;
  const call = (command: string, ...words: (string | number)[]): Call => ({ command, words: words.map(String) });
  return [
    call("inbox", "--limit", 60),
    call("show", a),
    call("approve", a, b, "--dry-run"),
    call("approve", a, b, "--yes"),
    { ...call("approve", 999_999), code: 1 },
    { ...call("approve", `${c}@7`), code: 1 },
    call("approve", `${f}@1`, `${g}@1`, "--yes"),
    call("undo", f, g),
    call("undo", a),
    call("edit", a, "--text", "Здравствуйте! Спасибо, что поделились впечатлением."),
    call("regenerate", a, "--instructions", "короче"),
    call("send", b, "--dry-run"),
    call("send", b),
    call("show", b),
    call("skip", c),
    call("escalate", d),
    { ...call("retry", e), code: 1 },
    { ...call("skip", "-"), input: `${f}\n${g}\n` },
    call("analyze", fresh),
    call("generate", fresh),
    call("poll", "ozon", "questions"),
    call("policy test", "--limit", 5),
    call("pause", "publish"),
    call("status", "--once"),
    call("resume"),
    call("retry-failed"),
    call("heartbeat"),
    call("archive", "--dry-run"),
    call("archive"),
    call("analytics", "--from", daysAgo(40), "--to", daysAgo(0)),
    call("analytics"),
    call("analytics top"),
    call("products"),
    call("products summary"),
    call("products show", sku),
    call("figures"),
    call("figures", "--from", daysAgo(40), "--to", daysAgo(0), "--brand", "ohana_kids"),
    call("export", "--archived"),
    call("export products"),
    call("export figures"),
    call("jobs list", "--limit", 40),
    call("jobs show", 1),
    call("jobs cancel", job),
    call("jobs retry", job),
    call("audit verify"),
    call("quarantine list"),
    call("quarantine seen"),
    call("alerts list"),
    { ...call("alerts test"), code: 1 },
    call("alerts log"),
    call("user link"),
    call("user add", "marina", "--role", "admin"),
    call("user add", "irina", "--name", "Ирина"),
    call("alerts set", "irina", "--channel", "telegram", "--event", "question=off"),
    call("user list"),
    call("user role", "irina", "senior", "--all-brands"),
    call("user link", "irina"),
    call("user sessions", "irina"),
    call("user sessions", "irina", "--end"),
    call("user off", "irina"),
    call("user on", "irina"),
    call("schedule list"),
    call("schedule pause", "poll_wb_reviews"),
    call("schedule resume", "poll_wb_reviews"),
    call("schedule run", "office_heartbeat"),
    call("config check"),
    call("learn"),
    { ...call("knowledge check", "OM-1001"), code: 1 },
    call("config show"),
    call("config export"),
    call("config reset", "approval.daily_cap"),
    call("config path"),
    call("doctor"),
    call("backup"),
    call("cells plan", "--cells", "2"),
    call("cells move", "ym-sandbox", "--from", "reputation.yaml", "--to", "reputation.cell-2.yaml"),
    call("completion", "bash"),
    call("init", "--systemd"),
    call("init", "--config", "other.yaml", "--account", "wb", "--no-input"),
  ];
}
