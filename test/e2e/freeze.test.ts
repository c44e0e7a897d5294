import { expect, test } from "vitest";
import { tempFolder } from "../support/temp.ts";
import { freezeTorture } from "../torture/freeze-run.ts";

/**
 * With a lease of less than a second long enough for the other daemon to take over and send, and yet so short that the reading
 * still holds: only the fence stands between the two.
 */
const FREEZE_MS = 4300;
/** With this seed one daemon is frozen right before its last check, the other one after it has read. */
const SEED = 3;

test("a daemon that is frozen before it sends answers nothing twice, and nothing that was answered or changed meanwhile", async () => {
  const times = { leaseMs: 800, draw: () => FREEZE_MS, patienceMs: 60_000 };
  const { checks, log, table } = await freezeTorture({
    folder: tempFolder(),
    freezes: 2,
    shops: 2,
    seed: SEED,
    ...times,
  });
  const failed = checks.filter(({ wrong }) => wrong.length > 0);
  expect(failed, log).toEqual([]);
  const counted = Object.fromEntries(table);
  expect(counted["doubled by our own"]).toBe(0);
  // Without any take-over the test would have shown nothing.
  expect(counted["taken over during the freeze"]).toBeGreaterThan(0);
});
