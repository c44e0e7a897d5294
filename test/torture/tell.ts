import type { Verdict } from "./run.ts";

/** Prints what a run has shown. @returns whether it passed */
export function tell({ table, checks, log }: Verdict, seed: number): boolean {
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
  return failed.length === 0;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
