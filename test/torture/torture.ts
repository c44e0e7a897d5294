/**
 * Kills a daemon again and again while it works, and checks that every approved answer is published exactly once.
 * Run: npm run test:torture -- --kills 1000 --seed 1
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { torture } from "./run.ts";
import { tell } from "./tell.ts";

const { values } = parseArgs({ options: { kills: { type: "string" }, seed: { type: "string" } } });
const kills = Number(values.kills ?? 200);
const seed = Number(values.seed ?? 1);
if (!Number.isInteger(kills) || kills < 1 || !Number.isInteger(seed)) {
  process.stderr.write("--kills takes a number from 1, --seed a whole number\n");
  process.exit(2);
}
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const folder = mkdtempSync(join(tmpdir(), "reputation-torture-"));
const verdict = await torture({ folder, kills, seed, say });
rmSync(folder, { recursive: true });
process.exitCode = tell(verdict, seed) ? 0 : 1;
