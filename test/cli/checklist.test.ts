/** What every command promises, held against every command of the program. */
import type { Command } from "commander";
import { describe, expect, test } from "vitest";
import { textWidth } from "../../src/base/text-width.ts";
import { processIo } from "../../src/cli/terminal/io.ts";
import { createProgram } from "../../src/cli/program.ts";
import { runIn } from "../support/terminal.ts";
import { callsOf, openWorld, type Call, type World } from "./story.ts";

interface Leaf {
  words: string[];
  command: Command;
}

function leaves(command: Command, before: readonly string[] = []): Leaf[] {
  return command.commands.flatMap((sub) => {
    const words = [...before, sub.name()];
    return [
      ...(sub.registeredArguments.length > 0 || sub.commands.length === 0 || sub.name() === "analytics"
        ? [{ words, command: sub }]
        : []),
      ...leaves(sub, words),
    ];
  });
}

const LEAVES = leaves(await createProgram(processIo(), () => {}));
const cwd = "/";

// oxlint-disable-next-line no-control-regex -- it is what is looked for
const COLOUR = /\u001B\[[\d;]*m/;

describe("help", () => {
  test.each(LEAVES.map((leaf) => [leaf.words.join(" "), leaf] as const))("%s", async (name, { words, command }) => {
    const { code, stdout, stderr } = await runIn([...words, "-h"], { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const lines = stdout.split("\n");
    expect(lines[0], "it begins with what it does").toMatch(/^[A-Z][a-z]+s .*\.$/);
    expect(lines[2]).toMatch(new RegExp(`^Usage: reputation ${name}\\b`));
    const examples = lines.filter((line) => line.startsWith("  $ "));
    expect(examples, "two examples").toHaveLength(2);
    for (const example of examples) expect(example).toContain("reputation");
    expect(stdout.indexOf(examples[1] ?? "?"), "before the options").toBeLessThan(stdout.indexOf("\nOptions:\n"));
    expect(stdout).toContain("\nGlobal options:\n");
    expect(lines.at(-2), "the docs come last").toContain("docs/");
    expect(command.name(), "whole words").toMatch(/^[a-z]{2,}(-[a-z]{3,})*$/);
    expect(command.aliases()).toEqual([]);
    for (const line of lines) expect(textWidth(line), line).toBeLessThanOrEqual(140);
    expect((await runIn(["help", ...words], { cwd })).stdout).toBe(stdout);
  });
});

describe("a mistake", () => {
  test.each(LEAVES.map((leaf) => [leaf.words.join(" "), leaf] as const))("%s", async (name, { words, command }) => {
    const known = command.options.find(({ long }) => (long?.length ?? 0) > 5)?.long ?? "--config";
    const asked = command.options.filter(({ mandatory }) => mandatory).flatMap(({ long }) => [long ?? "", "x"]);
    const option = await runIn([...words, ...asked, `${known.slice(0, -2)}${known.slice(-1)}${known.slice(-2, -1)}`], {
      cwd,
    });
    expect(option).toMatchObject({ code: 2, stdout: "" });
    expect(option.stderr).toContain(`(Did you mean ${known}?)`);
    expect(option.stderr).toContain(`try: reputation ${name} --help`);

    const wrong = `${words.at(-1)?.slice(0, -1) ?? ""}q`;
    const mistyped = await runIn([...words.slice(0, -1), wrong], { cwd });
    expect(mistyped.code).toBe(2);
    if (!["analytics", "export", "products"].includes(words.at(-2)!))
      expect(mistyped.stderr).toMatch(/unknown command[\s\S]*try: reputation/);

    const needed = command.registeredArguments.filter(({ required }) => required).length;
    if (needed > 0) expect((await runIn(words, { cwd })).code, "a missing argument").toBe(2);
  });
});

/** Runs the story and hands each call with its result to the test. */
async function tell(
  world: World,
  options: object,
  look: (call: Call, ran: { code: number; stdout: string; stderr: string }) => void,
  more: string[] = [],
): Promise<void> {
  for (const call of callsOf(world)) {
    const ran = await runIn([...call.command.split(" "), ...call.words, ...more], {
      ...world,
      ...options,
      ...(call.input !== undefined && { input: call.input, tty: false }),
    });
    expect({
      command: call.command,
      code: ran.code,
      error: ran.code === (call.code ?? 0) ? "" : ran.stderr,
    }).toMatchObject({ code: call.code ?? 0 });
    look(call, ran);
  }
}

describe("every command, called once", () => {
  test("in a pipe prints one record per line without colour or header, and no hints with --quiet", async () => {
    await tell(
      await openWorld(),
      {},
      ({ command }, { stdout, stderr }) => {
        expect(stdout, command).not.toMatch(COLOUR);
        expect(stderr, command).toBe("");
        if (command.endsWith(" list") || command === "inbox" || command === "config show") {
          const columns = new Set(
            stdout
              .replace(/\n$/, "")
              .split("\n")
              .map((line) => line.split("\t").length),
          );
          expect(columns.size, `${command}: the same columns in each line`).toBe(1);
          expect(stdout, command).not.toMatch(/^(ID|JOB|NAME|KEY)\t/);
        }
      },
      ["--quiet"],
    );
  });

  test("on a terminal of 72 columns cuts tables instead of wrapping them, and uses colour", async () => {
    let coloured = 0;
    const tables = new Set<string>();
    await tell(await openWorld(), { tty: true, columns: 72 }, ({ command }, { stdout }) => {
      if (COLOUR.test(stdout)) coloured++;
      const lines = stdout.split("\n");
      if (!/^(ID|JOB|NAME|KEY) /.test(lines[0]?.trimStart() ?? "")) return;
      tables.add(command);
      for (const line of lines) expect(textWidth(line), `${command}: ${line}`).toBeLessThanOrEqual(72);
    });
    expect(coloured).toBeGreaterThan(5);
    expect([...tables].toSorted()).toEqual(["config show", "inbox", "jobs list", "policy test", "schedule list"]);
  });

  test("is coloured on a terminal, but not with NO_COLOR, on a dumb terminal or with --no-color", async () => {
    const { cwd, ids } = await openWorld();
    const [id = 0] = ids.waiting;
    for (const words of [
      ["status"],
      ["show", String(id)],
      ["config", "check"],
      ["undo", "999"],
      ["init"],
      ["nonsense"],
    ]) {
      const shown = async (more: string[], env: Record<string, string>): Promise<string> => {
        const { stdout, stderr } = await runIn([...words, ...more], { cwd, tty: true, env });
        return stdout + stderr;
      };
      if (words[0] !== "nonsense") expect(await shown([], {}), words[0]).toMatch(COLOUR);
      for (const env of [{ NO_COLOR: "1" }, { TERM: "dumb" }])
        expect(await shown([], env), words[0]).not.toMatch(COLOUR);
      expect(await shown(["--no-color"], {}), words[0]).not.toMatch(COLOUR);
    }
  });

  test("gives one look in place of the screens where the terminal cannot draw", async () => {
    const { cwd } = await openWorld();
    for (const TERM of ["dumb", "dumb-emacs-ansi", "unknown", ""]) {
      const ran = await runIn(["status"], { cwd, tty: true, env: { TERM } });
      expect(ran.code, TERM).toBe(0);
      expect(ran.stdout, TERM).toContain("ACCOUNT");
    }
  });

  test("takes its ids from standard input", async () => {
    const world = await openWorld();
    const taking = LEAVES.filter(({ command }) =>
      command.registeredArguments.some(({ variadic, required }) => variadic && required),
    );
    const names = taking.map(({ words }) => words.join(" ")).filter((name) => !name.startsWith("schedule "));
    expect(names.length).toBeGreaterThan(8);
    for (const name of names) {
      const words = [...name.split(" "), "-", ...(name === "regenerate" ? ["--instructions", "shorter"] : [])];
      const none = await runIn(words, { ...world, input: "\n" });
      expect({ name, code: none.code }).toEqual({ name, code: 2 });
      expect(none.stderr).toContain("no ids given");
      const unknown = await runIn(words, { ...world, input: "999999\n" });
      expect(unknown.stdout + unknown.stderr, name).toContain("999999");
      expect(unknown.code).toBe(1);
    }
  });
});

describe("what buyers will see", () => {
  test.each(["approve", "send"])("%s shows it with --dry-run, and asks once for several", async (name) => {
    const world = await openWorld();
    const { cwd, ids } = world;
    const two = ids.waiting.slice(0, 2).map(String);
    const before = (await runIn(["status", "--json"], { cwd })).stdout;
    const shown = await runIn([name, ...two, "--dry-run"], { cwd });
    for (const id of two) {
      const item = JSON.parse((await runIn(["show", id, "--json"], { cwd })).stdout) as { answer: { text: string } };
      expect(shown.stdout).toContain(item.answer.text);
    }
    const counts = (text: string): unknown => (JSON.parse(text) as { items: unknown }).items;
    expect(counts((await runIn(["status", "--json"], { cwd })).stdout)).toEqual(counts(before));

    const unasked = await runIn([name, ...two], { cwd });
    expect(unasked.code).toBe(2);
    expect(unasked.stderr).toContain("--yes");
    let questions = 0;
    const type = (output: string): string | undefined =>
      output.endsWith("[y/N] ") && questions++ === 0 ? "n\r" : undefined;
    expect((await runIn([name, ...two], { cwd, tty: true, type })).code).toBe(1);
    expect(questions).toBe(1);
    expect(counts((await runIn(["status", "--json"], { cwd })).stdout)).toEqual(counts(before));
  });
});
