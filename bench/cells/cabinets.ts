/** A configuration with very many cabinets of the sandbox, and a database in which each has been polled before. */
import { stringify } from "yaml";
import { openCore } from "../../src/app.ts";
import { parseConfig } from "../../src/config/load.ts";
import { ITEM_TYPES, PLATFORMS } from "../../src/domain/platform.ts";
import { recordPollSuccess } from "../../src/store/tables/polling-state.ts";
import type { Market } from "./market.ts";

/** Polls of a marketplace at a time, so that a poll of a tenth of a second keeps up: 20,000 cabinets are 133 polls a second. */
export function pollSlots(cabinets: number): number {
  return Math.max(2, Math.ceil(cabinets / 500));
}

/** A third of the cabinets at each marketplace. */
export function cabinetsConfig(cabinets: number, market: Market, token: string): string {
  const accounts = Array.from({ length: cabinets }, (_, i) => accountOf(i, market));
  return stringify({
    database: "./cell.db",
    log: { level: "info" },
    queue: { lanes: { poll: pollSlots(cabinets) } },
    http: { listen: "127.0.0.1:0", token },
    accounts,
    brands: [{ id: "shop", name: "Охана Маркет" }],
  });
}

function accountOf(i: number, { baseUrls, wbTokens, ozon, ym }: Market): object {
  const platform = PLATFORMS[i % PLATFORMS.length] ?? "wb";
  const n = Math.floor(i / PLATFORMS.length);
  const account = { id: `${platform}-${n}`, platform, brand: "shop", base_url: baseUrls[platform] };
  switch (platform) {
    case "wb":
      return { ...account, token: wbTokens[n] };
    case "ozon":
      return { ...account, client_id: ozon.clientIds[n], api_key: ozon.apiKey };
    case "ym":
      return { ...account, api_key: ym.apiKey, business_id: ym.businessIds[n] };
  }
}

const AT_A_TIME = 1000;

/** As after a day of work: no poll reads back over the whole look-back. */
export async function markPolled(text: string, file: string): Promise<void> {
  const core = openCore(parseConfig(text, file, {}).config);
  const now = Date.now();
  const polls = core.config.accounts.flatMap(({ id }) => ITEM_TYPES.map((itemType) => ({ account: id, itemType })));
  for (let at = 0; at < polls.length; at += AT_A_TIME) {
    await core.db.write((tx) => {
      for (const poll of polls.slice(at, at + AT_A_TIME)) {
        recordPollSuccess(tx, poll, { watermark: now, fetched: 0, isDeep: true }, now);
      }
    });
  }
  core.close();
}
