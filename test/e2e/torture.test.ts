import { expect, test } from "vitest";
import { tempFolder } from "../support/temp.ts";
import { torture } from "../torture/run.ts";

/** Every labelled point once and more, and as many random moments. */
const KILLS = 20;

test("killed again and again, at random moments and at every labelled point, it publishes each approved answer exactly once", async () => {
  const { checks, log, table } = await torture({ folder: tempFolder(), kills: KILLS, seed: 7 });
  const failed = checks.filter(({ wrong }) => wrong.length > 0);
  expect(failed, log).toEqual([]);
  expect(Object.fromEntries(table)).toMatchObject({ lost: 0, doubled: 0, stuck: 0 });
});
