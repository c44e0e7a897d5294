/** What a command is: its words, what can be typed after them, and what it does with what was typed. */
import type { Command } from "commander";
import type { Context, Options } from "./context.ts";
import { readGiven, type Given, type Parameters } from "./parameters.ts";

interface Words {
  /** The word that calls it: `inbox`. */
  name: string;
  /** What it does, in one sentence: "Lists the items that wait for you, most urgent first." */
  summary: string;
}

interface Spec<P extends Parameters> extends Words {
  /** Two lines to type. */
  examples: readonly string[];
  /** What can be typed after the name: arguments in their order, then options. */
  takes: P;
  /** Commands below this one. */
  commands?: readonly CommandDefinition[];
  /**
   * A command's file is loaded for each call of the program, so that its words are known: `run` imports what is heavy.
   * @param program the whole command tree
   * @returns the exit code, when it is not 0
   */
  run(context: Context, given: Given<P>, program: Command): Promise<number | void>;
}

/** A command, or a group of commands, as the program takes it in. */
export interface CommandDefinition extends Words {
  examples?: readonly string[];
  takes: Parameters;
  commands: readonly CommandDefinition[];
  /** Not of a group. @throws UsageError when what was typed, by parameter, cannot be read */
  run?: (context: Context, typed: Readonly<Record<string, unknown>>, program: Command) => Promise<number | void>;
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

/** What a command's action is given: the context, then the rest as commander passes it. */
export type Act = (context: Context, options: Options, args: string[]) => Promise<number | void>;

/** Adds one command. `words` is commander's usage: `poll <platform> <items>`. */
export type Add = (parent: Command, words: string, summary: string, examples: readonly string[], act: Act) => Command;

/** Adds a command that only groups others. */
export type AddGroup = (name: string, summary: string) => Command;

/** Adds a command that is defined in a file of its own. */
export type Define = (parent: Command, definition: CommandDefinition) => void;
