/**
 * `npm run test:simulation -- --seeds 1000 --seed 1` runs the engine with this many seeds and reports the ones that
 * fail.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { simulate } from "./simulation.ts";

const { values } = parseArgs({
  options: { seeds: { type: "string", default: "100" }, seed: { type: "string", default: "1" } },
});
const first = Number(values.seed);
const folder = mkdtempSync(join(tmpdir(), "reputation-simulation-"));
const totals: Record<string, number> = {};
let failed = 0;

for (let seed = first; seed < first + Number(values.seeds); seed++) {
  const { faults, counts } = await simulate(seed, join(folder, `${seed}.db`));
  for (const [name, count] of Object.entries(counts)) totals[name] = (totals[name] ?? 0) + count;
  for (const suffix of ["", "-wal", "-shm"]) rmSync(join(folder, `${seed}.db${suffix}`), { force: true });
  if (faults.length > 0) failed++;
  for (const fault of faults) process.stdout.write(`seed ${seed}: ${fault}\n`);
}
rmSync(folder, { recursive: true });
process.stdout.write(`${values.seeds} seeds from ${first}: ${failed} failed; in all ${JSON.stringify(totals)}\n`);
process.exitCode = failed === 0 ? 0 : 1;
