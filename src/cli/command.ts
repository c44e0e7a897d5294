/** What a command is: its words, what can be typed after them, and what it does with what was typed. */
import type { Command } from "commander";
import type { Context } from "./context.ts";
import { readGiven, type Given, type Parameters, type ParameterWords } from "./parameters.ts";

/** What the help, the completion and the parser know of a command. Plain data: the build writes it into a file. */
export interface CommandWords {
  /** The word that calls it: `inbox`. */
  name: string;
  /** What it does, in one sentence: "Lists the items that wait for you, most urgent first." */
  summary: string;
  /** Two lines to type. A group of commands has none. */
  examples?: readonly string[];
  /** What can be typed after the name: arguments in their order, then options. */
  takes: Readonly<Record<string, ParameterWords>>;
  /** Commands below this one. */
  commands: readonly CommandWords[];
}

/** Makes the whole command tree, of which a command that runs has only its own part. */
export type WholeProgram = () => Promise<Command>;

/** A command, or a group of commands. */
export interface CommandDefinition extends CommandWords {
  takes: Parameters;
  commands: readonly CommandDefinition[];
  /** Runs the command; undefined for a group. @throws UsageError when a typed parameter cannot be read */
  run?: (context: Context, typed: Readonly<Record<string, unknown>>, program: WholeProgram) => Promise<number | void>;
}

interface Spec<P extends Parameters> extends Omit<CommandWords, "commands"> {
  examples: readonly string[];
  takes: P;
  commands?: readonly CommandDefinition[];
  /**
   * @param program makes the whole command tree
   * @returns the exit code, when it is not 0
   */
  run(context: Context, given: Given<P>, program: WholeProgram): Promise<number | void>;
}

/** Defines a command: `run` gets what was typed as the types that `takes` declares. */
export function command<P extends Parameters>(spec: Spec<P>): CommandDefinition {
  const { name, summary, examples, takes, commands = [] } = spec;
  return {
    name,
    summary,
    examples,
    takes,
    commands,
    run: async (context, typed, program) => spec.run(context, await readGiven(takes, typed, context.io), program),
  };
}

/** Defines a command that only groups others. */
export function group(name: string, summary: string, commands: readonly CommandDefinition[]): CommandDefinition {
  return { name, summary, takes: {}, commands };
}
