/**
 * Freezes daemons again and again at the worst moments, beside others that take over, while people answer in the cabinet
 * and buyers change their reviews. Run: npm run test:freeze -- --freezes 200 --seed 1 --shops 8
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { drawFreeze, freezeTorture } from "./freeze-run.ts";
import { tell } from "./tell.ts";

const { values } = parseArgs({
  options: {
    freezes: { type: "string", default: "40" },
    seed: { type: "string", default: "1" },
    shops: { type: "string", default: "8" },
  },
});
const [freezes, seed, shops] = [values.freezes, values.seed, values.shops].map(Number) as [number, number, number];
if (![freezes, seed, shops].every((number) => Number.isInteger(number) && number >= 1)) {
  process.stderr.write("--freezes, --seed and --shops take whole numbers from 1\n");
  process.exit(2);
}
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const folder = mkdtempSync(join(tmpdir(), "reputation-freeze-"));
const verdict = await freezeTorture({ folder, freezes, seed, shops, leaseMs: 5000, draw: drawFreeze, say });
rmSync(folder, { recursive: true });
process.exitCode = tell(verdict, seed) ? 0 : 1;
