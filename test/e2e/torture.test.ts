import { expect, test } from "vitest";
import { tempFolder } from "../support/temp.ts";
import { torture } from "../torture/run.ts";

/** Enough kills to hit every labelled point once, and one at a random moment. */
const KILLS = 9;

test("a daemon killed at random moments and at every labelled point publishes each approved answer exactly once", async () => {
  const { checks, log, table } = await torture({ folder: tempFolder(), kills: KILLS, seed: 7 });
  const failed = checks.filter(({ wrong }) => wrong.length > 0);
  expect(failed, log).toEqual([]);
  expect(Object.fromEntries(table)).toMatchObject({ lost: 0, doubled: 0, stuck: 0 });
});
