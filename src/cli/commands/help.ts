import { UsageError } from "../../base/errors.ts";
import { suggest } from "../../config/suggest.ts";
import { command } from "../command.ts";
import { argumentList } from "../parameters.ts";
import type { Command } from "commander";

export const help = command({
  name: "help",
  summary: "Shows what a command does and how it is called.",
  examples: ["reputation help inbox", "reputation help jobs retry"],
  takes: { path: argumentList("[command...]") },
  async run(_context, { path }, program) {
    let found = await program();
    for (const word of path) {
      const below = found.commands.find((candidate) => candidate.name() === word);
      if (!below) throw unknown(word, found);
      found = below;
    }
    found.outputHelp();
  },
});

function unknown(word: string, { commands }: Command): UsageError {
  const near = suggest(
    word,
    commands.map((known) => known.name()),
  );
  return new UsageError(`there is no command "${word}"${near === undefined ? "" : ` (did you mean ${near}?)`}`, {
    hint: "try: reputation --help",
  });
}
