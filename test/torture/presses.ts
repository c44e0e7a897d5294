/** Run: npm run test:presses -- --kills 200 --seed 1 [--messenger max] */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { pressTorture } from "./presses-run.ts";

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "200" },
    seed: { type: "string", default: "1" },
    messenger: { type: "string", default: "telegram" },
  },
});
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const folder = mkdtempSync(join(tmpdir(), "reputation-presses-"));
const verdict = await pressTorture({
  folder,
  kills: Number(values.kills),
  seed: Number(values.seed),
  messenger: values.messenger === "max" ? "max" : "telegram",
  say,
});
const { wrong, toasts, labels, ...counts } = verdict;
for (const [name, count] of Object.entries({ ...counts, ...labels, ...toasts }))
  say(`${String(count).padStart(6)}  ${name}`);
for (const line of wrong) say(`wrong: ${line}`);
if (wrong.length === 0) rmSync(folder, { recursive: true });
else say(`the database stays in ${folder}`);
process.exitCode = wrong.length === 0 ? 0 : 1;
