/**
 * How fast the list is over many cells: 200,000 items in all, in 4 cells and in 20, of which one is slow and one dead,
 * beside the list of a single daemon with as many items, asked in turn in the same run.
 * Run: npm run bench:hub [-- --items 200000] [-- --rounds 60] [-- --slow 400]
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { copyShop, makeShop, runHub, runShop, slowed, type Running } from "./hub/cells.ts";
import { createVisitor, type Visitor } from "./pages/visitor.ts";
import { percentile } from "./payload.ts";
import { cpuMs } from "./processes.ts";

const { values } = parseArgs({
  options: {
    items: { type: "string", default: "200000" },
    rounds: { type: "string", default: "60" },
    slow: { type: "string", default: "400" },
    cells: { type: "string", default: "4,20" },
  },
});
const ITEMS = Number(values.items);
const ROUNDS = Number(values.rounds);
/** Nobody listens there. */
const DEAD = "http://127.0.0.1:9";

const LISTS: readonly [what: string, path: string][] = [
  ["inbox", "/inbox"],
  ["inbox, all, newest first", "/inbox?tab=all&sort=newest"],
  ["inbox, by stars", "/inbox?tab=all&stars=1&stars=2"],
  ["sent, within a year", "/sent?period=days"],
];

const folder = mkdtempSync(join(tmpdir(), "bench-hub-"));
const running: Running[] = [];
const keep = <T extends Running>(one: T): T => {
  running.push(one);
  return one;
};

/** Somebody's browser, and the processes that make its pages. */
interface Asked {
  visitor: Visitor;
  pids: number[];
}

/** A hub over so many cells: the last but one is slow, the last one dead. */
async function openHubOf(cells: number): Promise<Asked> {
  const template = join(folder, `of-${cells}`);
  await makeShop(template, Math.round(ITEMS / cells));
  const urls: string[] = [];
  const pids: (number | null)[] = [];
  for (let i = 0; i < cells - 1; i++) {
    const at = join(folder, `of-${cells}-${i}`);
    copyShop(template, at);
    const shop = keep(await runShop(at));
    urls.push(shop.url);
    pids.push(shop.pid);
  }
  const [last = DEAD] = urls.slice(-1);
  urls[urls.length - 1] = keep(await slowed(last, Number(values.slow))).url;
  const hub = keep(await runHub(join(folder, `hub-${cells}`), [...urls, DEAD]));
  const all = [hub.pid, ...pids].filter((pid) => pid !== null);
  return { visitor: createVisitor(hub.url, hub.session), pids: all };
}

async function openSingle(): Promise<Asked> {
  const at = join(folder, "single");
  const session = await makeShop(at, ITEMS);
  const { url, pid } = keep(await runShop(at));
  return { visitor: createVisitor(url, session), pids: pid === null ? [] : [pid] };
}

/** Processor time of all processes for a page, the mean of many, less what they use meanwhile, ms. */
async function processorOf({ visitor, pids }: Asked, path: string): Promise<number> {
  const used = (): number => pids.reduce((sum, pid) => sum + cpuMs(pid), 0);
  const cost = async (work: () => Promise<unknown>): Promise<{ cpu: number; ms: number }> => {
    const [before, start] = [used(), performance.now()];
    await work();
    return { cpu: used() - before, ms: performance.now() - start };
  };
  const idle = await cost(() => sleep(3000));
  const busy = await cost(async () => {
    for (let i = 0; i < ROUNDS; i++) await visitor.time(path);
  });
  return (busy.cpu - (idle.cpu / idle.ms) * busy.ms) / ROUNDS;
}

async function main(): Promise<void> {
  const cells = values.cells.split(",").map(Number);
  const visitors = new Map<string, Asked>([["one daemon", await openSingle()]]);
  for (const n of cells) visitors.set(`${n} cells`, await openHubOf(n));
  const took = new Map<string, number[]>();
  for (let round = -5; round < ROUNDS; round++)
    for (const [what, path] of LISTS)
      for (const [who, { visitor }] of visitors) {
        const ms = await visitor.time(path);
        const name = `${what}, ${who}`;
        if (round >= 0) took.set(name, [...(took.get(name) ?? []), ms]);
      }
  for (const n of cells) {
    const page = (await visitors.get(`${n} cells`)?.visitor.page("/inbox")) ?? "";
    const isSaid = [`cell ${n - 2}`, `cell ${n - 1}`].every((name) => page.includes(`«${name}»`));
    process.stdout.write(`${n} cells: the slow one and the dead one are ${isSaid ? "" : "NOT "}named on the page\n`);
  }
  for (const [what] of LISTS) {
    const single = percentile(took.get(`${what}, one daemon`) ?? [], 0.95);
    for (const who of visitors.keys()) {
      const times = took.get(`${what}, ${who}`) ?? [];
      const [p50, p95] = [percentile(times, 0.5), percentile(times, 0.95)];
      const ratio = (p95 / single).toFixed(1);
      const line = `${`${what}, ${who}`.padEnd(44)} p50 ${p50.toFixed(0).padStart(5)} ms  p95 ${p95.toFixed(0).padStart(5)} ms`;
      process.stdout.write(`${line}  ${ratio} × one daemon\n`);
    }
  }
  for (const [who, asked] of visitors) {
    const ms = await processorOf(asked, "/inbox");
    process.stdout.write(`${`inbox, ${who}, processor of all processes`.padEnd(44)} ${ms.toFixed(0).padStart(5)} ms\n`);
    await asked.visitor.close();
  }
}

try {
  await main();
} finally {
  await Promise.all(running.map((one) => one.close()));
  rmSync(folder, { recursive: true, force: true });
}
