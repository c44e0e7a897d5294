/** Every parameter, read from its command's declaration: the error for a mistake says what is wrong and what to do. */
import { describe, expect, test } from "vitest";
import { command, type CommandDefinition } from "../../src/cli/command.ts";
import { COMMANDS } from "../../src/cli/commands/index.ts";
import { GLOBALS } from "../../src/cli/globals.ts";
import { flag, option, type Parameter } from "../../src/cli/parameters.ts";
import { count, oneOf } from "../../src/cli/values.ts";
import { declaredWords } from "../../src/cli/words.ts";
import { processIo } from "../../src/cli/terminal/io.ts";
import { tempFolder } from "../support/temp.ts";
import { runIn } from "../support/terminal.ts";

const WRONG = "no such value";

interface Declared {
  /** The command, and the arguments and options that it cannot be called without. */
  call: string[];
  path: string;
  /** The key that its command reads it by. */
  key: string;
  parameter: Parameter<unknown>;
}

async function definitions(): Promise<CommandDefinition[]> {
  return Promise.all(Object.values(COMMANDS).flatMap((commands) => Object.values(commands).map((load) => load())));
}

function declaredOf(definition: CommandDefinition, before: readonly string[] = []): Declared[] {
  const { name, takes, commands } = definition;
  const path = [...before, name];
  const call = [...path, ...Object.values(takes).flatMap(needed)];
  return [
    ...Object.entries(takes).map(([key, parameter]) => ({ call, path: path.join(" "), key, parameter })),
    ...commands.flatMap((sub) => declaredOf(sub, path)),
  ];
}

/** A word that can be read, for an argument or an option that must be there. */
function needed({ flags, mandatory }: Parameter<unknown>): string[] {
  const placeholder = /<([^>]+)>/.exec(flags)?.[1] ?? "";
  const word = placeholder.includes("|") ? (placeholder.split("|")[0] ?? "") : "17";
  if (mandatory) return [longOf(flags), word];
  return flags.startsWith("<") ? [word] : [];
}

function longOf(flags: string): string {
  return /--[\w-]+/.exec(flags)?.[0] ?? "";
}

/** Whether it takes any word: such a value cannot be wrong. */
async function takesAnything(parameter: Parameter<unknown>, typed: unknown): Promise<boolean> {
  try {
    await parameter.read(typed, processIo());
    return true;
  } catch {
    return false;
  }
}

const ALL = (await definitions()).flatMap((definition) => declaredOf(definition));
const named = (declared: Declared): [string, Declared] => [`${declared.path} ${declared.parameter.flags}`, declared];
const OPTIONS = ALL.filter(({ parameter }) => parameter.flags.startsWith("-")).map(named);
const WITH_VALUE = OPTIONS.filter(([, { parameter }]) => parameter.flags.includes("<"));

test("the list of tested options covers every option of the program", () => {
  expect(OPTIONS.length).toBeGreaterThan(50);
  expect(WITH_VALUE.length).toBeGreaterThan(35);
});

describe("a misspelt option is named, with the one that was meant", () => {
  test.each(OPTIONS)("%s", async (_, { call, path, parameter }) => {
    const long = longOf(parameter.flags);
    const ran = await runIn([...call, `${long}${long.at(-1)}`], { cwd: tempFolder() });
    expect(ran).toMatchObject({ code: 2, stdout: "" });
    expect(ran.stderr).toContain(`unknown option '${long}${long.at(-1)}'`);
    expect(ran.stderr).toMatch(new RegExp(`Did you mean .*${long}`));
    expect(ran.stderr).toContain(`try: reputation ${path} --help`);
  });
});

describe("an option without its value is named, with where to read on", () => {
  test.each(WITH_VALUE)("%s", async (_, { call, path, parameter }) => {
    const ran = await runIn([...call, longOf(parameter.flags)], { cwd: tempFolder() });
    expect(ran).toMatchObject({ code: 2, stdout: "" });
    expect(ran.stderr).toContain(`option '${parameter.flags}' argument missing`);
    // The parent command reads an option that both commands accept.
    expect(ran.stderr).toMatch(new RegExp(`try: reputation (${path}|${path.split(" ")[0]}) --help`));
  });
});

