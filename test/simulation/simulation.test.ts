import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { tempFolder } from "../support/temp.ts";
import { simulate } from "./simulation.ts";

describe("simulation of the whole engine", () => {
  test("the same seed gives the same run, row by row, and another seed gives another run", async () => {
    const run = (seed: number): ReturnType<typeof simulate> => simulate(seed, join(tempFolder(), "sim.db"));
    const [first, again, other] = [await run(1), await run(1), await run(2)];
    expect(again).toEqual(first);
    expect(other.digest).not.toBe(first.digest);
  }, 60_000);

  test.each([11, 12, 13, 14, 15, 16])(
    "seed %i: every job ends once and every occurrence has its verdict",
    async (seed) => {
      const { faults } = await simulate(seed, join(tempFolder(), "sim.db"));
      expect(faults).toEqual([]);
    },
    60_000,
  );
});
