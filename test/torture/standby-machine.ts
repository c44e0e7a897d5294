/** One of the two machines of the standby drill: its folder, its way to the marketplaces, its daemon and its Litestream. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { TakenOver } from "../../src/standby/take-over.ts";
import { LITESTREAM } from "../support/litestream.ts";
import { environment, LOG } from "./processes.ts";
import type { WireTap } from "./wire-tap.ts";

export interface DrillProcess {
  child: ChildProcess;
  ended: Promise<void>;
  hasEnded(): boolean;
}

export interface DrillDaemon extends DrillProcess {
  working: Promise<void>;
  /** What it said when it took over; undefined until then. */
  taken(): TakenOver | undefined;
  /** The exit code; null when it was killed. */
  code(): number | null;
}

export interface Machine {
  name: string;
  folder: string;
  config: string;
  database: string;
  tap: WireTap;
  daemon: DrillDaemon | undefined;
  litestream: DrillProcess | undefined;
}

export function makeMachine(name: string, folder: string, configuration: string, tap: WireTap): Machine {
  mkdirSync(folder);
  const config = join(folder, "reputation.yaml");
  writeFileSync(config, configuration);
  const database = join(folder, "reputation.db");
  return { name, folder, config, database, tap, daemon: undefined, litestream: undefined };
}

/** @param script the built `standby-daemon.ts` @param takesOver whether it restores the newest copy first */
export function startDaemonOn(machine: Machine, script: string, takesOver: boolean): DrillDaemon {
  const log = openSync(join(machine.folder, LOG), "a");
  const args = [script, machine.config, ...(takesOver ? [LITESTREAM] : [])];
  const options = { env: environment(machine.folder), cwd: machine.folder };
  const child = spawn(process.execPath, args, { ...options, stdio: ["pipe", "pipe", log] as ["pipe", "pipe", number] });
  closeSync(log);
  const working = Promise.withResolvers<void>();
  let taken: TakenOver | undefined;
  createInterface({ input: child.stdout! }).on("line", (line) => {
    if (line.startsWith("taken ")) taken = JSON.parse(line.slice(6)) as TakenOver;
    if (line === "working") working.resolve();
  });
  const watched = watch(child);
  void watched.ended.then(() => working.reject(new Error(`the daemon on ${machine.name} ended before it worked`)));
  working.promise.catch(() => undefined);
  machine.daemon = { ...watched, working: working.promise, taken: () => taken, code: () => child.exitCode };
  return machine.daemon;
}

/** Copies to where the daemon has said that the copies of its epoch belong. */
export function startLitestreamOn(machine: Machine, replica: string): DrillProcess {
  const args = ["replicate", machine.database, `file://${join(replica, copyOf(machine))}`];
  const log = openSync(join(machine.folder, "litestream.log"), "a");
  const child = spawn(LITESTREAM, args, { env: environment(machine.folder), stdio: ["ignore", log, log] });
  closeSync(log);
  machine.litestream = watch(child);
  return machine.litestream;
}

function copyOf({ database }: Machine): string {
  return /^REPUTATION_COPY=(copy-\d{8})$/m.exec(readFileSync(`${database}.copy`, "utf8"))?.[1] ?? "";
}

/** Whether the epoch of the machine has a copy that can be restored. */
export function isCopied(machine: Machine, replica: string): boolean {
  const generations = join(replica, copyOf(machine), "generations");
  if (!existsSync(generations)) return false;
  return readdirSync(generations).some((one) => {
    const snapshots = join(generations, one, "snapshots");
    return existsSync(snapshots) && readdirSync(snapshots).some((name) => name.endsWith(".lz4"));
  });
}

function watch(child: ChildProcess): DrillProcess {
  let over = false;
  const ended = once(child, "exit").then(() => void (over = true));
  return { child, ended, hasEnded: () => over };
}
