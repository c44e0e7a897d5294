/** Starts the processes of a torture run: one shop, and one daemon after the other. */
import { fork, spawn, type ChildProcess, type ChildProcessByStdio, type StdioOptions } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { BINARY } from "../support/binary.ts";
import { BUILT_IN } from "./bundled.ts";
import type { ShopReply, ShopRequest } from "./shop.ts";

const HERE = import.meta.dirname;
export const LOG = "daemon.log";

/**
 * The environment of the processes: nothing of the tester's own affects the run, and compiled code is cached for all, by the
 * first that works.
 */
export function environment(folder: string): Record<string, string> {
  const compiled = join(process.env[BUILT_IN] ?? folder, "compiled");
  return { PATH: process.env["PATH"] ?? "", HOME: folder, NODE_COMPILE_CACHE: compiled };
}

export interface Shop {
  ask(request: ShopRequest): Promise<ShopReply>;
  close(): void;
}

/** Starts the marketplaces and writes their configuration into the folder. */
export async function openShop(folder: string, seed: number): Promise<Shop> {
  const child = fork(join(HERE, "shop.ts"), [folder, String(seed)], { env: environment(folder), execArgv: [] });
  const ended = once(child, "exit").then(() => Promise.reject(new Error("the shop has ended")));
  ended.catch(() => undefined);
  const ask = async (request: ShopRequest): Promise<ShopReply> => {
    child.send(request);
    const [reply] = (await Promise.race([once(child, "message"), ended])) as [ShopReply];
    return reply;
  };
  await ask("open");
  return { ask, close: () => void child.kill("SIGKILL") };
}

/** A daemon process that is loaded and waits for its start signal. */
export interface Daemon {
  /** Lets the daemon open the database. */
  go(): Promise<void>;
  kill(signal: NodeJS.Signals): void;
  /** How the daemon ended: a signal's name or an exit code. */
  ended: Promise<string | number>;
}

type Child = ChildProcessByStdio<Writable, Readable, null>;

/**
 * @param script the built `crashing-daemon.ts`
 * @param crashAt where the daemon kills itself: `label:count`
 */
export function loadDaemon(folder: string, script: string, config: string, crashAt?: string): Daemon {
  if (BINARY) return binaryDaemon(folder, config, BINARY);
  const env = { ...environment(folder), ...(crashAt !== undefined && { REPUTATION_CRASH_AT: crashAt }) };
  const log = openSync(join(folder, LOG), "a");
  const child = spawn(process.execPath, [script, config], { env, cwd: folder, stdio: ["pipe", "pipe", log] }) as Child;
  closeSync(log);
  const ended = once(child, "exit").then(([code, signal]) => (signal ?? code) as string | number);
  const ready = once(child.stdout, "data");
  child.stdin.on("error", () => undefined);
  return {
    async go() {
      await Promise.race([ready, ended]);
      child.stdin.write("go\n");
    },
    kill: (signal) => void child.kill(signal),
    ended,
  };
}

/** The binary knows no labels, and starts only when it is told to. */
function binaryDaemon(folder: string, config: string, binary: string): Daemon {
  const ended = Promise.withResolvers<string | number>();
  let child: ChildProcess | undefined;
  return {
    go() {
      const log = openSync(join(folder, LOG), "a");
      const options = { env: environment(folder), cwd: folder, stdio: ["ignore", log, log] as StdioOptions };
      child = spawn(binary, ["daemon", "--config", config], options);
      child.once("exit", (code, signal) => ended.resolve((signal ?? code) as string | number));
      closeSync(log);
      return Promise.resolve();
    },
    kill(signal) {
      if (child) child.kill(signal);
      else ended.resolve("never started");
    },
    ended: ended.promise,
  };
}

/** The output of the daemons. */
export function daemonLog(folder: string): string {
  return readFileSync(join(folder, LOG), "utf8");
}
