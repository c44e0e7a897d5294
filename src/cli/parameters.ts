/**
 * What can be typed after a command's name, declared once: from it follow the help, the completion, and the type of what
 * the command is given.
 */
import { UsageError } from "../base/errors.ts";
import type { Io } from "./terminal/io.ts";
import { count, id, type Read } from "./values.ts";

/** An option or an argument as it is typed. */
export interface ParameterWords {
  /** As the help writes it: `--limit <number>`, `-y, --yes`, `<id...>`. */
  flags: string;
  /** What it is for; arguments have none, the summary of their command says it. */
  description?: string;
  /** The value to read when nothing is typed. */
  fallback?: string | undefined;
  /** An option that must be given. */
  mandatory?: boolean;
  /** An option that may be given several times. */
  repeated?: boolean;
}

/** An option or an argument, and what a command gets of it. */
export interface Parameter<T> extends ParameterWords {
  /**
   * @param typed as commander gives it: true for a switch, a list for what may be given several times
   * @throws UsageError
   */
  read(typed: unknown, io: Io): T | Promise<T>;
}

/** By the name under which the command reads them. */
export type Parameters = Readonly<Record<string, Parameter<unknown>>>;

/** What a command is given of its parameters. */
export type Given<P extends Parameters> = { [Name in keyof P]: P[Name] extends Parameter<infer T> ? T : never };

type ValueFlags = `--${string} <${string}>`;

/** `--dry-run`, `-y, --yes`. */
export function flag(flags: `--${string}` | `-${string}, --${string}`, description: string): Parameter<boolean> {
  return { flags, description, read: (typed) => typed === true };
}

/** `--platform <wb|ozon|ym>`. */
export function option<T>(flags: ValueFlags, description: string, read: Read<T>): Parameter<T | undefined>;
/** @param fallback what is read when it is not given: `50` */
export function option<T>(flags: ValueFlags, description: string, read: Read<T>, fallback: string): Parameter<T>;
export function option<T>(
  flags: ValueFlags,
  description: string,
  read: Read<T>,
  fallback?: string,
): Parameter<T | undefined> {
  return {
    flags,
    description,
    fallback,
    read: (typed) => (typeof typed === "string" ? read(typed, longOf(flags)) : undefined),
  };
}

/** An option that must be given. */
export function mandatory<T>(flags: ValueFlags, description: string, read: Read<T>): Parameter<T> {
  return { flags, description, mandatory: true, read: (typed) => read(typed as string, longOf(flags)) };
}

/** An option that may be given several times. */
export function repeated<T>(flags: ValueFlags, description: string, read: Read<T>): Parameter<T[]> {
  return {
    flags,
    description,
    repeated: true,
    read: (typed) => listOf(typed).map((word) => read(word, longOf(flags))),
  };
}

/** `<wb|ozon|ym>`. @param name what it is, for the message about a wrong one: `the marketplace` */
export function argument<T>(flags: `<${string}>`, name: string, read: Read<T>): Parameter<T>;
/** `[publish|poll|ai]`: may be left out. */
export function argument<T>(flags: `[${string}]`, name: string, read: Read<T>): Parameter<T | undefined>;
export function argument<T>(flags: string, name: string, read: Read<T>): Parameter<T | undefined> {
  return { flags, read: (typed) => (typeof typed === "string" ? read(typed, name) : undefined) };
}

/** `<name...>`, `[word...]`. */
export function argumentList(flags: `<${string}...>` | `[${string}...]`): Parameter<string[]> {
  return { flags, read: listOf };
}

/** Ids of items or jobs; `-` reads them from standard input, separated by white space. */
export function ids(flags: `<${string}...>`): Parameter<number[]> {
  return { flags, read: (typed, io) => readIds(listOf(typed), io) };
}

/** An answer: its item, and the version of it that was read, when that is named. */
export interface AnswerId {
  id: number;
  version: number | undefined;
}

/** Ids of items, each alone or with the version of its answer that was read: `17`, `17@3`; `-` as with `ids`. */
export function answerIds(flags: `<${string}...>`): Parameter<AnswerId[]> {
  return {
    flags,
    read: async (typed, io) => {
      const words = await wordsOf(listOf(typed), io);
      const all = words.map((word): AnswerId => {
        const [item = "", version, ...rest] = word.split("@");
        if (rest.length > 0)
          throw new UsageError(`an id must be a number, or one with a version like 17@3, got "${word}"`);
        return { id: id(item, "an id"), version: version === undefined ? undefined : count(version, "a version") };
      });
      return [...new Map(all.map((answer) => [answer.id, answer])).values()];
    },
  };
}

/** @throws UsageError when one is no id, or there is none */
async function readIds(typed: readonly string[], io: Io): Promise<number[]> {
  return [...new Set((await wordsOf(typed, io)).map((word) => id(word, "an id")))];
}

async function wordsOf(typed: readonly string[], { stdin }: Io): Promise<string[]> {
  const all: string[] = [];
  for (const word of typed) {
    if (word === "-") all.push(...(await textOf(stdin)).split(/\s+/).filter(Boolean));
    else all.push(word);
  }
  if (all.length === 0)
    throw new UsageError("no ids given", { hint: "List them with: reputation inbox    jobs: reputation jobs list" });
  return all;
}

async function textOf(stdin: NodeJS.ReadStream): Promise<string> {
  const { text } = await import("node:stream/consumers");
  return text(stdin);
}

function listOf(typed: unknown): string[] {
  return Array.isArray(typed) ? typed.map(String) : [];
}

/** `-y, --yes` → `--yes`. */
function longOf(flags: string): string {
  return /--[\w-]+/.exec(flags)?.[0] ?? flags;
}

/** Reads everything that was typed and reports the first mistake. @throws UsageError */
export async function readGiven<P extends Parameters>(
  parameters: P,
  typed: Readonly<Record<string, unknown>>,
  io: Io,
): Promise<Given<P>> {
  const given: Record<string, unknown> = {};
  for (const [name, parameter] of Object.entries(parameters)) given[name] = await parameter.read(typed[name], io);
  return given as Given<P>;
}
