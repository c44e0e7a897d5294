/** The command tree: what can be typed. The words of a command stand beside what it does, in `commands/`. */
import { Command, Option } from "commander";
import type { Add, AddGroup, Define } from "./command.ts";
import type { Context, Options } from "./context.ts";
import { GLOBALS } from "./globals.ts";
import { addDecideCommands } from "./groups/decide.ts";
import { addLookCommands } from "./groups/look.ts";
import { addRunCommands } from "./groups/run.ts";
import { addCompletion, addStartCommands } from "./groups/start.ts";
import { readGiven, type Parameter, type Parameters } from "./parameters.ts";
import { giveManners, TOPICS } from "./terminal/help.ts";
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
  program.version(versionText(), "--version", "show the version").optionsGroup("Global options:");
  addParameters(program, GLOBALS);

  const define: Define = (parent, definition) => {
    const command = parent.command(definition.name);
    giveManners(command, definition, io);
    addParameters(command, definition.takes);
    for (const sub of definition.commands) define(command, sub);
    const { takes, run } = definition;
    if (!run) return;
    command.action(async () => {
      const code = await run(await contextOf(command, io), typedOf(command, takes), program);
      if (code) exit(code);
    });
  };
  const group: AddGroup = (name, summary) => {
    const command = program.command(name);
    giveManners(command, { summary }, io);
    return command;
  };
  const add: Add = (parent, words, summary, examples, act) => {
    const command = parent.command(words);
    giveManners(command, { summary, examples }, io);
    return command.action(async () => {
      const code = await act(await contextOf(command, io), command.optsWithGlobals<Options>(), command.args);
      if (code) exit(code);
    });
  };
  program.commandsGroup("Start");
  addStartCommands(program, add);
  addCompletion(program, add);
  program.commandsGroup("Run");
  addRunCommands(program, add);
  program.commandsGroup("Decide");
  addDecideCommands(program, add, group, define);
  program.commandsGroup("Look");
  addLookCommands(program, add, group, define);
  add(
    program,
    "help [command...]",
    "Shows what a command does and how it is called.",
    ["reputation help inbox", "reputation help jobs retry"],
    async (_context, _options, args) => (await import("./commands/help.ts")).help(program, args),
  );
  return program;
}

function addParameters(command: Command, parameters: Parameters): void {
  for (const parameter of Object.values(parameters)) {
    if (isArgument(parameter)) command.argument(parameter.flags);
    else command.addOption(optionOf(parameter));
  }
}

function optionOf({ flags, description, fallback, mandatory = false, repeated }: Parameter<unknown>): Option {
  const option = new Option(flags, description).default(fallback).makeOptionMandatory(mandatory);
  return repeated ? option.argParser(collect) : option;
}

function collect(word: string, earlier: string[] | undefined): string[] {
  return [...(earlier ?? []), word];
}

function isArgument({ flags }: Parameter<unknown>): boolean {
  return !flags.startsWith("-");
}

async function contextOf(command: Command, io: Io): Promise<Context> {
  const { createContext } = await import("./context.ts");
  return createContext(io, await readGiven(GLOBALS, typedOf(command, GLOBALS), io));
}

/** What was typed for each parameter, as commander gives it. */
function typedOf(command: Command, parameters: Parameters): Record<string, unknown> {
  // Also what a command above it takes: an option of both may be typed after either name.
  const options = command.optsWithGlobals<Record<string, unknown>>();
  const args: unknown[] = [...command.processedArgs];
  return Object.fromEntries(
    Object.entries(parameters).map(([name, parameter]) => [
      name,
      isArgument(parameter) ? args.shift() : options[optionOf(parameter).attributeName()],
    ]),
  );
}
