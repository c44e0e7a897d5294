/** Words of marketplaces and of servers where an administrator reads them. */
import { expect, test } from "vitest";
import { failed, inWords } from "../../src/cli/doctor/finding.ts";
import { runIn } from "../support/terminal.ts";
import { sandboxFolder } from "../support/sandbox-folder.ts";

const HOSTILE = "Shop\u001B]52;c;eA==\u0007 \u009B31m\u202Eevil\u2066\u200B";
const STEERS = /[\p{Cf}\p{Cc}]/u;

test("a finding of doctor keeps nothing that steers a terminal or turns its line around", () => {
  const paint = (_: unknown, text: string): string => text;
  const said = inWords(failed(HOSTILE, HOSTILE, HOSTILE), { paint });
  expect(said.replaceAll("\n", "")).not.toMatch(STEERS);
  expect(said).toContain("Shop");
});

test("neither does an error of a command, its hint or a note to the person", async () => {
  const { cwd } = await sandboxFolder();
  const ran = await runIn(["poll", HOSTILE, "reviews"], { cwd, tty: true, env: { NO_COLOR: "1" } });
  expect(ran.code).toBe(2);
  expect(ran.stderr.replace(/[\r\n]/g, "")).not.toMatch(STEERS);
  expect(ran.stderr).toContain("Shop");
});
