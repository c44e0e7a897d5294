/**
 * The sandbox as a process of its own, with as many cabinets of each marketplace as asked for. It says where it is and
 * which keys it accepts in one line, and ends with its parent.
 * Started by: bench/cells.ts
 */
import { systemClock } from "../../src/base/clock.ts";
import type { SampleItem } from "../../src/sandbox/samples.ts";
import { startSandbox } from "../../src/sandbox/sandbox.ts";

/** Where the sandbox is, and the cabinets of each marketplace. */
export interface Market {
  baseUrls: { wb: string; ozon: string; ym: string };
  wbTokens: string[];
  ozon: { clientIds: string[]; apiKey: string };
  ym: { businessIds: number[]; apiKey: string };
}

/** One new review, that each Wildberries cabinet finds at its next poll: with 5 minutes, about 96 a day and cabinet of all. */
const REVIEW: SampleItem = {
  id: "new",
  platform: "wb",
  rating: 5,
  text: "Платье хорошее, швы ровные, носим с удовольствием.",
  createdAt: Date.now(),
};

const { baseUrls, credentials } = await startSandbox({
  clock: systemClock,
  items: [REVIEW],
  moreCabinets: Number(process.argv[2] ?? 0),
});
const { wb, ozon, ym } = credentials;
const market: Market = {
  baseUrls,
  wbTokens: [wb.token, ...wb.more],
  ozon: { clientIds: [ozon.clientId, ...ozon.more], apiKey: ozon.apiKey },
  ym: { businessIds: [ym.businessId, ...ym.more], apiKey: ym.apiKey },
};
process.stdout.write(`${JSON.stringify(market)}\n`);
process.stdin.on("end", () => process.exit()).resume();
