import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { expect, test } from "vitest";
import { processIo } from "../../src/cli/terminal/io.ts";
import { createProgram } from "../../src/cli/program.ts";
import { DOCUMENTED, expectDocumented } from "../support/json-schema.ts";
import { runIn } from "../support/terminal.ts";
import { callsOf, openWorld } from "./story.ts";

/** These print no document: four serve, the fifth is help. */
const WITHOUT = new Set(["daemon", "standby", "hub", "mcp", "help"]);

/** They have commands below them and do something of their own. */
const ALSO_THEMSELVES = new Set(["analytics", "export", "products"]);

function commandsOf({ commands }: Command, before: readonly string[] = []): string[] {
  return commands.flatMap((command) => {
    const words = [...before, command.name()];
    const { length: below } = command.commands;
    const own = command.registeredArguments.length > 0 || below === 0 || ALSO_THEMSELVES.has(command.name());
    return [...(own ? [words.join(" ")] : []), ...commandsOf(command, words)];
  });
}

const COMMANDS = commandsOf(await createProgram(processIo(), () => {})).filter((name) => !WITHOUT.has(name));

test("every command has its document in docs/json.schema.json and its row in docs/json.md", () => {
  expect(DOCUMENTED.toSorted()).toEqual(COMMANDS.toSorted());
  const page = readFileSync(new URL("../../docs/json.md", import.meta.url), "utf8");
  expect(COMMANDS.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});

test("every key that --json prints is documented, and nothing else is on stdout or stderr", async () => {
  const world = await openWorld();
  const called = new Set<string>();
  for (const { command, words, code = 0, input } of callsOf(world)) {
    const ran = await runIn([...command.split(" "), ...words, "--json"], { ...world, ...(input && { input }) });
    expect({ command, code: ran.code, stderr: ran.stderr }).toEqual({ command, code, stderr: "" });
    expectDocumented(command, ran.stdout);
    called.add(command);
  }
  const backups = join(world.cwd, "backups");
  const { stdout } = await runIn(["backup", "--json"], world);
  const { file } = JSON.parse(stdout) as { file: string };
  expect(file.startsWith(backups)).toBe(true);
  expectDocumented("restore", (await runIn(["restore", file, "--yes", "--json"], world)).stdout);
  // Checked in test/e2e, where they run to their end, in user.test.ts, on a terminal, and in alerts.test.ts, over a messenger.
  const rest = COMMANDS.filter((name) => !called.has(name));
  expect(rest.filter((name) => !/^alerts (bind|confirm|unbind)$/.test(name)).toSorted()).toEqual([
    "demo",
    "reload",
    "restore",
    "sandbox",
    "user password",
  ]);
});
