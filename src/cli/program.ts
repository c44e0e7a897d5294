/** The command tree: what can be typed. What a command does is in `commands/`, loaded only when it runs. */
import { Command } from "commander";
import { createContext, type Globals, type Options } from "./context.ts";
import type { Add, AddGroup } from "./command.ts";
import { addDecideCommands } from "./groups/decide.ts";
import { addLookCommands } from "./groups/look.ts";
import { addRunCommands } from "./groups/run.ts";
import { addCompletion, addStartCommands } from "./groups/start.ts";
import { giveManners, TOPICS, type HelpTexts } from "./terminal/help.ts";
import type { Io } from "./terminal/io.ts";
import { versionText } from "./version.ts";

const GREETING = `Answers buyer reviews and questions on Wildberries, Ozon and Yandex Market.

See it work:    reputation demo
Start for real: reputation init`;

/**
 * @param io the outside of the process
 * @param exit called with an exit code other than 0 that is no error
 */
export function createProgram(io: Io, exit: (code: number) => void): Command {
  const program = new Command("reputation");
  giveManners(program, { summary: GREETING, more: TOPICS }, io);
  program
    .version(versionText(), "--version", "show the version")
    .optionsGroup("Global options:")
    .option("--config <file>", "the configuration (default: ./reputation.yaml, then ~/.config/reputation/config.yaml)")
    .option("--json", "print the result as one JSON document")
    .option("--no-color", "no colour")
    .option("-q, --quiet", "only the result and errors")
    .option("--debug", "with an error, show where it comes from");

  const named = (parent: Command, words: string, texts: HelpTexts): Command => {
    const command = parent.command(words);
    giveManners(command, texts, io);
    return command;
  };
  const group: AddGroup = (name, summary) => named(program, name, { summary });
  const add: Add = (parent, words, summary, examples, act) => {
    const command = named(parent, words, { summary, examples });
    return command.action(async () => {
      const globals = command.optsWithGlobals<Globals & Options>();
      const code = await act(createContext(io, globals), globals, command.args);
      if (code) exit(code);
    });
  };
  program.commandsGroup("Start");
  addStartCommands(program, add);
  addCompletion(program, add);
  program.commandsGroup("Run");
  addRunCommands(program, add);
  program.commandsGroup("Decide");
  addDecideCommands(program, add, group);
  program.commandsGroup("Look");
  addLookCommands(program, add, group);
  add(
    program,
    "help [command...]",
    "Shows what a command does and how it is called.",
    ["reputation help inbox", "reputation help jobs retry"],
    async (_context, _options, args) => (await import("./commands/help.ts")).help(program, args),
  );
  return program;
}
