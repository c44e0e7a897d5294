/** The program as a process: how soon it answers, and what the daemon costs while nothing happens. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { sandboxConfig } from "../src/cli/sandbox-config.ts";
import { startSandbox } from "../src/sandbox/sandbox.ts";
import { systemClock } from "../src/base/clock.ts";
import { percentile, seconds } from "./payload.ts";

export const BIN = join(import.meta.dirname, "..", "bin", "reputation.js");
const STARTS = 5;

export interface ProcessFigures {
  node_ms: number;
  version_ms: number;
  status_ms: number;
  daemon_ready_ms: number;
  idle_cpu_percent: number;
  idle_rss_mb: number;
}

/** @param idleSecs how long the daemon is watched while nothing happens */
export async function measureProcesses(folder: string, idleSecs: number): Promise<ProcessFigures> {
  if (!existsSync(join(BIN, "../../dist/cli/main.js"))) throw new Error("build first: npm run build");
  const sandbox = await startSandbox({ clock: systemClock });
  const config = join(folder, "reputation.yaml");
  writeFileSync(config, sandboxConfig(sandbox, { database: "./idle.db", http: { listen: "127.0.0.1:0" } }));
  const run = (args: string[]): Promise<number> => median(() => ended([...args], folder));
  const node_ms = await run(["-e", "0"]);
  const version_ms = await run([BIN, "--version"]);
  const daemon = spawn(process.execPath, [BIN, "daemon", "--config", config], {
    cwd: folder,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const gone = once(daemon, "exit");
  const daemon_ready_ms = (await seconds(() => said(daemon.stderr, "daemon started"))) * 1000;
  daemon.stderr.resume();
  const status_ms = await run([BIN, "status", "--config", config]);
  await sleep(3000);
  const before = cpuMs(daemon.pid);
  await sleep(idleSecs * 1000);
  const idle_cpu_percent = (cpuMs(daemon.pid) - before) / idleSecs / 10;
  const idle_rss_mb = rssMb(daemon.pid);
  daemon.kill("SIGTERM");
  await gone;
  await sandbox.close();
  return { node_ms, version_ms, status_ms, daemon_ready_ms, idle_cpu_percent, idle_rss_mb };
}

async function ended(args: string[], cwd: string): Promise<void> {
  const [code] = (await once(spawn(process.execPath, args, { cwd, stdio: "ignore" }), "exit")) as [number];
  if (code !== 0) throw new Error(`${args.join(" ")} ended with ${code}`);
}

async function median(work: () => Promise<void>): Promise<number> {
  const took: number[] = [];
  for (let i = 0; i < STARTS; i++) took.push(await seconds(work));
  return percentile(took, 0.5) * 1000;
}

/** Waits until the stream has said the words. @returns all it said until then */
export async function said(stream: AsyncIterable<unknown> & NodeJS.ReadableStream, words: string): Promise<string> {
  let text = "";
  while (!text.includes(words)) {
    const [chunk] = (await once(stream, "data")) as [Buffer];
    text += chunk.toString();
  }
  return text;
}

/** Milliseconds of processor time that a process has used. The clock of /proc counts in hundredths of a second. */
export function cpuMs(pid: number | undefined): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

export function rssMb(pid: number | undefined): number {
  const kb = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kb) / 1024;
}
