/** Starts daemons that can be frozen and woken. */
import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { LOG, environment } from "./processes.ts";
import type { Label } from "./crash-points.ts";

/** The time between a process saying that it freezes and its being stopped, on a busy machine. */
const STOPPING_MS = 500;

const HURRY_MS = 100;

/** A daemon process, which tries to get the database from its start on. */
export interface Freezable {
  /** How far it has come. */
  state(): "trying" | "working" | "lost";
  /** Resolves with true when the daemon has frozen itself at this passing of the label, with false if it ends before. */
  freezeAt(label: Label, count: number): Promise<boolean>;
  /** Freezes it wherever it is; a label that is still awaited is given up. */
  freeze(): void;
  wake(): void;
  /** Asks it to end; one that does not end in time is killed. */
  end(withinMs: number): Promise<void>;
  /** How it ended: a signal's name or an exit code. */
  ended: Promise<string | number>;
  hasEnded(): boolean;
}

/** @param script the built `freezing-daemon.ts` */
export function loadFreezable(folder: string, script: string, config: string, leaseMs: number): Freezable {
  const log = openSync(join(folder, LOG), "a");
  const args = [script, config, String(leaseMs)];
  const options = { env: environment(folder), cwd: folder, stdio: ["pipe", "pipe", log] as ["pipe", "pipe", number] };
  const child = spawn(process.execPath, args, options) as ChildProcessByStdio<Writable, Readable, null>;
  closeSync(log);
  child.stdin.on("error", () => undefined);
  let state: "trying" | "working" | "lost" = "trying";
  let frozen: (() => void) | undefined;
  let over = false;
  const ended = once(child, "exit").then(([code, signal]) => {
    over = true;
    return (signal ?? code) as string | number;
  });
  createInterface({ input: child.stdout }).on("line", (line) => {
    if (line !== "frozen") state = line as typeof state;
    else if (frozen) frozen();
    // Nobody waits for this label any more.
    else setTimeout(() => child.kill("SIGCONT"), STOPPING_MS);
  });
  return {
    state: () => state,
    async freezeAt(label, count) {
      const { promise, resolve } = Promise.withResolvers<boolean>();
      frozen = () => resolve(true);
      child.stdin.write(`freeze ${label}:${count}\n`);
      const reached = await Promise.race([promise, ended.then(() => false)]);
      frozen = undefined;
      return reached;
    },
    freeze() {
      frozen = undefined;
      child.kill("SIGSTOP");
    },
    wake: () => void child.kill("SIGCONT"),
    async end(withinMs) {
      child.kill("SIGCONT");
      // The second signal ends the grace for what is under way.
      for (let asked = 0; asked < 2; asked++, await sleep(HURRY_MS)) child.kill("SIGTERM");
      const timer = setTimeout(() => child.kill("SIGKILL"), withinMs);
      await ended;
      clearTimeout(timer);
    },
    ended,
    hasEnded: () => over,
  };
}
