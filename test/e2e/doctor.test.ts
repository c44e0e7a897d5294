import { appendFileSync, chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { systemClock } from "../../src/base/clock.ts";
import { ownerOf, takeLease } from "../../src/queue/owner.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { startSmtp } from "../../src/sandbox/smtp/smtp.ts";
import { startTelegram } from "../../src/sandbox/telegram/telegram.ts";
import { openDb } from "../../src/store/db.ts";
import { command, run, type Ran } from "../support/cli.ts";
import { sandboxFolder } from "../support/sandbox-folder.ts";

interface Finding {
  subject: string;
  state: string;
  message: string;
  remedy: string | null;
}

const findings = ({ stdout }: Ran): Finding[] => JSON.parse(stdout) as Finding[];
const sent = ({ world }: Sandbox): number => world.items().filter((item) => item.received.length > 0).length;

describe("doctor", () => {
  test("reports a healthy setup after asking every account what its key may do, and changes nothing", async () => {
    const { sandbox, cwd } = await sandboxFolder();
    const before = sent(sandbox);
    const ran = await run(["doctor"], { cwd });
    expect(ran.code).toBe(0);
    for (const about of [
      /✓ wb-sandbox .*Personal token · 179 days left/,
      /✓ ozon-sandbox .*reviews can be read/,
      /✓ ym-sandbox .*COMMUNICATION/,
      /✓ ai .*sandbox answered/,
    ]) {
      expect(ran.stdout).toMatch(about);
    }
    expect(ran.stdout).not.toContain("✗");
    expect(sent(sandbox)).toBe(before);
    for (const secret of [
      sandbox.credentials.wb.token,
      sandbox.credentials.ozon.apiKey,
      sandbox.credentials.ym.apiKey,
    ]) {
      expect(ran.stdout + ran.stderr).not.toContain(secret);
    }
  });

  test("tries each channel, tells nobody anything, and keeps their keys to itself", async () => {
    const telegram = await startTelegram({ clock: systemClock });
    onTestFinished(() => telegram.close());
    const smtp = await startSmtp();
    onTestFinished(() => smtp.close());
    const alerts = {
      telegram: { token: telegram.token, api_root: telegram.url },
      max: { token: "Sekret-of-MAX", api_root: telegram.url },
      email: { host: "127.0.0.1", port: smtp.port, user: "a", password: "Sekret-of-SMTP", from: "a@shop.example" },
    };
    const { cwd } = await sandboxFolder({ settings: { alerts } });
    chmodSync(join(cwd, "reputation.yaml"), 0o644);
    const ran = await command(["doctor"], { cwd });
    expect(ran.code).toBe(1);
    expect(ran.stdout).toMatch(/✓ telegram .*@reputation_sandbox_bot can be used/);
    expect(ran.stdout).toMatch(/✗ max .*HTTP 404/);
    expect(ran.stdout).toMatch(/✗ email .*STARTTLS[^]*Check alerts\.email\.host/);
    expect(ran.stdout).toMatch(/others can read the secrets in it \(.*alerts\.email\.password/);
    expect(ran.stdout + ran.stderr).not.toMatch(/Sekret|AAsandbox/);
    expect([telegram.chat(1), smtp.mails]).toEqual([[], []]);
  });

  test.each([
    ["to start the daemon", false, "Next: reputation daemon"],
    ["to look at the daemon that runs", true, "Next: reputation status"],
  ])("ends with the next step: %s", async (_, isUp, next) => {
    const { cwd } = await sandboxFolder();
    const db = openDb(join(cwd, "reputation.db"));
    if (isUp) await db.write((tx) => takeLease(tx, ownerOf("daemon", "of this test"), Date.now()));
    db.close();
    // A separate process, not the one that holds the lease.
    const ran = await (isUp ? run : command)(["doctor"], { cwd });
    expect(ran.stdout).toContain(isUp ? "✓ daemon" : "! daemon");
    expect(ran.stderr).toContain(next);
  });

  test("says what to do about each failure, continues with the other checks, and exits with 1", async () => {
    const { sandbox, cwd } = await sandboxFolder();
    sandbox.setFaults("wb", { key: "wrong_scope" });
    sandbox.setFaults("ozon", { key: "expired" });
    const ran = await command(["doctor", "--json"], { cwd });
    expect(ran.code).toBe(1);
    const failures = findings(ran).filter(({ state }) => state === "failed");
    expect(failures.map(({ subject }) => subject)).toEqual(["wb-sandbox", "ozon-sandbox"]);
    expect(failures[0]?.remedy).toContain("«Вопросы и отзывы»");
    expect(failures[1]?.remedy).toContain("Check client_id and api_key");
    expect(
      findings(ran).filter(({ subject, state }) => subject === "ym-sandbox" && state === "ok").length,
    ).toBeGreaterThan(2);
  });

  test("warns of a Basic token, of secrets that others can read, of a missing HTTP token, and of a daemon that does not run", async () => {
    const { cwd } = await sandboxFolder({ wbBasic: true });
    const file = join(cwd, "reputation.yaml");
    writeFileSync(file, readFileSync(file, "utf8").replace(/^http:\n +token: .*\n/m, "http: {}\n"));
    chmodSync(file, 0o644);
    await command(["inbox"], { cwd });
    const ran = await command(["doctor", "--json"], { cwd });
    const warnings = findings(ran).filter(({ state }) => state === "warning");
    expect(warnings.some(({ message }) => message.includes("Basic token"))).toBe(true);
    expect(warnings.find(({ subject }) => subject === "config")?.remedy).toContain("chmod 600");
    expect(warnings.find(({ subject }) => subject === "http")?.remedy).toContain("http.token_file");
    expect(warnings.find(({ subject }) => subject === "daemon")?.remedy).toBe("reputation daemon");
    expect(ran.code).toBe(0);
  });

  test("warns of a database and of backups that others can read", async () => {
    const { cwd } = await sandboxFolder();
    for (const words of [["inbox"], ["backup"]]) await command(words, { cwd });
    const looked = async (): Promise<string[]> =>
      findings(await command(["doctor", "--json"], { cwd })).map(({ remedy }) => remedy ?? "");
    const remedies = [`chmod 600 ${join(cwd, "reputation.db")}*`, `chmod 700 ${join(cwd, "backups")}`];
    expect((await looked()).filter((remedy) => remedies.includes(remedy))).toEqual([]);
    chmodSync(join(cwd, "reputation.db"), 0o644);
    chmodSync(join(cwd, "backups"), 0o755);
    expect(await looked()).toEqual(expect.arrayContaining(remedies));
  });

  test("shows how the products file was understood, and says what is wrong with it", async () => {
    const { cwd } = await sandboxFolder();
    appendFileSync(join(cwd, "reputation.yaml"), "\nknowledge: {products_file: products.csv}\n");
    const products = async (text: string): Promise<Finding | undefined> => {
      writeFileSync(join(cwd, "products.csv"), text);
      return findings(await command(["doctor", "--json"], { cwd })).find(({ subject }) => subject === "products");
    };
    expect(await products("sku;Вес\nMUG-1;350\n")).toMatchObject({
      state: "ok",
      message: expect.stringContaining('1 product by "sku"'),
    });
    expect(await products("sku;Вес\nMUG-1\n")).toMatchObject({
      state: "failed",
      message: expect.stringContaining("line 2 has 1 cells"),
    });
  });

  test("reports a damaged database as one finding and still checks everything else", async () => {
    const { cwd } = await sandboxFolder();
    writeFileSync(join(cwd, "reputation.db"), "this is no database, and never was one");
    const ran = await command(["doctor", "--json"], { cwd });
    expect(ran.code).toBe(1);
    expect(findings(ran).find(({ subject, state }) => subject === "database" && state === "failed")).toBeDefined();
    expect(findings(ran).some(({ subject, state }) => subject === "ai" && state === "ok")).toBe(true);
  });
});
