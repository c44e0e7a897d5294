import { spawnSync } from "node:child_process";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { systemdUnit } from "../../src/cli/systemd/unit.ts";
import { BINARY } from "../support/binary.ts";
import { start } from "../support/cli.ts";
import { tempFolder } from "../support/temp.ts";
import { runIn } from "../support/terminal.ts";

/** Stands in for systemd-notify: it prints the messages it gets to standard output, which is the daemon's log. */
function standIn(folder: string): void {
  const file = join(folder, "systemd-notify");
  writeFileSync(file, `#!/bin/sh\necho "$NOTIFY_SOCKET $*" >> ${join(folder, "told")}\n`);
  chmodSync(file, 0o755);
}

test("the daemon tells systemd that it is ready, alive and stopping, in this order", async () => {
  const cwd = tempFolder();
  standIn(cwd);
  const sandbox = start(["sandbox", "--dir", cwd, "--count", "1"], { cwd });
  await sandbox.line(/reputation\.yaml$/);
  const env = {
    PATH: `${cwd}:${process.env["PATH"] ?? ""}`,
    NOTIFY_SOCKET: "/run/there",
    WATCHDOG_USEC: "150000",
    REPUTATION_HTTP_LISTEN: "127.0.0.1:0",
  };
  const daemon = start(["daemon"], { cwd, env });
  await daemon.line(/"daemon started"/);
  const told = (): string[] => readFileSync(join(cwd, "told"), "utf8").trim().split("\n");
  await expect.poll(() => told().length, { timeout: 10_000 }).toBeGreaterThan(3);
  expect(await daemon.stop("SIGTERM")).toBe(0);
  await expect.poll(() => told().filter((line) => line.endsWith("STOPPING=1")).length).toBe(1);
  expect(told()[0]).toMatch(/^\/run\/there --ready --status=/);
  expect(told()[1]).toBe("/run/there WATCHDOG=1");
}, 30_000);

test("the daemon says in the log when systemd cannot be told", async () => {
  const cwd = tempFolder();
  const sandbox = start(["sandbox", "--dir", cwd, "--count", "1"], { cwd });
  await sandbox.line(/reputation\.yaml$/);
  const env = { PATH: cwd, NOTIFY_SOCKET: "/run/there", REPUTATION_HTTP_LISTEN: "127.0.0.1:0" };
  const daemon = start(["daemon"], { cwd, env });
  expect(await daemon.line(/systemd cannot be told/)).toContain("ENOENT");
  expect(await daemon.stop("SIGTERM")).toBe(0);
}, 30_000);

test("init --systemd prints a unit for this program and configuration, and writes nothing", async () => {
  const cwd = tempFolder();
  const { stdout } = await runIn(["init", "--systemd", "--config", "my shop.yaml"], { cwd });
  expect(stdout).toContain(`daemon --config "${join(cwd, "my shop.yaml")}"\n`);
  const ran = await runIn(["init", "--systemd", "--json"], { cwd });
  const { unit } = JSON.parse(ran.stdout) as { unit: string };
  expect(unit).toContain(" daemon --config /etc/reputation/reputation.yaml\n");
});

const hasAnalyze = spawnSync("systemd-analyze", ["--version"]).status === 0;

test.skipIf(!hasAnalyze || BINARY)("systemd-analyze accepts the unit and rates it as well confined", () => {
  const file = join(tempFolder(), "reputation.service");
  writeFileSync(
    file,
    systemdUnit({ program: [process.execPath], config: "/etc/100% $HOME.yaml" }).replace(/^(User|Group)=.*\n/gm, ""),
  );
  const verified = spawnSync("systemd-analyze", ["verify", file], { encoding: "utf8" });
  expect(verified).toMatchObject({ status: 0, stderr: "" });
  const closed = spawnSync("systemd-analyze", ["security", "--offline=true", "--threshold=25", file], {
    encoding: "utf8",
  });
  expect(closed.status, closed.stdout).toBe(0);
});
