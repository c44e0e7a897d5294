/** Judges a standby drill by what the marketplaces received, from whom, and when. */
import type { WorldItem } from "../../src/sandbox/item.ts";
import type { TakenOver } from "../../src/standby/take-over.ts";
import { oursOf } from "./freeze-judge.ts";
import type { Check } from "./judge.ts";

/** What one take-over has shown. Times are Unix ms. */
export interface Round {
  fate: string;
  taken: TakenOver;
  /** Audit entries of the former database that the copy lacks, and by how much the first is older than the copy's end. */
  lost: { entries: number; earlyMs: number };
  /** Items that failed, with why: a take-over is no error of theirs. */
  failed: string[];
  /** From the start of the next daemon until it worked. */
  seconds: number;
  /** How the former daemon ended; null when it was killed. */
  code: number | null;
  lastOfFormer: number;
  firstOfNext: number;
  /** The answers that the former daemon tried to publish after it was woken. */
  afterWaking: number;
}

/** Rows that are committed one after the other may have taken the time in another order. */
const ORDER_MS = 1000;

export function judgeStandby(
  rounds: readonly Round[],
  items: readonly WorldItem[],
  settled: boolean,
): { table: [string, string | number][]; checks: Check[] } {
  const doubled = items.filter((item) => oursOf(item).length > 1);
  const unanswered = items.filter((item) => oursOf(item).length === 0);
  const seconds = rounds.map((one) => one.seconds).toSorted((a, b) => a - b);
  const losses = rounds.map(({ taken }) => taken.lostSeconds ?? 0);
  const each = (of: (round: Round, at: number) => string | false): string[] =>
    rounds.flatMap((one, at) => of(one, at) || []);
  const checks: Check[] = [
    { name: "no item was answered twice", wrong: doubled.map(inWords) },
    { name: "every item was answered in the end", wrong: unanswered.map(inWords) },
    { name: "everything came to rest", wrong: settled ? [] : ["it did not"] },
    {
      name: "no item became an error",
      wrong: each(({ failed }, at) => failed.length > 0 && `take-over ${at + 1}: ${failed.join("; ")}`),
    },
    {
      name: "a frozen daemon published nothing after it was woken",
      wrong: each(({ afterWaking }, at) => afterWaking > 0 && `take-over ${at + 1}: ${afterWaking}`),
    },
    {
      name: "the last answer of the former daemon came before the first one of the next",
      wrong: each(
        ({ lastOfFormer, firstOfNext }, at) =>
          lastOfFormer >= firstOfNext && `take-over ${at + 1}: ${lastOfFormer - firstOfNext} ms after`,
      ),
    },
    {
      name: "a daemon that another one has taken over from ends with 3",
      wrong: each(({ fate, code }, at) => fate !== "killed" && code !== 3 && `take-over ${at + 1}: ${fate}, ${code}`),
    },
    {
      name: "what was lost was written after the time that was said",
      wrong: each(({ lost }, at) => lost.earlyMs > ORDER_MS && `take-over ${at + 1}: ${lost.earlyMs} ms before`),
    },
  ];
  const fates = [...Map.groupBy(rounds, ({ fate }) => fate)].map(([fate, all]): [string, number] => [
    `the former machine was ${fate}`,
    all.length,
  ]);
  return {
    table: [
      ["take-overs", rounds.length],
      ...fates.toSorted(([a], [b]) => a.localeCompare(b)),
      ["items", items.length],
      ["answers", items.flatMap(oursOf).length],
      ["doubled", doubled.length],
      ["lost", unanswered.length],
      ["take-overs that lost commits", rounds.filter(({ lost }) => lost.entries > 0).length],
      ["audit entries lost in all", rounds.reduce((sum, { lost }) => sum + lost.entries, 0)],
      ["the most that was said to be lost, s", Math.max(0, ...losses)],
      ["seconds until the next daemon works: middle", (seconds[Math.floor(seconds.length / 2)] ?? 0).toFixed(1)],
      ["and at most", (seconds.at(-1) ?? 0).toFixed(1)],
    ],
    checks,
  };
}

function inWords({ platform, itemType, id, received }: WorldItem): string {
  return `${platform} ${itemType} ${id}: ${received.map(({ by, at }) => `${by} ${at}`).join(", ")}`;
}
