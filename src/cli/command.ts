import type { Command } from "commander";
import type { Context, Options } from "./context.ts";

/** What a command's action is given: the context, then the rest as commander passes it. */
export type Act = (context: Context, options: Options, args: string[]) => Promise<number | void>;

/** Adds one command. `words` is commander's usage: `poll <platform> <items>`. */
export type Add = (parent: Command, words: string, summary: string, examples: readonly string[], act: Act) => Command;

/** Adds a command that only groups others. */
export type AddGroup = (name: string, summary: string) => Command;
