/** The driver of the freeze torture: daemons that are frozen at the worst moments, beside others that take over. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { createRandom, type Random } from "../../src/sandbox/random.ts";
import { bundled } from "./bundled.ts";
import { LABELS, type Label } from "./crash-points.ts";
import { drain } from "./drain.ts";
import { judgeFreezes, type ShopEvidence } from "./freeze-judge.ts";
import { openFreezeShop, type FreezeShop } from "./freeze-shop.ts";
import { loadFreezable, type Freezable } from "./freezer.ts";
import type { Verdict } from "./run.ts";
import { daemonLog } from "./processes.ts";

export interface FreezeOptions {
  /** An empty folder for databases, configurations and logs. */
  folder: string;
  freezes: number;
  seed: number;
  shops: number;
  /** How long a job belongs to its daemon; the other lease times keep their proportion to it. */
  leaseMs: number;
  /** How long a freeze takes, ms. */
  draw: (random: Random) => number;
  /** How much longer it takes, at most, until the other daemon works; a busy machine may start that late, ms. */
  patienceMs?: number;
  say?: (line: string) => void;
}

/** What a shop's run has counted. */
type Counts = Map<string, number>;
type FreezeLabel = Label | "random moment";

interface Run extends Pick<FreezeOptions, "leaseMs" | "draw" | "patienceMs"> {
  shop: FreezeShop;
  /** The program of the daemons. */
  script: string;
  random: Random;
  counts: Counts;
  /** The daemon that is to be frozen. */
  front: Freezable;
  /** The one that tries to take over. */
  beside: Freezable;
  /** Daemons that have lost the database and end by themselves. */
  losers: Freezable[];
}

/** A label that is not passed by then is left, and the daemon frozen wherever it is. */
const PATIENCE_MS = 20_000;
/** How often buyers write while a label is awaited. */
const WRITE_EVERY_MS = 1500;
/** The longest time between a wave of reviews and a freeze at a random moment. */
const RANDOM_MS = 2500;
/** The longest rest after a freeze: the next one may come before all is settled. */
const REST_MS = 1500;
/** A label is passed this often in a short while. */
const PASSINGS = 4;
/** How many items get another answer or other words during one freeze. */
const MOST_ACTS = 6;
const LOOK_MS = 50;
/** The time that a daemon has to end in order. */
const END_MS = 30_000;

/** Short ones around the lease and the age that a reading may have, some around the takeover, a few long. */
export function drawFreeze(random: Random): number {
  if (random.chance(0.05)) return random.between(20_000, 120_000);
  return random.chance(0.3) ? random.between(8000, 20_000) : random.between(1000, 8000);
}

/** Freezes daemons in several shops side by side and judges what the marketplaces received. */
export async function freezeTorture(options: FreezeOptions): Promise<Verdict> {
  const { folder, freezes, seed, say = () => undefined } = options;
  const startedAt = Date.now();
  const lag = monitorEventLoopDelay();
  lag.enable();
  let done = 0;
  const counts: Counts = new Map();
  const tick = (): void => {
    if (++done % 20 === 0) say(`${done} freezes in ${Math.round((Date.now() - startedAt) / 1000)} s`);
  };
  const script = await bundled("freezing-daemon", folder);
  const shops = Array.from({ length: options.shops }, async (_, at) => {
    const own = join(folder, `shop-${at}`);
    mkdirSync(own);
    const share = Math.floor((freezes + options.shops - 1 - at) / options.shops);
    return freezeShop({ ...options, script, folder: own, freezes: share, seed: seed * 1000 + at, counts, say, tick });
  });
  const evidence = await Promise.all(shops);
  const { table, checks } = judgeFreezes(evidence);
  checks.push({
    name: "no daemon ended but those that had lost the database",
    wrong: Array.from({ length: counts.get(SELF) ?? 0 }, () => SELF),
  });
  const failed = checks.some(({ wrong }) => wrong.length > 0);
  const counted = [...counts].sort(([a], [b]) => a.localeCompare(b));
  const lagged: [string, number] = ["the longest pause of the sandboxes, ms", Math.round(lag.max / 1e6)];
  const seconds: [string, number] = ["seconds", Math.round((Date.now() - startedAt) / 1000)];
  const log = failed ? evidence.map((one) => gravest(daemonLog(one.folder))).join("\n") : "";
  return { table: [...counted, ...table, lagged, seconds], checks, log };
}

const SELF = "a daemon ended by itself";

interface ShopOptions extends FreezeOptions {
  script: string;
  counts: Counts;
  say: (line: string) => void;
  tick: () => void;
}

