/**
 * Checks that the suite notices missing safeguards: each mutation removes one safeguard from a copy of the sources. The
 * test named for it must then fail, and must pass without the mutation. Run: npm run test:mutations [-- part of a name]
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { MUTATIONS, type Mutation } from "./safeguards.ts";

const ROOT = resolve(import.meta.dirname, "../..");

function copyOf(): string {
  const folder = mkdtempSync(join(tmpdir(), "reputation-mutation-"));
  for (const name of [
    "src",
    "test",
    "data",
    "package.json",
    "tsconfig.json",
    "vitest.config.ts",
    "config.example.yaml",
  ]) {
    cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  }
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  return folder;
}

function mutate(folder: string, { file, edits }: Mutation): void {
  const path = join(folder, file);
  let text = readFileSync(path, "utf8");
  for (const [find, replace] of edits) {
    if (!text.includes(find)) throw new Error(`${file} no longer has: ${find}`);
    text = text.replace(find, replace);
  }
  writeFileSync(path, text);
}

/** Whether the named test passes in the folder; a missing test is an error. */
function passes(folder: string, [file, name]: Mutation["test"]): boolean {
  const args = [join(ROOT, "node_modules/vitest/vitest.mjs"), "run", file, "-t", name];
  const { status, stdout } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
  if (!/Tests .*\d+ (passed|failed)/.test(stdout) && status === 0) throw new Error(`no test "${name}" in ${file}`);
  return status === 0;
}

let missed = 0;
const chosen = MUTATIONS.filter(({ name }) => name.includes(process.argv[2] ?? ""));
for (const mutation of chosen) {
  const folder = copyOf();
  try {
    const before = passes(folder, mutation.test);
    mutate(folder, mutation);
    const noticed = before && !passes(folder, mutation.test);
    if (!noticed) missed++;
    const why = before ? "" : " (the test fails without the mutation)";
    process.stdout.write(`${noticed ? "✓ noticed" : "✗ MISSED "}  ${mutation.name}  ←  ${mutation.test[1]}${why}\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
process.stdout.write(`${chosen.length - missed} passed, ${missed} failed\n`);
process.exitCode = missed === 0 ? 0 : 1;
