import type { Command } from "commander";
import { suggest } from "../../config/suggest.ts";
import { UsageError } from "../../base/errors.ts";

/**
 * Shows the help of the command that the words name.
 * @throws UsageError when there is none of that name
 */
export function help(program: Command, words: readonly string[]): void {
  let command = program;
  for (const word of words) {
    const found = command.commands.find((candidate) => candidate.name() === word);
    if (!found) throw unknown(word, command);
    command = found;
  }
  command.outputHelp();
}

function unknown(word: string, { commands }: Command): UsageError {
  const near = suggest(
    word,
    commands.map((command) => command.name()),
  );
  return new UsageError(`there is no command "${word}"${near === undefined ? "" : ` (did you mean ${near}?)`}`, {
    hint: "try: reputation --help",
  });
}
