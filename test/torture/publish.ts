/** Run: npm run test:publish -- --items 2000 --seed 1 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { PLATFORMS } from "../../src/domain/platform.ts";
import { publishTorture } from "./publish-run.ts";

const { values } = parseArgs({
  options: {
    items: { type: "string", default: "2000" },
    seed: { type: "string", default: "1" },
    factor: { type: "string", default: "60" },
  },
});
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const startedAt = performance.now();
const folder = mkdtempSync(join(tmpdir(), "reputation-publish-"));
const tallies = await publishTorture({
  folder,
  items: Number(values.items),
  seed: Number(values.seed),
  factor: Number(values.factor),
  say,
});
rmSync(folder, { recursive: true });
const { wb, ozon, ym } = tallies;
const columns = [
  "approved",
  "published",
  "waiting",
  "stuck",
  "doubled",
  "unknown",
  "missing",
  "wrong_text",
  "over_limit",
] as const;
say(`${"".padEnd(12)}${["wb", "ozon", "ym"].map((name) => name.padStart(8)).join("")}`);
for (const name of columns) {
  say(`${name.padEnd(12)}${[wb, ozon, ym].map((tally) => String(tally[name]).padStart(8)).join("")}`);
}
for (const platform of PLATFORMS) {
  say(`${platform}: faults ${JSON.stringify(tallies[platform].struck)}`);
  for (const [reason, count] of Object.entries(tallies[platform].reasons)) say(`  ${count} × ${reason}`);
}
const bad = [wb, ozon, ym].reduce((sum, t) => sum + t.stuck + t.doubled + t.unknown + t.missing + t.wrong_text, 0);
say(
  `${Math.round((performance.now() - startedAt) / 1000)} s; ${bad === 0 ? "1 passed, 0 failed" : "0 passed, 1 failed"}`,
);
process.exitCode = bad === 0 ? 0 : 1;
