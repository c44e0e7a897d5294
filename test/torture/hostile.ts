/**
 * Runs a daemon with 200 MB of heap and 64 descriptors among marketplaces, an LLM and a Knowledge API that mean harm.
 * Run: npm run test:hostile -- --minutes 10 --seed 1
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { hostileTorture } from "./hostile-run.ts";
import { tell } from "./tell.ts";

const { values } = parseArgs({
  options: { minutes: { type: "string", default: "5" }, seed: { type: "string", default: "1" } },
});
const [minutes, seed] = [values.minutes, values.seed].map(Number) as [number, number];
if (![minutes, seed].every((number) => Number.isInteger(number) && number >= 1)) {
  process.stderr.write("--minutes and --seed take whole numbers from 1\n");
  process.exit(2);
}
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const folder = mkdtempSync(join(tmpdir(), "reputation-hostile-"));
const verdict = await hostileTorture({ folder, seconds: minutes * 60, seed, recovers: true, say });
rmSync(folder, { recursive: true });
process.exitCode = tell(verdict, seed) ? 0 : 1;
