/** What can be completed, read off the commander program: the shells' scripts are written from it. */
import type { Command, Option } from "commander";

/** What may follow: fixed words, a file or folder, or something that only a person knows. */
export type Value = readonly string[] | "file" | "other";

export interface CompletedOption {
  /** `["-y", "--yes"]` */
  flags: string[];
  summary: string;
  /** Null for a switch. */
  value: Value | null;
}

export interface CompletedCommand {
  /** The words that lead to it: `/jobs/list`; of the program itself: the empty text. */
  path: string;
  summary: string;
  commands: { name: string; summary: string }[];
  options: CompletedOption[];
  /** Its arguments in order; the last one goes on for a list. */
  values: Value[];
}

/** Every command of the program, each with the options it takes, the global ones included. */
export function completedCommands(program: Command): CompletedCommand[] {
  const global = program.options.filter(({ long }) => long !== "--version").map(completedOption);
  const walk = (command: Command, path: string): CompletedCommand[] => [
    {
      path,
      summary: command.summary(),
      commands: command.commands.map((sub) => ({ name: sub.name(), summary: sub.summary() })),
      options: [
        ...command.options.filter((o) => command !== program || o.long === "--version").map(completedOption),
        ...global,
        HELP,
      ],
      values: command.registeredArguments.map((argument) => valueOf(argument.name())),
    },
    ...command.commands.flatMap((sub) => walk(sub, `${path}/${sub.name()}`)),
  ];
  return walk(program, "");
}

const HELP: CompletedOption = { flags: ["-h", "--help"], summary: "show help", value: null };

function completedOption({ short, long, description, flags }: Option): CompletedOption {
  const placeholder = /<([^>]+)>/.exec(flags)?.[1];
  const words = [short, long].filter((flag) => flag !== undefined);
  return { flags: words, summary: description, value: placeholder === undefined ? null : valueOf(placeholder) };
}

/** `wb|ozon|ym` says its words itself. */
function valueOf(placeholder: string): Value {
  if (/^[\w-]+(\|[\w-]+)+$/.test(placeholder)) return placeholder.split("|");
  return /^(file|folder)$/.test(placeholder) ? "file" : "other";
}
