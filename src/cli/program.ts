/** The command tree: what can be typed. What a command does is in `commands/`, loaded only when it runs. */
import { Command } from "commander";
import { createContext, type Context, type Globals, type Options } from "./context.ts";
import { addDecideCommands } from "./groups/decide.ts";
import { addLookCommands } from "./groups/look.ts";
import { addRunCommands } from "./groups/run.ts";
import { addStartCommands } from "./groups/start.ts";
import type { Io } from "./io.ts";
import { versionText } from "./version.ts";

/** What a command's action is given: the context, then the rest as commander passes it. */
export type Act = (context: Context, options: Options, args: string[]) => Promise<number | void>;

/** Adds one command. `words` is commander's usage: `poll <platform> <items>`. */
export type Add = (parent: Command, words: string, summary: string, examples: readonly string[], act: Act) => Command;

/**
 * @param io the outside of the process
 * @param exit called with an exit code other than 0 that is no error
 */
export function createProgram(io: Io, exit: (code: number) => void): Command {
  const program = new Command("reputation");
  program
    .description(
      "Answers buyer reviews and questions on Wildberries, Ozon and Yandex Market.\n\n" +
        "See it work:    reputation demo\nStart for real: reputation init",
    )
    .version(versionText(), "--version", "show the version")
    .helpOption("-h, --help", "show help")
    .optionsGroup("Global options:")
    .option("--config <file>", "the configuration (default: ./reputation.yaml, then ~/.config/reputation/config.yaml)")
    .option("--json", "print the result as one JSON document")
    .option("--no-color", "no colour")
    .option("-q, --quiet", "only the result and errors")
    .option("--debug", "with an error, show where it comes from");
  settle(program, io);

  const add: Add = (parent, words, summary, examples, act) => {
    const command = parent.command(words);
    settle(command, io);
    return command
      .summary(summary.replace(/\.$/, "").replace(/^./, (first) => first.toLowerCase()))
      .description(`${summary}\n\nExamples:\n${examples.map((line) => `  $ ${line}`).join("\n")}`)
      .action(async () => {
        const globals = command.optsWithGlobals<Globals & Options>();
        const code = await act(createContext(io, globals), globals, command.args);
        if (code) exit(code);
      });
  };
  program.commandsGroup("Start");
  addStartCommands(program, add);
  program.commandsGroup("Run");
  addRunCommands(program, add);
  program.commandsGroup("Decide");
  addDecideCommands(program, add, (parent) => settle(parent, io));
  program.commandsGroup("Look");
  addLookCommands(program, add, (parent) => settle(parent, io));
  return program;
}

/** The same manners for every command: nothing exits the process but `main`, errors say how to get help. */
function settle(command: Command, io: Io): void {
  command
    .exitOverride()
    .showSuggestionAfterError()
    .helpCommand(false)
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
      getOutHelpWidth: () => io.stdout.columns || 100,
      outputError: (text, write) => write(`✗ ${text.replace(/^error: /, "")}  try: ${nameOf(command)} --help\n`),
    });
}

function nameOf(command: Command): string {
  return command.parent ? `${nameOf(command.parent)} ${command.name()}` : command.name();
}
