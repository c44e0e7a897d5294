import { styleText } from "node:util";

/** The process's streams and environment as a value, so that tests can pass their own. */
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
    // Standard input is opened on first use, because that takes a moment and few commands read it.
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

/** A terminal that shows text and nothing else, or says so: TERM is empty, `unknown`, `dumb` or begins with it. */
export function isDumb({ TERM }: NodeJS.ProcessEnv): boolean {
  return TERM !== undefined && /^(?:|unknown|dumb.*)$/.test(TERM);
}

/** Colours only a terminal that supports it, without NO_COLOR and `--no-color`. Each stream is decided separately. */
export function mayColour(stream: NodeJS.WriteStream, { env }: Io, wanted: boolean): boolean {
  return wanted && stream.isTTY && !env["NO_COLOR"] && !isDumb(env);
}

export function painter(stream: NodeJS.WriteStream, io: Io, wanted: boolean): Paint {
  return mayColour(stream, io, wanted)
    ? (style, text) => styleText(style, text, { validateStream: false })
    : (_, text) => text;
}
