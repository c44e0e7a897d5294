import { CommanderError } from "commander";
import {
  AuthError,
  causeChain,
  ConfigError,
  messageOf,
  ReputationError,
  StateError,
  UsageError,
} from "../base/errors.ts";
import { safeText } from "../domain/wording/safe-text.ts";
import { painter, processIo, PromptCancelled, type Io } from "./terminal/io.ts";
import { createProgram } from "./program.ts";
import { versionText } from "./version.ts";

/**
 * Exit codes: 0 done · 1 failed · 2 wrong usage or configuration · 3 another daemon has taken over · 4 credentials refused ·
 * 130 interrupted.
 */
const EXIT = { failed: 1, usage: 2, superseded: 3, auth: 4, interrupted: 130 } as const;

/** Runs one command; returns the exit code. The only place where errors become text. */
export async function main(argv: readonly string[], io: Io = processIo()): Promise<number> {
  // `reputation jobs list | head` must end quietly when head has seen enough. A log that cannot be written (nobody reads
  // it any more, its disk is full) is no reason to stop working.
  io.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") io.stderr.write(`✗ the result cannot be written: ${error.message}\n`);
    process.exit(error.code === "EPIPE" ? 0 : EXIT.failed);
  });
  io.stderr.on("error", () => {});
  // Written files contain buyers' texts and perhaps tokens, so no other user may read them.
  process.umask(0o077);
  let exitCode = 0;
  try {
    const program = await createProgram(io, (code) => (exitCode = code), argv[0]);
    await program.parseAsync(argv, { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof PromptCancelled) return EXIT.interrupted;
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT.usage;
    say(error, argv, io);
    return codeOf(error);
  }
}

function codeOf(error: unknown): number {
  if (error instanceof UsageError || error instanceof ConfigError) return EXIT.usage;
  if (error instanceof StateError && error.code === "standby.superseded") return EXIT.superseded;
  return error instanceof AuthError ? EXIT.auth : EXIT.failed;
}

function say(error: unknown, argv: readonly string[], io: Io): void {
  const paint = painter(io.stderr, io, !argv.includes("--no-color"));
  const message = error instanceof ConfigError ? messageOf(error) : causeChain(error);
  io.stderr.write(`${paint("red", "✗")} ${safeText(message)}\n`);
  if (error instanceof ReputationError && error.hint) io.stderr.write(`  ${safeText(error.hint)}\n`);
  if (argv.includes("--debug") && error instanceof Error) io.stderr.write(`${safeText(error.stack ?? "")}\n`);
  else if (!(error instanceof ReputationError))
    io.stderr.write(`  This is a fault of the program, ${versionText()}. See more with --debug\n`);
}
