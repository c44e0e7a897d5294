import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";
import { BINARY, PROGRAM } from "./binary.ts";
import { runIn } from "./terminal.ts";

interface Options {
  cwd: string;
  env?: Record<string, string>;
  /** Standard input; none without it. */
  input?: string;
}

export interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

function launch(args: readonly string[], { cwd, env = {} }: Options): ChildProcessWithoutNullStreams {
  // Nothing of the tester's own environment decides what the program does.
  const clean = { PATH: process.env["PATH"] ?? "", HOME: cwd, ...env };
  const [program, ...first] = PROGRAM;
  const child = spawn(program, [...first, ...args], { cwd, env: clean, stdio: ["pipe", "pipe", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

/** Runs the built program to its end, as a process of its own. */
export async function run(args: readonly string[], options: Options): Promise<Ran> {
  const child = launch(args, options);
  child.stdin.end(options.input ?? "");
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { code: code as number | null, stdout, stderr };
}

/**
 * Runs a command to its end, for what it says and does: in this process, which takes a tenth of the time, unless
 * REPUTATION_BIN names a program that is to be tested.
 */
export function command(args: readonly string[], options: Options): Promise<Ran> {
  return BINARY ? run(args, options) : runIn(args, options);
}

/** A program that goes on: told of its lines, stopped with signals. */
export interface Running {
  pid: number;
  /** Resolves with the first line (of stdout or stderr) that fits; rejects when the program ends before. */
  line(pattern: RegExp): Promise<string>;
  /** The exit code of one that ends by itself; null after a signal. */
  ended: Promise<number | null>;
  /** Sends a signal; resolves with the exit code (null: killed). */
  stop(signal: NodeJS.Signals): Promise<number | null>;
  output(): string;
  /** Stops reading: what the program writes from now on meets a broken pipe. */
  hangUp(): void;
}

export function start(args: readonly string[], options: Options): Running {
  const child = launch(args, options);
  let output = "";
  const waiting = new Set<() => void>();
  const closed = once(child, "close") as Promise<[number | null]>;
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      output += chunk;
      for (const look of waiting) look();
    });
  }
  return {
    pid: child.pid ?? 0,
    output: () => output,
    hangUp() {
      child.stdout.destroy();
      child.stderr.destroy();
    },
    line: (pattern) =>
      new Promise((found, failed) => {
        const look = (): void => {
          const line = output.split("\n").find((candidate) => pattern.test(candidate));
          if (line === undefined) return;
          waiting.delete(look);
          found(line);
        };
        waiting.add(look);
        void closed.then(() => failed(new Error(`it ended before a line like ${String(pattern)}:\n${output}`)));
        look();
      }),
    ended: closed.then(([code]) => code),
    async stop(signal) {
      child.kill(signal);
      const [code] = await closed;
      return code;
    },
  };
}