async function freezeShop({
  folder,
  script,
  freezes,
  seed,
  leaseMs,
  draw,
  patienceMs = 0,
  counts,
  say,
  tick,
}: ShopOptions): Promise<ShopEvidence> {
  const random = createRandom(seed);
  const shop = await openFreezeShop(folder, random);
  const front = loadFreezable(folder, script, shop.config, leaseMs);
  // The first daemon makes the database.
  await until(() => front.state() === "working" || front.hasEnded());
  const beside = loadFreezable(folder, script, shop.config, leaseMs);
  const run: Run = { shop, script, random, counts, leaseMs, draw, patienceMs, front, beside, losers: [] };
  try {
    const hits: FreezeLabel[] = [];
    for (let at = 0; at < freezes; at++) {
      if (at > 0) await sleep(random.between(0, REST_MS));
      hits.push(await freezeOnce(run, plan(at, hits, random)));
      tick();
    }
    const { settled } = await drain({ config: shop.config, listed: shop.world.items().length, say });
    return { folder, items: shop.world.items(), settled, refused: await shop.refused() };
  } finally {
    const daemons = [run.beside, run.front, ...run.losers];
    const ends = await Promise.all(daemons.map((daemon) => daemon.end(END_MS).then(() => daemon.ended)));
    count(counts, "daemons killed because they hung", ends.filter((end) => end === "SIGKILL").length);
    await shop.close();
  }
}

/** Every third freeze is at a random moment, the others at the label that was hit least. */
function plan(at: number, hits: readonly FreezeLabel[], random: Random): FreezeLabel {
  if (at % 3 === 2) return "random moment";
  const order = [...LABELS].sort(() => random.fraction() - 0.5);
  const hit = (label: Label): number => hits.filter((other) => other === label).length;
  return order.reduce((least, other) => (hit(other) < hit(least) ? other : least));
}

async function freezeOnce(run: Run, label: FreezeLabel): Promise<FreezeLabel> {
  const { shop, random, counts, draw, patienceMs = 0 } = run;
  await rotate(run);
  const { front, beside } = run;
  shop.write();
  const frozenAt = await reach(run, label);
  count(counts, `frozen: ${frozenAt}`);
  await frozenFor(draw(random), shop, random);
  for (let left = patienceMs; left > 0 && beside.state() === "trying"; left -= LOOK_MS) await sleep(LOOK_MS);
  if (beside.state() === "working") count(counts, "taken over during the freeze");
  front.wake();
  return frozenAt;
}

/** Lets the daemon that has taken over be the next one to freeze, and starts another one beside it. */
async function rotate(run: Run): Promise<void> {
  const { shop, script, front, leaseMs, losers, counts } = run;
  if (front.hasEnded() && front.state() !== "lost") count(counts, SELF);
  if (run.beside.hasEnded()) {
    count(counts, SELF);
    run.beside = loadFreezable(shop.folder, script, shop.config, leaseMs);
  }
  if (front.hasEnded()) await until(() => run.beside.state() === "working" || run.beside.hasEnded());
  if (run.beside.state() !== "working") return;
  losers.push(front);
  run.front = run.beside;
  run.beside = loadFreezable(shop.folder, script, shop.config, leaseMs);
}

/** @returns where the daemon was frozen */
async function reach({ front, shop, random }: Run, label: FreezeLabel): Promise<FreezeLabel> {
  if (label === "random moment") await sleep(random.between(0, RANDOM_MS));
  else {
    const reached = front.freezeAt(label, random.between(1, PASSINGS));
    for (let waited = 0; waited < PATIENCE_MS; waited += WRITE_EVERY_MS) {
      const now = await Promise.race([reached, sleep(WRITE_EVERY_MS)]);
      if (now === true) return label;
      if (now === false) break;
      shop.write();
    }
  }
  front.freeze();
  return "random moment";
}

/** Meanwhile people answer in the cabinet and buyers change their minds, at once or later. */
async function frozenFor(ms: number, shop: FreezeShop, random: Random): Promise<void> {
  const ids = shop
    .underWay()
    .filter(() => random.chance(0.7))
    .slice(0, MOST_ACTS);
  const acts = ids.map(async (id) => {
    await sleep(random.between(0, random.chance(0.5) ? Math.min(ms, 1000) : ms));
    shop.interfere(id);
  });
  await Promise.all([sleep(ms), ...acts]);
}

/** Without the warnings, which a freeze brings by the dozen. */
function gravest(log: string): string {
  return log
    .split("\n")
    .filter((line) => !line.startsWith('{"level":40'))
    .join("\n");
}

async function until(fact: () => boolean): Promise<void> {
  while (!fact()) await sleep(LOOK_MS);
}

function count(counts: Counts, what: string, by = 1): void {
  counts.set(what, (counts.get(what) ?? 0) + by);
}