describe("a wrong value is named with its option, and with what it must be", () => {
  test.each(WITH_VALUE)("%s", async (_, { call, parameter }) => {
    const typed = parameter.repeated ? [WRONG] : WRONG;
    if (await takesAnything(parameter, typed)) return;
    const long = longOf(parameter.flags);
    const ran = await runIn([...call, long, WRONG], { cwd: tempFolder() });
    expect(ran).toMatchObject({ code: 2, stdout: "" });
    expect(ran.stderr).toMatch(new RegExp(`^✗ ${long} must be .+, got "${WRONG}"\n`));
  });

  test("only the listed options accept any word", async () => {
    const free = [];
    for (const [, { key, parameter }] of WITH_VALUE)
      if (await takesAnything(parameter, parameter.repeated ? [WRONG] : WRONG)) free.push(key);
    const known = [
      "account",
      "address",
      "brand",
      "code",
      "dir",
      "fault",
      "file",
      "find",
      "from",
      "fromDatabase",
      "instructions",
      "litestream",
      "name",
      "person",
      "reason",
      "reviews",
      "sku",
      "text",
      "to",
      "toDatabase",
      "words",
    ];
    expect([...new Set(free)].toSorted()).toEqual(known);
  });

  test("a wrong argument is named, too", async () => {
    const said: string[] = [];
    for (const { call, path, parameter } of ALL) {
      if (parameter.flags.startsWith("-")) continue;
      const typed = parameter.flags.includes("...") ? [WRONG] : WRONG;
      if (await takesAnything(parameter, typed)) continue;
      const at = call.indexOf(needed(parameter)[0] ?? "", path.split(" ").length);
      const words = at < 0 ? [...call, WRONG] : call.with(at, WRONG);
      const ran = await runIn(words, { cwd: tempFolder() });
      expect(ran, path).toMatchObject({ code: 2, stdout: "" });
      expect(ran.stderr, path).toMatch(new RegExp(`^✗ .+ must be .+, got "${WRONG}"\n`));
      said.push(`${path} ${parameter.flags}`);
    }
    expect(said).toContain("poll <reviews|questions>");
    expect(said).toContain("approve <id...>");
    expect(said.length).toBeGreaterThan(15);
  });
});

test("an option is read by the name under which it is typed", () => {
  const camel = (flags: string): string =>
    longOf(flags)
      .replace(/^--(no-)?/, "")
      .replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  const options = [
    ...OPTIONS.map(([, declared]) => declared),
    ...Object.entries(GLOBALS).map(([key, parameter]) => ({ key, parameter })),
  ];
  expect(options.filter(({ key, parameter }) => camel(parameter.flags) !== key).map(({ key }) => key)).toEqual([]);
});

test("a command that reads an undeclared parameter does not compile", async () => {
  const given: unknown[] = [];
  const { run } = command({
    name: "try",
    summary: "Tries.",
    examples: [],
    takes: {
      limit: option("--limit <number>", "at most so many", count, "50"),
      shop: option("--shop <wb|ym>", "only this", oneOf(["wb", "ym"])),
      all: flag("--all", "all"),
    },
    async run(_context, { limit, shop, all, ...rest }) {
      const typed: [number, "wb" | "ym" | undefined, boolean] = [limit, shop, all];
      given.push(...typed);
      // @ts-expect-error -- no such option is declared
      given.push(rest.most);
    },
  });
  const context = { io: processIo() } as Parameters<NonNullable<typeof run>>[0];
  await run?.(context, { limit: "7", shop: undefined, all: true }, {} as Parameters<NonNullable<typeof run>>[2]);
  expect(given).toEqual([7, undefined, true, undefined]);
});

test("each command stands in the table under its own name", async () => {
  const { groups } = await declaredWords();
  const table = Object.entries(COMMANDS).map(([heading, commands]) => ({ heading, names: Object.keys(commands) }));
  const own = groups.map(({ heading, commands }) => ({ heading, names: commands.map(({ name }) => name) }));
  expect(own).toEqual(table);
});
