/** The driver: a plan of kills, the lives between them, the drain at the end, and the judgement. */
import { setTimeout as sleep } from "node:timers/promises";
import { BINARY } from "../support/binary.ts";
import { bundled } from "./bundled.ts";
import { LABELS, type Label } from "./crash-points.ts";
import { drain } from "./drain.ts";
import { TRUE_AFTER_MS } from "./flaky-proxy.ts";
import type { KillLabel, Life } from "./life.ts";
import { judge, type Check } from "./judge.ts";
import { daemonLog, loadDaemon, openShop, type Daemon, type Shop } from "./processes.ts";
import { createRandom, type Random } from "../../src/sandbox/random.ts";
import type { ShopReply } from "./shop.ts";

export interface TortureOptions {
  /** An empty folder for the database, the configuration and the log. */
  folder: string;
  kills: number;
  seed: number;
  /** Called now and then with the progress. */
  say?: (line: string) => void;
}

export interface Verdict {
  table: [string, string | number][];
  checks: Check[];
  /** The daemons' output when a check failed; otherwise empty. */
  log: string;
}

interface Kill {
  label: KillLabel;
  /** At which passing of the label, or after how many ms, the daemon is killed. */
  count: number;
}

/** How often a label is passed in a short life; a kill is planned somewhere within that. */
const PASSINGS: Record<Label, number> = {
  "before commit": 25,
  "after commit": 25,
  "before read": 6,
  "after read": 6,
  "before send": 4,
  "before last check": 4,
  "during send": 4,
  "after send": 4,
};
/** A random moment lies between the opening of the database and well into the work. */
const LONGEST_LIFE_MS = 700;
/** The time that the binary needs before it works; the daemon of the checkout is loaded in advance. */
const BINARY_START_MS = 500;
/** A life that has not reached its label by then ends anyway; slow machines need time. */
const PATIENCE_MS = 60_000;
/**
 * Buyers write again after this long, because the daemon may have run out of work, and again after twice as long: one that
 * is only slow drowns in it.
 */
const WRITE_AFTER_MS = 1500;

/** Buyers write after this many kills. */
const WAVE = 6;

/**
 * Every second kill is at a random moment, the others at the label that was hit least; some label may not be reached. A run
 * of few kills, too, comes to each label, and only every tenth of them is at a random moment.
 */
function planKill(at: number, kills: number, hit: readonly KillLabel[], random: Random): Kill {
  const longest = BINARY ? BINARY_START_MS + LONGEST_LIFE_MS : LONGEST_LIFE_MS;
  const every = kills < 2 * LABELS.length ? 10 : 2;
  if (BINARY || at % every === 0) return { label: "random moment", count: random.between(0, longest) };
  const hits = (label: Label): number => hit.filter((other) => other === label).length;
  const label = LABELS.reduce((least, other) => (hits(other) < hits(least) ? other : least));
  return { label, count: random.between(1, PASSINGS[label]) };
}

/** Kills daemons on one database until the number is reached, lets the last one finish, and judges the result. */
export async function torture({ folder, kills, seed, say = () => undefined }: TortureOptions): Promise<Verdict> {
  const startedAt = Date.now();
  const shop = await openShop(folder, seed);
  const { config } = await shop.ask("open");
  const script = await bundled("crashing-daemon", folder);
  const random = createRandom(seed);
  const load = (kill?: Kill): Daemon => {
    const point = kill && kill.label !== "random moment" ? `${kill.label}:${kill.count}` : undefined;
    return loadDaemon(folder, script, config, point);
  };
  const lives: Life[] = [];
  let kill = planKill(0, kills, [], random);
  let daemon = load(kill);
  try {
    for (let at = 1; at <= kills; at++) {
      // The next daemon is loaded while this one works, so that it follows a killed one at once.
      const hit = [...lives.map((life) => life.label), kill.label];
      const nextKill = planKill(at, kills, hit, random);
      const next = load(at < kills ? nextKill : undefined);
      lives.push(await live(daemon, kill, shop));
      [daemon, kill] = [next, nextKill];
      // Buyers write in waves: with a long queue a rescued job waits its turn, with an empty one it runs at once.
      if (at % WAVE === 0) await shop.ask("write");
      if (at % 50 === 0) say(`${at} kills in ${seconds(startedAt)} s`);
    }
    await daemon.go();
    const drained = await drain({
      config,
      listed: (await shop.ask("record")).items.length,
      lateMs: TRUE_AFTER_MS,
      say,
    });
    daemon.kill("SIGTERM");
    const lastExit = await daemon.ended;
    const reply: ShopReply = await shop.ask("record");
    const { table, checks } = judge({ ...reply, lives, drained, lastExit });
    const failed = checks.some((check) => check.wrong.length > 0);
    const log = failed ? daemonLog(folder) : "";
    return { table: [...table, ["seconds", seconds(startedAt)]], checks, log };
  } finally {
    daemon.kill("SIGKILL");
    shop.close();
    await daemon.ended;
  }
}

/** One life: the daemon kills itself at its label, or is killed. */
async function live(daemon: Daemon, { label, count }: Kill, shop: Shop): Promise<Life> {
  await daemon.go();
  const from = Date.now();
  const endsWithin = (ms: number): Promise<boolean> =>
    Promise.race([sleep(ms, false, { ref: false }), daemon.ended.then(() => true)]);
  let late = true;
  if (label === "random moment") late = !(await endsWithin(count));
  else {
    for (let ms = WRITE_AFTER_MS; late && ms < PATIENCE_MS; ms *= 2) {
      late = !(await endsWithin(ms));
      if (late) await shop.ask("write");
    }
  }
  if (late) daemon.kill("SIGKILL");
  const ended = await daemon.ended;
  return { label: late ? "random moment" : label, planned: label, from, to: Date.now(), ended };
}

function seconds(since: number): number {
  return Math.round((Date.now() - since) / 1000);
}
