/**
 * Sets the clock of a working daemon by seconds to years and back, again and again.
 * Run: npm run test:clock -- --jumps 100 --seed 1
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { clockTorture } from "./clock-run.ts";
import { tell } from "./tell.ts";

const { values } = parseArgs({
  options: { jumps: { type: "string", default: "20" }, seed: { type: "string", default: "1" } },
});
const [jumps, seed] = [values.jumps, values.seed].map(Number) as [number, number];
if (![jumps, seed].every((number) => Number.isInteger(number) && number >= 1)) {
  process.stderr.write("--jumps and --seed take whole numbers from 1\n");
  process.exit(2);
}
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const folder = mkdtempSync(join(tmpdir(), "reputation-clock-"));
const verdict = await clockTorture({ folder, jumps, seed, say });
rmSync(folder, { recursive: true });
process.exitCode = tell(verdict, seed) ? 0 : 1;
