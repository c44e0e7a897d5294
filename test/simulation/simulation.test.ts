import { describe, expect, test } from "vitest";
import { newDatabase } from "../support/temp.ts";
import { simulate, type Simulated } from "./simulation.ts";

const SEEDS = [11, 12, 13] as const;
const run = (seed: number): Promise<Simulated> => simulate(seed, newDatabase());

/** One run of each seed, whichever test needs it first. */
const runs = new Map<number, Promise<Simulated>>();
function runOf(seed: number): Promise<Simulated> {
  const known = runs.get(seed) ?? run(seed);
  runs.set(seed, known);
  return known;
}

describe("simulation of the whole engine", () => {
  test.each(SEEDS)("seed %i: every job ends once and every occurrence has its verdict", async (seed) => {
    const { faults } = await runOf(seed);
    expect(faults).toEqual([]);
  });

  test("the same seed gives the same run, row by row, and another seed gives another run", async () => {
    const [first, again, other] = [await runOf(SEEDS[0]), await run(SEEDS[0]), await runOf(SEEDS[1])];
    expect(again).toEqual(first);
    expect(other.digest).not.toBe(first.digest);
  });
});
