import { expect, test } from "vitest";
import { tempFolder } from "../support/temp.ts";
import { archiveTorture } from "../torture/archive-run.ts";

test("an archive run that is killed in the middle loses and duplicates nothing, and the next run finishes it", async () => {
  const tally = await archiveTorture({ folder: tempFolder(), kills: 3, seed: 3, items: 2500 });
  expect(tally).toMatchObject({ kills: 3, wrong: 0 });
  expect(tally.archived).toBeGreaterThan(500);
  expect(tally.archived + tally.live).toBe(2500);
  expect(tally.in_the_middle).toBeGreaterThan(0);
});
