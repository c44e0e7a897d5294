import { expect, test } from "vitest";
import { tempFolder } from "../support/temp.ts";
import { hostileTorture } from "../torture/hostile-run.ts";

test("a daemon with 200 MB of heap and 64 descriptors outlives marketplaces, an LLM and a Knowledge API that mean harm", async () => {
  const { checks, log } = await hostileTorture({
    folder: tempFolder(),
    seconds: 6,
    seed: 1,
    without: ["hang", "drip"],
  });
  expect(
    checks.filter(({ wrong }) => wrong.length > 0),
    log.slice(-4000),
  ).toEqual([]);
});
