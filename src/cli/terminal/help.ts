/** How help looks: what the command does, how it is called, two examples, its options, where to read more. */
import { Help, type Command, type Option } from "commander";
import type { Io } from "./io.ts";

/** What the help needs to know about a command in addition to what commander stores. */
export interface HelpTexts {
  /** What it does, in one sentence. */
  summary: string;
  /** Lines to type. */
  examples?: readonly string[];
  /** Follows everything else: topics, where to read more. */
  more?: string;
}

/** Gives every command the same behaviour: only `main` exits the process, and errors say how to get help. */
export function giveManners(command: Command, texts: HelpTexts, io: Io): void {
  const { summary, examples = [], more = "With --json: docs/json.md    More: README.md, docs/deploy.md" } = texts;
  command
    .description(summary)
    .summary(summary.replace(/\.$/, "").replace(/^./, (first) => first.toLowerCase()))
    .exitOverride()
    .showSuggestionAfterError()
    .helpOption("-h, --help", "show help")
    .helpCommand(false)
    .configureHelp({
      // A group's help is its list of commands.
      showGlobalOptions: examples.length > 0,
      visibleGlobalOptions: (which) => globalOptions(which),
      styleTitle: (title) => (title === "Global Options:" ? "Global options:" : title),
      formatHelp: (which, helper) =>
        `${summary}\n\n${Help.prototype.formatHelp.call(helper, which, helper).trimEnd()}\n\n${more}\n`,
      commandDescription: () => exampleLines(examples),
    })
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
      getOutHelpWidth: () => io.stdout.columns || 100,
      outputError: (text, write) => write(errorText(text, nameOf(command))),
    });
}

/** The options of the program itself, except `--version`. */
function globalOptions(command: Command): Option[] {
  const { parent } = command;
  if (parent) return globalOptions(parent);
  return command.options.filter((option) => option.long !== "--version");
}

function exampleLines(examples: readonly string[]): string {
  return examples.length === 0 ? "" : `Examples:\n${examples.map((line) => `  $ ${line}`).join("\n")}`;
}

function errorText(text: string, command: string): string {
  return `✗ ${text.replace(/^error: /, "").trimEnd()}\n  try: ${command} --help\n`;
}

function nameOf(command: Command): string {
  return command.parent ? `${nameOf(command.parent)} ${command.name()}` : command.name();
}

/** Help that all commands share, shown once under the list of commands. */
export const TOPICS = `Exit codes: 0 done · 1 failed · 2 wrong usage or configuration · 4 credentials refused · 130 interrupted
Environment: REPUTATION_CONFIG, REPUTATION_DATABASE, REPUTATION_TIMEZONE, REPUTATION_LOG_LEVEL,
  REPUTATION_HTTP_LISTEN, NO_COLOR, and every \${NAME} that your configuration uses
One command: reputation <command> --help    More: README.md, docs/deploy.md, docs/json.md`;
