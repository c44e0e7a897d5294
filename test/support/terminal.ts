import { PassThrough } from "node:stream";
import { main } from "../../src/cli/main.ts";
import type { Io } from "../../src/cli/terminal/io.ts";

interface Options {
  cwd: string;
  env?: Record<string, string>;
  /** Whether the streams are terminals; `columns` wide. */
  tty?: boolean;
  columns?: number;
  /** What is on standard input; it ends after that, unless it is a terminal. */
  input?: string;
  /** Told of all output so far, each time there is more; what it returns is typed. */
  type?: (output: string) => string | undefined;
}

/** Runs a command in this process, on streams of our own: a pipe, or what looks like a terminal. */
export async function runIn(
  args: readonly string[],
  { cwd, env = {}, tty = false, columns = 80, input = "", type }: Options,
): Promise<{ code: number; stdout: string; stderr: string }> {
  const stdin = new PassThrough();
  const written = { stdout: "", stderr: "" };
  const stream = (name: keyof typeof written): NodeJS.WriteStream => {
    const out = new PassThrough().setEncoding("utf8").on("data", (chunk: string) => {
      written[name] += chunk;
      const answer = type?.(written.stdout + written.stderr);
      if (answer !== undefined) setImmediate(() => stdin.write(answer));
    });
    return Object.assign(out, tty && { isTTY: true, columns, rows: 24 }) as unknown as NodeJS.WriteStream;
  };
  if (!tty) stdin.end(input);
  const io: Io = {
    stdin: Object.assign(stdin, tty && { isTTY: true }) as unknown as NodeJS.ReadStream,
    stdout: stream("stdout"),
    stderr: stream("stderr"),
    env: { HOME: cwd, ...env },
    cwd,
  };
  const code = await main(args, io);
  stdin.destroy();
  // Streams hand on what was written a turn later.
  await new Promise((done) => void setImmediate(done));
  return { code, ...written };
}
