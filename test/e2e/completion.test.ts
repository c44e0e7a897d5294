import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createProgram } from "../../src/cli/program.ts";
import { bashScript } from "../../src/cli/completion/bash.ts";
import { fishScript } from "../../src/cli/completion/fish.ts";
import { completedCommands } from "../../src/cli/completion/tree.ts";
import { zshScript } from "../../src/cli/completion/zsh.ts";
import { processIo } from "../../src/cli/terminal/io.ts";
import { tempFolder } from "../support/temp.ts";

const commands = completedCommands(await createProgram(processIo(), () => {}));

const has = (shell: string): boolean => spawnSync(shell, ["--version"]).status === 0;

/** What each shell offers after these words. The last word is the one being typed. */
const SHELLS: Record<string, { script: string; ask: (file: string, words: string[]) => string[] }> = {
  bash: {
    script: bashScript(commands),
    ask(file, words) {
      const code = `source ${file}; COMP_WORDS=("$@"); COMP_CWORD=$(($#-1)); _reputation; printf '%s\\n' "\${COMPREPLY[@]}"`;
      return output("bash", ["-c", code, "bash", ...words]);
    },
  },
  fish: {
    script: fishScript(commands),
    ask: (file, words) => output("fish", ["-N", "-c", `source ${file}; complete -C '${words.join(" ")}'`]),
  },
};

function output(program: string, args: string[]): string[] {
  const { stdout, stderr } = spawnSync(program, args, { encoding: "utf8" });
  expect(stderr).toBe("");
  return stdout.split("\n").flatMap((line) => line.split("\t")[0] || []);
}

describe.each(Object.entries(SHELLS))("%s", (shell, { script, ask }) => {
  test.skipIf(!has(shell))("completes commands, options and the words they take", () => {
    const file = join(tempFolder(), "completion");
    writeFileSync(file, script);
    const offered = (...words: string[]): string[] => ask(file, ["reputation", ...words]);
    expect(offered("in").toSorted()).toEqual(["inbox", "init"]);
    expect(offered("jobs", "").toSorted()).toEqual(["cancel", "list", "retry", "show"]);
    expect(offered("jobs", "list", "--st")).toEqual(["--state"]);
    expect(offered("inbox", "--platform", "").toSorted()).toEqual(["ozon", "wb", "ym"]);
    expect(offered("poll", "wb", "rev")).toEqual(["reviews"]);
    expect(offered("approve", "17", "--dry")).toEqual(["--dry-run"]);
    expect(offered("--config", "daemon", "sched")).toEqual(["schedule"]);
  });
});

test.skipIf(!has("zsh"))("zsh loads its script, and the script names every command and option", () => {
  const file = join(tempFolder(), "_reputation");
  const script = zshScript(commands);
  writeFileSync(file, script);
  expect(spawnSync("zsh", ["-n", file], { encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
});

test("every command and every option of the program is in the script of every shell", () => {
  expect(commands.length).toBeGreaterThan(35);
  for (const { path, options } of commands) {
    const name = path.split("/").at(-1) ?? "";
    for (const script of [bashScript(commands), zshScript(commands), fishScript(commands)]) {
      expect(script).toContain(name);
      for (const { flags } of options) for (const flag of flags) expect(script).toContain(flag.replace(/^--?/, ""));
    }
  }
});
