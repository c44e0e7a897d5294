/**
 * Runs some commands of the program that was just built, which writes beside it what they have compiled (`src/cli/loader.ts`).
 * Run by the build: node scripts/compile.ts dist/cli
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Writable } from "node:stream";
import { pathToFileURL } from "node:url";

const OUT = resolve(process.argv[2] ?? "");
const ROOT = resolve(import.meta.dirname, "..");

const { load } = (await import(pathToFileURL(join(OUT, "main.js")).href)) as typeof import("../src/cli/loader.ts");
const { main } = (await load("./main.cjs")) as typeof import("../src/cli/main.ts");

/** Runs a command in this process and throws its output away. */
async function run(cwd: string, ...words: string[]): Promise<void> {
  const nothing = (): NodeJS.WriteStream => {
    return new Writable({ write: (_chunk, _encoding, done) => done() }) as unknown as NodeJS.WriteStream;
  };
  const env = { HOME: cwd, REPUTATION_DATABASE: join(cwd, "reputation.db") };
  const args = [...words, "--config", join(ROOT, "config.example.yaml")];
  const code = await main(args, { stdin: process.stdin, stdout: nothing(), stderr: nothing(), env, cwd });
  if (code !== 0) throw new Error(`reputation ${words.join(" ")} ended with ${code} while it was compiled`);
}

const folder = mkdtempSync(join(tmpdir(), "reputation-build-"));
try {
  const looking = [["inbox"], ["inbox", "--json"], ["status", "--once"], ["jobs", "list"], ["products", "summary"]];
  for (const words of [...looking, ["quarantine", "seen"]]) await run(folder, ...words);
} finally {
  rmSync(folder, { recursive: true });
}
