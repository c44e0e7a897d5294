import { expect, test } from "vitest";
import { tempFolder } from "../support/temp.ts";
import { standbyDrill } from "../torture/standby-run.ts";

/** With this seed one machine is frozen, and the other one is killed on the way back. */
const SEED = 1;

test("two machines that die and freeze in turns, with commits lost, answer everything once", async () => {
  const options = { folder: tempFolder(), takeovers: 2, seed: SEED, longestLossMs: 800 };
  const { checks, log, table } = await standbyDrill(options);
  expect(
    checks.filter(({ wrong }) => wrong.length > 0),
    log,
  ).toEqual([]);
  expect(Object.fromEntries(table)).toMatchObject({
    "the former machine was frozen": 1,
    "the former machine was killed": 1,
    doubled: 0,
    lost: 0,
  });
});
