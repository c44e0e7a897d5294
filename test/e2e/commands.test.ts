import { execFileSync } from "node:child_process";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import BetterSqlite3 from "better-sqlite3";
import { BINARY } from "../support/binary.ts";
import { command, run, start, type Ran } from "../support/cli.ts";
import { expectDocumented } from "../support/json-schema.ts";
import { sandboxFolder } from "../support/sandbox-folder.ts";
import { tempFolder } from "../support/temp.ts";

const json = (ran: Ran): unknown => JSON.parse(ran.stdout);

beforeAll(() => {
  // These tests run the output of `npm run build`, and a stale build would prove nothing.
  const built = statSync(new URL("../../dist/cli/main.js", import.meta.url)).mtimeMs;
  expect(built).toBeGreaterThan(0);
});

describe("a stranger", () => {
  test("without a configuration is told how to get one", async () => {
    const cwd = tempFolder();
    for (const words of [["daemon"], ["inbox"], ["status"], ["poll", "wb", "reviews"]]) {
      const ran = await command(words, { cwd });
      expect(ran.code).toBe(2);
      expect(ran.stderr).toContain("no configuration found");
      expect(ran.stderr).toContain("reputation init");
      expect(ran.stderr).toContain("reputation demo");
      expect(ran.stdout).toBe("");
    }
  });

  test("gets a configuration from init, once, readable by them alone, and sees what is still missing in it", async () => {
    const cwd = tempFolder();
    const first = await command(["init"], { cwd });
    expect(first).toMatchObject({ code: 0, stdout: `Wrote ${join(cwd, "reputation.yaml")}\n` });
    expect(statSync(join(cwd, "reputation.yaml")).mode & 0o777).toBe(0o600);
    expect((await command(["init"], { cwd })).code).toBe(1);
    const check = await command(["config", "check"], { cwd });
    expect(check.code).toBe(2);
    expect(check.stderr).toMatch(
      /reputation\.yaml:\d+:\d+ {2}accounts\.0\.token {2}the environment variable WB_API_TOKEN is not set/,
    );
  });

  test("who names a pipe where a file belongs is told so at once, and nothing waits for it", async () => {
    const cwd = tempFolder();
    const [config, pipe] = [join(cwd, "reputation.yaml"), join(cwd, "pipe")];
    execFileSync("mkfifo", [pipe]);
    const brands = "brands: [{id: brand, name: Brand}]\n";
    writeFileSync(config, `accounts: [{id: a, platform: wb, token_file: pipe, brand: brand}]\n${brands}`);
    for (const words of [
      ["config", "check"],
      ["config", "check", "--config", pipe],
      ["demo", "--reviews", pipe],
    ]) {
      const ran = await run(words, { cwd });
      expect(ran, words.join(" ")).toMatchObject({ code: 2, stderr: expect.stringContaining("not a regular file") });
    }
  });

  test("has a brand's own phrases checked with the configuration", async () => {
    const cwd = tempFolder();
    const [config, phrases] = [join(cwd, "reputation.yaml"), join(cwd, "phrases.ru.yaml")];
    const accounts = "accounts: [{id: wb-main, platform: wb, token: token, brand: brand}]";
    writeFileSync(config, `${accounts}\nbrands: [{id: brand, name: Brand, phrases_file: phrases.ru.yaml}]\n`);
    const missing = await command(["config", "check"], { cwd });
    expect(missing.stderr).toContain(`the phrases_file ${phrases} cannot be read: ENOENT`);
    writeFileSync(phrases, "greetings:\n  with_name: Привет, {imya}!\n");
    const broken = await command(["config", "check"], { cwd });
    expect(broken.code).toBe(2);
    expect(broken.stderr).toContain(`${phrases}:2:14  greetings.with_name.0  "Привет, {imya}!" has the unknown`);
    writeFileSync(phrases, "greetings:\n  with_name: Привет, {name}!\n");
    expect(await command(["config", "check"], { cwd })).toMatchObject({ code: 0, stderr: "" });
  });

  test("who cannot read the service's tokens can still look and decide, but cannot call a marketplace", async () => {
    const cwd = tempFolder();
    await command(["init"], { cwd });
    for (const words of [["status"], ["inbox"], ["jobs", "list"], ["schedule", "list"]]) {
      expect((await command(words, { cwd })).code, words.join(" ")).toBe(0);
    }
    const poll = await command(["poll", "wb", "reviews"], { cwd });
    expect(poll.code).toBe(2);
    expect(poll.stderr).toContain("WB_API_TOKEN is not set");
  });

  test("who mistypes a command or an option is shown the nearest one and how to get help", async () => {
    const cwd = tempFolder();
    const mistyped = await run(["inbx"], { cwd });
    expect(mistyped.code).toBe(2);
    expect(mistyped.stderr).toContain("Did you mean inbox?");
    expect(mistyped.stderr).toContain("try: reputation --help");
    const option = await command(["inbox", "--limti", "3"], { cwd });
    expect(option.code).toBe(2);
    expect(option.stderr).toContain("try: reputation inbox --help");
  });

  test("starts a sandbox, which prints its document and serves its configuration; another start takes its place", async () => {
    const cwd = tempFolder();
    const first = start(["sandbox", "--dir", cwd, "--count", "12", "--json"], { cwd });
    expectDocumented("sandbox", await first.line(/"url"/));
    const poll = await command(["poll", "wb", "reviews", "--json"], { cwd });
    expect(json(poll)).toMatchObject([{ status: "success" }]);
    expect(await first.stop("SIGTERM")).toBe(0);
    const again = start(["sandbox", "--dir", cwd, "--count", "1"], { cwd });
    expect(await again.line(/reputation\.yaml$/)).toBe(join(cwd, "reputation.yaml"));
  });

  test("keeps their own configuration in a folder given to the sandbox, and is told when the folder cannot be written", async () => {
    const cwd = tempFolder();
    writeFileSync(join(cwd, "reputation.yaml"), "accounts: []\n");
    const refused = await command(["sandbox", "--dir", cwd], { cwd });
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("it is left as it is");
    expect(readFileSync(join(cwd, "reputation.yaml"), "utf8")).toBe("accounts: []\n");
    const nowhere = await command(["sandbox", "--dir", "/proc/x/y"], { cwd });
    expect(nowhere).toMatchObject({ code: 2, stdout: "" });
    expect(nowhere.stderr).toContain("/proc/x");
  });

  test("gets the version of the package", async () => {
    const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
      version: string;
    };
    const raw = new BetterSqlite3(":memory:");
    const sqlite = String(raw.prepare("select sqlite_version()").pluck().get());
    raw.close();
    const { stdout } = await run(["--version"], { cwd: tempFolder() });
    expect(stdout).toBe(`${version} (Node ${process.versions.node}, SQLite ${sqlite}${BINARY ? ", binary" : ""})\n`);
  });
});

