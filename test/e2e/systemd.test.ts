import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { systemdUnit } from "../../src/cli/systemd/unit.ts";
import { placeName } from "../../src/queue/owner.ts";
import { BINARY } from "../support/binary.ts";
import { command, start } from "../support/cli.ts";
import { sandboxFolder } from "../support/sandbox-folder.ts";
import { tempFolder } from "../support/temp.ts";
import { runIn } from "../support/terminal.ts";

/** Stands in for systemd-notify: it prints the messages it gets to standard output, which is the daemon's log. */
function standIn(folder: string): void {
  const file = join(folder, "systemd-notify");
  writeFileSync(file, `#!/bin/sh\necho "$NOTIFY_SOCKET $*" >> ${join(folder, "told")}\n`);
  chmodSync(file, 0o755);
}

test("the daemon tells systemd that it is ready, alive and stopping, in this order", async () => {
  const { cwd } = await sandboxFolder({ items: [] });
  standIn(cwd);
  const env = {
    PATH: `${cwd}:${process.env["PATH"] ?? ""}`,
    NOTIFY_SOCKET: "/run/there",
    WATCHDOG_USEC: "150000",
    REPUTATION_HTTP_LISTEN: "127.0.0.1:0",
  };
  const daemon = start(["daemon"], { cwd, env });
  await daemon.line(/"daemon started"/);
  const told = (): string[] => readFileSync(join(cwd, "told"), "utf8").trim().split("\n");
  await expect.poll(() => told().length).toBeGreaterThan(3);
  expect(await daemon.stop("SIGTERM")).toBe(0);
  await expect.poll(() => told().filter((line) => line.endsWith("STOPPING=1")).length).toBe(1);
  expect(told()[0]).toMatch(/^\/run\/there --ready --status=/);
  expect(told()[1]).toBe("/run/there WATCHDOG=1");
});

test("the daemon says in the log when systemd cannot be told", async () => {
  const { cwd } = await sandboxFolder({ items: [] });
  const env = { PATH: cwd, NOTIFY_SOCKET: "/run/there", REPUTATION_HTTP_LISTEN: "127.0.0.1:0" };
  const daemon = start(["daemon"], { cwd, env });
  expect(await daemon.line(/systemd cannot be told/)).toContain("ENOENT");
  expect(await daemon.stop("SIGTERM")).toBe(0);
});

test("init --systemd prints a unit for this program and configuration, and writes nothing", async () => {
  const cwd = tempFolder();
  const { stdout } = await runIn(["init", "--systemd", "--config", "my shop.yaml"], { cwd });
  expect(stdout).toContain(`daemon --config "${join(cwd, "my shop.yaml")}"\n`);
  const ran = await runIn(["init", "--systemd", "--json"], { cwd });
  const { unit } = JSON.parse(ran.stdout) as { unit: string };
  expect(unit).toContain(" daemon --config /etc/reputation/reputation.yaml\n");
});

const BIN = join(import.meta.dirname, "../../bin/reputation.js");

test("the unit's own command runs the daemon, which opens no inspector and cannot read beyond what is its own", async () => {
  const { cwd } = await sandboxFolder({ items: [] });
  const state = tempFolder();
  const config = join(cwd, "reputation.yaml");
  const unit = systemdUnit({ program: process.execPath, script: BIN, config });
  // A dump of the memory would hold every key.
  expect(unit).toMatch(/^LimitCORE=0\nMemoryMax=\d+G\nTasksMax=\d+$/m);
  const [, words = ""] = /^ExecStart=(.*)$/m.exec(unit) ?? [];
  mkdirSync(join(state, "reputation"));
  const env = {
    PATH: process.env["PATH"] ?? "",
    REPUTATION_DATABASE: join(state, "reputation/reputation.db"),
    REPUTATION_HTTP_LISTEN: "127.0.0.1:0",
  };
  const run = (command: string) => {
    const child = spawn("/bin/sh", ["-c", `exec ${command.replaceAll("%S", state)}`], { env, cwd });
    onTestFinished(() => void child.kill("SIGKILL"));
    return child;
  };
  const daemon = run(words);
  let log = "";
  daemon.stderr.on("data", (text) => (log += String(text)));
  await expect.poll(() => log).toContain("daemon started");
  daemon.kill("SIGUSR1");
  // As a command sees it that is not confined: the same machine, the same process.
  const status = await command(["status", "--json"], { cwd, env });
  expect(JSON.parse(status.stdout)).toMatchObject({ daemon: { pid: daemon.pid, host: placeName() } });
  const ended = once(daemon, "exit");
  daemon.kill("SIGTERM");
  expect(await ended).toEqual([0, null]);
  expect(log).not.toMatch(/Debugger|SecurityWarning|ERR_ACCESS_DENIED/);

  const curious = run(words.replace(/ \S*reputation\.js daemon .*/, ` -p 'fs.readFileSync("/proc/self/mem")'`));
  expect(await text(curious.stderr)).toContain("ERR_ACCESS_DENIED");
});

test("a program that Node confines does not confine the editor with it", () => {
  const asked = join(tempFolder(), "asked");
  writeFileSync(asked, `#!/bin/sh\necho "options:$NODE_OPTIONS." > "$1"\n`, { mode: 0o755 });
  const [editor, texts] = ["cli/terminal/editor.ts", "texts/texts.ts"].map((file) =>
    JSON.stringify(join(import.meta.dirname, "../../src", file)),
  );
  const script = `
    const { editText } = await import(${editor});
    const { textsOf } = await import(${texts});
    const opened = { item: { id: 7, client_text: "", pros: null, cons: null }, answer: "" };
    process.stdout.write(editText(opened, textsOf("ru"), { EDITOR: ${JSON.stringify(asked)} }));
  `;
  const confined = ["--permission", "--allow-fs-read=*", "--allow-fs-write=*", "--allow-child-process"];
  const words = [...confined, "--no-warnings", "--input-type=module", "-e", script];
  expect(execFileSync(process.execPath, words, { encoding: "utf8", env: {} })).toBe("options:.");
});

const hasAnalyze = spawnSync("systemd-analyze", ["--version"]).status === 0;

test.skipIf(!hasAnalyze || BINARY)("systemd-analyze accepts the unit and rates it as well confined", () => {
  const file = join(tempFolder(), "reputation.service");
  writeFileSync(
    file,
    systemdUnit({ program: process.execPath, script: BIN, config: "/etc/100% $HOME.yaml" }).replace(
      /^(User|Group)=.*\n/gm,
      "",
    ),
  );
  const verified = spawnSync("systemd-analyze", ["verify", file], { encoding: "utf8" });
  expect(verified).toMatchObject({ status: 0, stderr: "" });
  const closed = spawnSync("systemd-analyze", ["security", "--offline=true", "--threshold=25", file], {
    encoding: "utf8",
  });
  expect(closed.status, closed.stdout).toBe(0);
});

test.skipIf(!hasAnalyze)("systemd-analyze accepts the template unit for a cell", () => {
  const folder = tempFolder();
  // The program and the user of a server are not on every machine that runs this.
  const unit = readFileSync(join(import.meta.dirname, "../../deploy/systemd/reputation@.service"), "utf8")
    .replaceAll("/usr/local/bin/reputation", process.execPath)
    .replace(/^(User|Group)=.*\n/gm, "");
  writeFileSync(join(folder, "reputation@.service"), unit);
  const cell = join(folder, "reputation@west.service");
  expect(spawnSync("systemd-analyze", ["verify", cell], { encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
});
