/**
 * Kills a daemon again and again while it works, and checks that every approved answer is published exactly once.
 * Run: npm run test:torture -- --kills 1000 --seed 1
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { torture } from "./run.ts";

const { values } = parseArgs({ options: { kills: { type: "string" }, seed: { type: "string" } } });
const kills = Number(values.kills ?? 200);
const seed = Number(values.seed ?? 1);
if (!Number.isInteger(kills) || kills < 1 || !Number.isInteger(seed)) {
  process.stderr.write("--kills takes a number from 1, --seed a whole number\n");
  process.exit(2);
}
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const folder = mkdtempSync(join(tmpdir(), "reputation-torture-"));
const { table, checks, log } = await torture({ folder, kills, seed, say });
rmSync(folder, { recursive: true });
const width = Math.max(...table.map(([name]) => name.length));
for (const [name, value] of table) say(`${name.padEnd(width)}  ${value}`);
const failed = checks.filter(({ wrong }) => wrong.length > 0);
for (const { name, wrong } of checks) {
  say(`${wrong.length === 0 ? "✓" : "✗"} ${name}`);
  for (const line of wrong.slice(0, 20)) say(`    ${line}`);
  if (wrong.length > 20) say(`    … and ${wrong.length - 20} more`);
}
if (failed.length > 0) say(`seed ${seed}; the daemons' last words:\n${log.slice(-4000)}`);
say(`${checks.length - failed.length} passed, ${failed.length} failed`);
process.exitCode = failed.length === 0 ? 0 : 1;
