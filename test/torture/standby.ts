/**
 * Kills and freezes two machines in turns, each of which takes over from the other's copies with some commits lost.
 * Ctrl-C ends it after the take-over under way, and judges what there is.
 * Run: npm run test:standby -- --takeovers 100 --seed 2026
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { standbyDrill } from "./standby-run.ts";
import { tell } from "./tell.ts";

const { values } = parseArgs({
  options: { takeovers: { type: "string", default: "20" }, seed: { type: "string", default: "1" } },
});
const [takeovers, seed] = [values.takeovers, values.seed].map(Number) as [number, number];
if (![takeovers, seed].every((number) => Number.isInteger(number) && number >= 1)) {
  process.stderr.write("--takeovers and --seed take whole numbers from 1\n");
  process.exit(2);
}
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const folder = mkdtempSync(join(tmpdir(), "reputation-standby-"));
let goesOn = true;
process.once("SIGINT", () => (goesOn = false));
const verdict = await standbyDrill({ folder, takeovers, seed, longestLossMs: 10_000, goesOn: () => goesOn, say });
rmSync(folder, { recursive: true });
process.exitCode = tell(verdict, seed) ? 0 : 1;