describe("by hand", () => {
  test("an item goes from poll to publication with commands alone", async () => {
    const { cwd } = await sandboxFolder();
    const poll = await run(["poll", "wb", "reviews", "--once", "--drain", "--json"], { cwd });
    expect(poll.code).toBe(0);
    const [result] = json(poll) as { new: number; fetched: number; state: string }[];
    expect(result).toMatchObject({ state: "done", status: "success" });
    expect(result?.new).toBeGreaterThan(0);

    const waiting = json(await command(["inbox", "--json"], { cwd })) as { id: number; answer: { text: string } }[];
    expect(waiting).toHaveLength(result?.new ?? 0);
    const [first] = waiting;
    const id = String(first?.id);

    const preview = await command(["approve", id, "--dry-run", "--json"], { cwd });
    expect(json(preview)).toMatchObject([{ id: first?.id, text: first?.answer.text }]);
    expect((await command(["show", id, "--json"], { cwd })).stdout).toContain('"status":"pending_review"');

    expect(
      (
        await command(["edit", id, "--file", "-"], {
          cwd,
          input: "Здравствуйте! Спасибо за отзыв, нам важно ваше мнение.\n",
        })
      ).code,
    ).toBe(0);
    expect(json(await command(["approve", id, "--json"], { cwd }))).toMatchObject([
      { status: "approved", changed: true },
    ]);
    expect(json(await command(["approve", id, "--json"], { cwd }))).toMatchObject([
      { status: "approved", changed: false },
    ]);
    expect(json(await command(["undo", id, "--json"], { cwd }))).toMatchObject([
      { status: "pending_review", changed: true },
    ]);
    await command(["approve", id], { cwd });
    expect(json(await run(["send", id, "--json"], { cwd }))).toMatchObject([{ status: "published", state: "done" }]);
    const shown = json(await command(["show", id, "--json"], { cwd })) as {
      history: { actor: string; action: string }[];
    };
    expect(shown).toMatchObject({
      status: "published",
      answer: { text: "Здравствуйте! Спасибо за отзыв, нам важно ваше мнение." },
    });
    expect(shown.history.map((entry) => entry.action)).toEqual([
      "wait",
      "edit",
      "approve",
      "undo",
      "approve",
      "published",
    ]);
    expect((await command(["undo", id], { cwd })).code).toBe(1);
  });

  test("several ids can come from standard input and need one confirmation", async () => {
    const { cwd } = await sandboxFolder();
    await command(["poll", "ozon", "reviews", "--drain"], { cwd });
    const ids = (json(await command(["inbox", "--json"], { cwd })) as { id: number }[]).map((item) => item.id);
    const input = ids.join("\n");
    const unasked = await command(["approve", "-"], { cwd, input });
    expect(unasked.code).toBe(2);
    expect(unasked.stderr).toContain("--yes");
    const approved = json(await command(["approve", "-", "--yes", "--json"], { cwd, input })) as { status: string }[];
    expect(approved.map((result) => result.status)).toEqual(ids.map(() => "approved"));
    const skipped = await command(["skip", "999", String(ids[0])], { cwd });
    expect(skipped.code).toBe(1);
    expect(skipped.stdout).toContain("there is no item 999");
  });

  test("every other task can be run and leaves a job row behind", async () => {
    const { cwd } = await sandboxFolder();
    await command(["poll", "ym", "questions"], { cwd });
    const items = json(await command(["inbox", "--status", "new", "--json"], { cwd })) as { id: number }[];
    const id = String(items[0]?.id);
    expect(json(await command(["analyze", id, "--json"], { cwd }))).toMatchObject([{ status: "analyzed" }]);
    expect(json(await command(["generate", id, "--json"], { cwd }))).toMatchObject([{ status: "generated" }]);
    const again = json(await command(["regenerate", id, "--instructions", "короче", "--json"], { cwd })) as {
      text: string;
    };
    expect(again).toMatchObject({ status: "generated" });
    expect(again.text.length).toBeGreaterThan(20);
    expect(json(await command(["retry-failed", "--json"], { cwd }))).toMatchObject({ status: "ok", retried: 0 });
    expect(json(await command(["archive", "--dry-run", "--json"], { cwd }))).toEqual({ dry_run: true, archivable: 0 });
    expect(json(await command(["archive", "--json"], { cwd }))).toMatchObject({ archived: 0 });
    expect(json(await command(["heartbeat", "--json"], { cwd }))).toMatchObject({ agents: 3 });
    expect(
      Array.isArray(
        json(await command(["analytics", "--from", "2026-01-01", "--to", "2026-01-03", "--json"], { cwd })),
      ),
    ).toBe(true);
    const kinds = (json(await command(["jobs", "list", "--json"], { cwd })) as { kind: string }[]).map(
      (job) => job.kind,
    );
    expect(new Set(kinds)).toEqual(
      new Set([
        "poll_ym_questions",
        "analyze_item",
        "generate_response",
        "regenerate_response",
        "retry_failed_publish",
        "archive_old_items",
        "office_heartbeat",
        "calculate_daily_analytics",
      ]),
    );
    expect((await command(["schedule", "list", "--json"], { cwd })).stdout).toContain("poll_wb_reviews:wb-sandbox");
    expect(json(await command(["status", "--once", "--json"], { cwd }))).toMatchObject({
      daemon: null,
      items: { pending_review: 1 },
    });
  });

  test("a refused key exits with 4 and names the account, while the other accounts continue", async () => {
    const { cwd } = await sandboxFolder();
    const file = join(cwd, "reputation.yaml");
    writeFileSync(file, readFileSync(file, "utf8").replace(/(platform: wb\s+token: ).*/, "$1not-the-right-one"));
    const wb = await command(["poll", "wb", "reviews"], { cwd });
    expect(wb.code).toBe(4);
    expect(wb.stderr).toContain("wb-sandbox");
    expect(wb.stderr + wb.stdout).not.toContain("not-the-right-one");
    expect((await command(["poll", "ozon", "reviews"], { cwd })).code).toBe(0);
    const shown = await command(["config", "show"], { cwd });
    expect(shown.stdout).toContain("••••");
    expect(shown.stdout).not.toContain("not-the-right-one");
  });

  test("wrong arguments are refused before anything is done", async () => {
    const { cwd } = await sandboxFolder();
    for (const words of [
      ["poll", "wb", "parcels"],
      ["poll", "amazon", "reviews"],
      ["poll", "wb", "reviews", "--account", "nobody"],
      ["inbox", "--status", "lost"],
      ["inbox", "--limit", "many"],
      ["show", "first"],
      ["analytics", "--date", "2026-13-40"],
      ["analytics", "--from", "2026-02-02", "--to", "2026-01-01"],
      ["approve"],
    ]) {
      const ran = await command(words, { cwd });
      expect(ran.code, words.join(" ")).toBe(2);
      expect(ran.stderr, words.join(" ")).toMatch(/^✗ .+/);
    }
  });
});
