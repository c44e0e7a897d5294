import { styleText } from "node:util";

/** The outside of the process, as a value: tests give their own. */
export interface Io {
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
  env: Record<string, string | undefined>;
  cwd: string;
}

export function processIo(): Io {
  const { stdout, stderr, env } = process;
  return {
    stdout,
    stderr,
    env,
    cwd: process.cwd(),
    // Opened by who first asks for it: that takes a moment, and few commands read.
    get stdin() {
      return process.stdin;
    },
  };
}

/** The person pressed Ctrl-C or closed the input instead of answering. The command ends with 130 and has changed nothing. */
export class PromptCancelled extends Error {
  constructor() {
    super("cancelled");
    this.name = "PromptCancelled";
  }
}

type Style = Parameters<typeof styleText>[0];
/** Colours a text, or leaves it as it is. */
export type Paint = (style: Style, text: string) => string;

/** Colour only where a person looks: a terminal that can, no NO_COLOR, no `--no-color`. Decided for each stream. */
export function mayColour(stream: NodeJS.WriteStream, { env }: Io, wanted: boolean): boolean {
  return wanted && stream.isTTY && !env["NO_COLOR"] && env["TERM"] !== "dumb";
}

export function painter(stream: NodeJS.WriteStream, io: Io, wanted: boolean): Paint {
  return mayColour(stream, io, wanted)
    ? (style, text) => styleText(style, text, { validateStream: false })
    : (_, text) => text;
}
