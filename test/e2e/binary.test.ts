/** The single executable, built and used as on a server without Node. */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { tempFolder } from "../support/temp.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const BINARY = resolve(ROOT, process.env["REPUTATION_BIN"] ?? "build/reputation");

interface Ran {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the binary with only the given environment variables. */
function run(args: string[], cwd: string, env: Record<string, string> = {}): Ran {
  return spawnSync(BINARY, args, { cwd, env, encoding: "utf8", timeout: 60_000 });
}

const CONFIG = `accounts: [{id: wb-main, platform: wb, token: token, brand: brand}]
brands: [{id: brand, name: Brand}]
`;

beforeAll(() => {
  if (process.env["REPUTATION_BIN"]) return;
  const build = [join(ROOT, "scripts/build-binary.ts"), join(ROOT, "dist/cli")];
  execFileSync(process.execPath, build, { stdio: ["ignore", "ignore", "inherit"] });
});

describe("the binary", () => {
  test("runs with an empty environment", () => {
    const { status, stdout } = run(["--version"], tempFolder());
    expect(status).toBe(0);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+ \(Node \d+\.\d+\.\d+, SQLite 3\.\d+\.\d+, binary\)\n$/);
  });

  test("runs the demo through to its summary", () => {
    const folder = tempFolder();
    const ran = run(["demo", "--count", "3", "--json"], folder, { HOME: folder });
    expect(ran.stderr + ran.stdout).toContain('"verified":true');
    expect(ran.status).toBe(0);
    expect(readdirSync(join(folder, ".cache/reputation"))).toHaveLength(1);
  });

  test("writes the example configuration that it carries", () => {
    const folder = tempFolder();
    expect(run(["init"], folder, { HOME: folder }).status).toBe(0);
    expect(existsSync(join(folder, "reputation.yaml"))).toBe(true);
  });

  test("copies its database and puts the copy back", () => {
    const folder = tempFolder();
    writeFileSync(join(folder, "reputation.yaml"), CONFIG);
    const made = run(["backup", "--json"], folder, { HOME: folder });
    expect(made).toMatchObject({ status: 0 });
    const { file } = JSON.parse(made.stdout) as { file: string };
    expect(run(["restore", file, "--yes"], folder, { HOME: folder })).toMatchObject({ status: 0 });
    expect(run(["inbox", "--json"], folder, { HOME: folder })).toMatchObject({ status: 0, stderr: "" });
  });

  test("unpacks elsewhere when the home folder cannot be written", () => {
    const folder = tempFolder();
    const env = { HOME: "/proc/nowhere", TMPDIR: folder };
    writeFileSync(join(folder, "reputation.yaml"), CONFIG);
    expect(run(["inbox", "--json"], folder, env)).toMatchObject({ status: 0, stderr: "" });
    expect(readdirSync(folder).filter((name) => name.startsWith("reputation-"))).not.toEqual([]);
  });

  test("says why each folder is unusable and what to set when it can unpack nowhere", () => {
    const folder = tempFolder();
    const env = { HOME: "/proc/nowhere", TMPDIR: "/proc", REPUTATION_CACHE_DIR: "/proc/no" };
    writeFileSync(join(folder, "reputation.yaml"), CONFIG);
    const { status, stderr } = run(["inbox"], folder, env);
    expect(status).toBe(1);
    expect(stderr).toMatch(/\/proc\/no: .*\n.*\/proc\/nowhere\/\.cache\/reputation: /);
    expect(stderr).toContain("Set REPUTATION_CACHE_DIR");
  });

  test("carries the pages with their style and script, and opens no inspector at SIGUSR1", async () => {
    const folder = tempFolder();
    writeFileSync(join(folder, "reputation.yaml"), `${CONFIG}http: {listen: "127.0.0.1:0"}\n`);
    const daemon = spawn(BINARY, ["daemon"], { cwd: folder, env: { HOME: folder } });
    let said = "";
    for (const stream of [daemon.stdout, daemon.stderr]) stream.on("data", (text) => (said += String(text)));
    const url = /http:\/\/127\.0\.0\.1:\d+/;
    await expect.poll(() => said).toMatch(url);
    daemon.kill("SIGUSR1");
    const address = url.exec(said)?.[0] ?? "";
    const door = await (await fetch(`${address}/login`)).text();
    const assets = [...door.matchAll(/\/assets\/[^"]+/g)].map(([path]) => path);
    expect(assets.map((path) => path.split("/").at(-1))).toEqual(expect.arrayContaining(["design.css", "page.js"]));
    for (const path of assets) expect((await fetch(address + path)).status, path).toBe(200);
    const ended = once(daemon, "exit");
    daemon.kill("SIGTERM");
    expect(await ended).toEqual([0, null]);
    expect(said).not.toContain("Debugger");
  });

  test("loads no code from NODE_OPTIONS", () => {
    const folder = tempFolder();
    const { stdout, status } = run(["--version"], folder, { NODE_OPTIONS: "--require /etc/passwd --inspect" });
    expect(status).toBe(0);
    expect(stdout).toContain("binary");
  });
});
