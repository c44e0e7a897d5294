import { expect, test } from "vitest";
import { tempFolder } from "../support/temp.ts";
import { clockTorture } from "../torture/clock-run.ts";

test("a clock that is set by a day back and a month ahead while the daemon works loses and doubles nothing", async () => {
  const { checks, log } = await clockTorture({ folder: tempFolder(), jumps: 2, seed: 3, backWithinMs: 60_000 });
  expect(
    checks.filter(({ wrong }) => wrong.length > 0),
    log.slice(-4000),
  ).toEqual([]);
});
