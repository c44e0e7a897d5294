/** A pseudo-terminal with the built program in it, by `script` of util-linux. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { PROGRAM } from "./binary.ts";
import { Screen } from "./screen.ts";
import { tempFolder } from "./temp.ts";

/** Whether this machine can give a program a terminal. */
export const HAS_TERMINALS =
  process.platform === "linux" && String(spawnSync("script", ["--version"]).stdout).includes("util-linux");

interface Options {
  cwd: string;
  env?: Record<string, string>;
  columns?: number;
  rows?: number;
}

export interface Terminal {
  screen: Screen;
  /** Waits until the screen shows it. */
  shows(text: string | RegExp): Promise<void>;
  /** Presses keys. */
  type(keys: string): void;
  /** Sends the program a signal. */
  signal(name: NodeJS.Signals): void;
  resize(columns: number, rows: number): void;
  /** The terminal goes away, as when an SSH connection is lost. */
  hangUp(): void;
  /** Whether the program still runs. */
  isAlive(): boolean;
  /** What the program left behind: its exit code, and the terminal's settings before and after it. */
  ended(): Promise<{ code: number; before: string; after: string }>;
}

function has(shown: string, text: string | RegExp): boolean {
  return typeof text === "string" ? shown.includes(text) : text.test(shown);
}

/**
 * What the shell in the terminal does: the window's size, the settings before, the program, the settings after. Ctrl-C
 * reaches the shell, too, as long as the program has not made it a key: the shell goes on.
 */
const STEPS = `trap : INT
stty rows "$ROWS" cols "$COLUMNS"
tty > "$NOTES/tty"
stty -a > "$NOTES/before"
unset ROWS COLUMNS
sh -c 'echo $$ > "$NOTES/pid"; exec "$@"' sh "$@"
code=$?
stty -a > "$NOTES/after"
echo "$code" > "$NOTES/code"`;

/** Whether there is such a process; one that has ended and waits to be collected does not count. */
function isRunning(pid: string): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

/** Starts the program in a terminal of its own. */
export function openTerminal(args: readonly string[], { cwd, env = {}, columns = 80, rows = 24 }: Options): Terminal {
  const notes = tempFolder();
  const note = (name: string): string => readFileSync(join(notes, name), "utf8").trim();
  const quoted = ["sh", join(notes, "steps"), ...PROGRAM, ...args].map((word) => `'${word}'`).join(" ");
  writeFileSync(join(notes, "steps"), STEPS);
  const child = spawn("script", ["-qfec", quoted, "/dev/null"], {
    cwd,
    env: {
      PATH: process.env["PATH"] ?? "",
      HOME: cwd,
      TERM: "xterm-256color",
      SHELL: "/bin/sh",
      LANG: "C.UTF-8",
      NOTES: notes,
      COLUMNS: String(columns),
      ROWS: String(rows),
      ...env,
    },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const closed = once(child, "close");
  const screen = new Screen(columns, rows);
  child.stdout.setEncoding("utf8").on("data", (bytes: string) => screen.write(bytes));
  const isAlive = (): boolean => isRunning(note("pid"));
  const signal = (name: NodeJS.Signals): void => void process.kill(Number(note("pid")), name);
  onTestFinished(() => {
    child.kill("SIGKILL");
    if (existsSync(join(notes, "pid")) && isAlive()) signal("SIGKILL");
  });
  return {
    screen,
    isAlive,
    signal,
    type: (keys) => void child.stdin.write(keys),
    shows: async (text) => {
      const seen = (): string => (has(screen.text(), text) ? "shown" : screen.text());
      await expect.poll(seen, { interval: 20 }).toBe("shown");
    },
    resize(wide, high) {
      screen.resize(wide, high);
      spawnSync("stty", ["-F", note("tty"), "rows", String(high), "cols", String(wide)]);
    },
    hangUp: () => void child.kill("SIGKILL"),
    async ended() {
      await closed;
      return { code: Number(note("code")), before: note("before"), after: note("after") };
    },
  };
}
