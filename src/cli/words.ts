/** The command words, known without loading the commands, which would take far longer than the rest of `--help`. */
import { readFileSync, statSync } from "node:fs";
import { isBinary, readAsset } from "../base/assets.ts";
import type { CommandWords } from "./command.ts";
import { COMMANDS } from "./commands/index.ts";
import type { ParameterWords } from "./parameters.ts";

/** The words of the whole program. */
export interface ProgramWords {
  /** Options that every command takes. */
  globals: Readonly<Record<string, ParameterWords>>;
  /** The commands under the headings of the help. */
  groups: readonly { heading: string; commands: readonly CommandWords[] }[];
}

/** Reads the words from the file that the build has written (`write-words.ts`), else from the commands themselves. */
export async function readWords(): Promise<ProgramWords> {
  const written = writtenWords();
  return written === undefined ? declaredWords() : (JSON.parse(written) as ProgramWords);
}

/** Reads the words from the commands themselves, which loads every one of them. */
export async function declaredWords(): Promise<ProgramWords> {
  const { GLOBALS } = await import("./globals.ts");
  const groups = Object.entries(COMMANDS).map(async ([heading, commands]) => {
    return { heading, commands: await Promise.all(Object.values(commands).map((load) => load())) };
  });
  return { globals: GLOBALS, groups: await Promise.all(groups) };
}

/** Undefined when the file does not exist, or when the program was built after it was written. */
function writtenWords(): string | undefined {
  if (isBinary()) return readAsset("dist/cli/words.json").toString("utf8");
  const file = new URL("words.json", import.meta.url);
  const writtenAt = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  const compiledAt = statSync(new URL("main.js", import.meta.url), { throwIfNoEntry: false })?.mtimeMs;
  return writtenAt === undefined || writtenAt < (compiledAt ?? 0) ? undefined : readFileSync(file, "utf8");
}
