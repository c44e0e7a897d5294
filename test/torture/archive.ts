/** Run: npm run build && npm run test:archive -- --kills 50 --seed 1 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { archiveTorture } from "./archive-run.ts";

const { values } = parseArgs({
  options: { kills: { type: "string", default: "50" }, seed: { type: "string", default: "1" } },
});
const folder = mkdtempSync(join(tmpdir(), "reputation-archive-"));
const tally = await archiveTorture({ folder, kills: Number(values.kills), seed: Number(values.seed), items: 40_000 });
rmSync(folder, { recursive: true });
process.stdout.write(`${JSON.stringify(tally)}\n${tally.wrong === 0 ? "1 passed, 0 failed" : "0 passed, 1 failed"}\n`);
process.exitCode = tally.wrong === 0 ? 0 : 1;
