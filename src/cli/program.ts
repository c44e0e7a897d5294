/** The command tree: what can be typed. What a command does is loaded only when it runs. */
import { Command, Option } from "commander";
import type { CommandDefinition, CommandWords } from "./command.ts";
import { COMMANDS } from "./commands/index.ts";
import type { ParameterWords } from "./parameters.ts";
import { giveManners, TOPICS } from "./terminal/help.ts";
import type { Io } from "./terminal/io.ts";
import { versionText } from "./version.ts";
import { readWords } from "./words.ts";

const GREETING = `Answers buyer reviews and questions on Wildberries, Ozon and Yandex Market.

See it work:    reputation demo
Start for real: reputation init`;

type Takes = CommandWords["takes"];

/**
 * @param io the outside of the process
 * @param exit called with an exit code other than 0 that is no error
 * @param first the first word that was typed: when it names a command, the tree has no other
 */
export async function createProgram(io: Io, exit: (code: number) => void, first?: string): Promise<Command> {
  const { globals, groups } = await readWords();
  const program = new Command("reputation");
  giveManners(program, { summary: GREETING, more: TOPICS }, io);
  program.version(versionText(), "--version", "show the version").optionsGroup("Global options:");
  addParameters(program, globals);

  const add = (parent: Command, words: CommandWords, path: readonly string[]): void => {
    const command = parent.command(words.name);
    giveManners(command, words, io);
    addParameters(command, words.takes);
    for (const sub of words.commands) add(command, sub, [...path, sub.name]);
    if (!words.examples) return;
    command.action(async () => {
      const { run, takes } = await definitionOf(path);
      const { createContext } = await import("./context.ts");
      const context = await createContext(io, typedOf(command, globals));
      const code = await run?.(context, typedOf(command, takes), () => createProgram(io, exit));
      if (code) exit(code);
    });
  };
  const isNamed = groups.some(({ commands }) => commands.some(({ name }) => name === first));
  for (const { heading, commands } of groups) {
    program.commandsGroup(heading);
    for (const words of commands) if (!isNamed || words.name === first) add(program, words, [words.name]);
  }
  return program;
}

/** Loads the command that the words lead to. */
async function definitionOf([name = "", ...below]: readonly string[]): Promise<CommandDefinition> {
  const load = Object.values(COMMANDS).find((commands) => name in commands)?.[name];
  let found = await load?.();
  for (const word of below) found = found?.commands.find((sub) => sub.name === word);
  if (!found) throw new Error(`no command ${[name, ...below].join(" ")}`);
  return found;
}

function addParameters(command: Command, takes: Takes): void {
  for (const parameter of Object.values(takes)) {
    if (isArgument(parameter)) command.argument(parameter.flags);
    else command.addOption(optionOf(parameter));
  }
}

function optionOf({ flags, description, fallback, mandatory = false, repeated }: ParameterWords): Option {
  const option = new Option(flags, description).default(fallback).makeOptionMandatory(mandatory);
  return repeated ? option.argParser(collect) : option;
}

function collect(word: string, earlier: string[] | undefined): string[] {
  return [...(earlier ?? []), word];
}

function isArgument({ flags }: ParameterWords): boolean {
  return !flags.startsWith("-");
}

/** What was typed for each parameter, as commander gives it. */
function typedOf(command: Command, takes: Takes): Record<string, unknown> {
  // The options of parent commands are included, because a shared option may be typed after either name.
  const options = command.optsWithGlobals<Record<string, unknown>>();
  const args: unknown[] = [...command.processedArgs];
  return Object.fromEntries(
    Object.entries(takes).map(([name, parameter]) => [
      name,
      isArgument(parameter) ? args.shift() : options[optionOf(parameter).attributeName()],
    ]),
  );
}
