import { expect, test } from "vitest";
import { tempFolder } from "../support/temp.ts";
import { publishTorture } from "../torture/publish-run.ts";

test("every approved answer is published once or waits for a person with the reason, even when half of all requests fail", async () => {
  const tallies = await publishTorture({ folder: tempFolder(), items: 12, seed: 4, factor: 150 });
  for (const tally of Object.values(tallies)) {
    expect(tally).toMatchObject({ approved: 12, stuck: 0, doubled: 0, unknown: 0, missing: 0, wrong_text: 0 });
    expect(tally.published + tally.waiting).toBe(12);
    expect(Object.keys(tally.struck).length).toBeGreaterThan(2);
  }
});
