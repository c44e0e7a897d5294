import type { FenceTimes } from "../../src/standby/fence-times.ts";

/** The times of the product, as much shorter as requests on loopback are. */
export const DRILL_TIMES: FenceTimes = { lookMs: 150, holdsMs: 800, waitMs: 2000 };
