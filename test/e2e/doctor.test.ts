import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { sandboxConfig } from "../../src/cli/sandbox-config.ts";
import { systemClock } from "../../src/base/clock.ts";
import { ownerOf, takeLease } from "../../src/queue/owner.ts";
import { startSandbox, type Sandbox } from "../../src/sandbox/sandbox.ts";
import { openDb } from "../../src/store/db.ts";
import { run, type Ran } from "../support/cli.ts";
import { tempFolder } from "../support/temp.ts";

interface Finding {
  subject: string;
  state: string;
  message: string;
  remedy: string | null;
}

async function openShop(wbBasic = false): Promise<{ sandbox: Sandbox; cwd: string }> {
  const sandbox = await startSandbox({ clock: systemClock, limits: true, wbBasic });
  onTestFinished(() => sandbox.close());
  const cwd = tempFolder();
  const { llm } = sandbox.baseUrls;
  const ai = { provider: "openai", base_url: llm, api_key: sandbox.credentials.llm.apiKey, model: "sandbox" };
  writeFileSync(join(cwd, "reputation.yaml"), sandboxConfig(sandbox, { database: "./r.db", ai }), { mode: 0o600 });
  return { sandbox, cwd };
}

const findings = ({ stdout }: Ran): Finding[] => JSON.parse(stdout) as Finding[];
const sent = ({ world }: Sandbox): number => world.items().filter((item) => item.received.length > 0).length;

describe("doctor", () => {
  test("finds all well, asks every account what its key may do, and changes nothing anywhere", async () => {
    const { sandbox, cwd } = await openShop();
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
  }, 60_000);

  test.each([
    ["to start the daemon", false, "Next: reputation daemon"],
    ["to look at the daemon that runs", true, "Next: reputation status"],
  ])(
    "ends with the next step: %s",
    async (_, isUp, next) => {
      const { cwd } = await openShop();
      const db = openDb(join(cwd, "r.db"));
      if (isUp) await db.write((tx) => takeLease(tx, ownerOf("daemon", "of this test"), Date.now()));
      db.close();
      const ran = await run(["doctor"], { cwd });
      expect(ran.stdout).toContain(isUp ? "✓ daemon" : "! daemon");
      expect(ran.stderr).toContain(next);
    },
    60_000,
  );

  test("says of each failure what to do about it, goes on with the others, and exits 1", async () => {
    const { sandbox, cwd } = await openShop();
    sandbox.setFaults("wb", { key: "wrong_scope" });
    sandbox.setFaults("ozon", { key: "expired" });
    const ran = await run(["doctor", "--json"], { cwd });
    expect(ran.code).toBe(1);
    const failures = findings(ran).filter(({ state }) => state === "failed");
    expect(failures.map(({ subject }) => subject)).toEqual(["wb-sandbox", "ozon-sandbox"]);
    expect(failures[0]?.remedy).toContain("«Вопросы и отзывы»");
    expect(failures[1]?.remedy).toContain("Check client_id and api_key");
    expect(
      findings(ran).filter(({ subject, state }) => subject === "ym-sandbox" && state === "ok").length,
    ).toBeGreaterThan(2);
  }, 60_000);

  test("warns of a Basic token, of secrets that others can read, and of a daemon that does not run", async () => {
    const { cwd } = await openShop(true);
    chmodSync(join(cwd, "reputation.yaml"), 0o644);
    await run(["inbox"], { cwd });
    const ran = await run(["doctor", "--json"], { cwd });
    const warnings = findings(ran).filter(({ state }) => state === "warning");
    expect(warnings.some(({ message }) => message.includes("Basic token"))).toBe(true);
    expect(warnings.find(({ subject }) => subject === "config")?.remedy).toContain("chmod 600");
    expect(warnings.find(({ subject }) => subject === "daemon")?.remedy).toBe("reputation daemon");
    expect(ran.code).toBe(0);
  }, 60_000);

  test("a database that is damaged is one finding; everything else is still looked at", async () => {
    const { cwd } = await openShop();
    writeFileSync(join(cwd, "r.db"), "this is no database, and never was one");
    const ran = await run(["doctor", "--json"], { cwd });
    expect(ran.code).toBe(1);
    expect(findings(ran).find(({ subject, state }) => subject === "database" && state === "failed")).toBeDefined();
    expect(findings(ran).some(({ subject, state }) => subject === "ai" && state === "ok")).toBe(true);
  }, 60_000);
});
