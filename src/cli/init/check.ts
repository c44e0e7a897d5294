import { stringify } from "yaml";
import { openOutside } from "../../outside.ts";
import { parseConfig } from "../../config/load.ts";
import { ConfigError, messageOf } from "../../base/errors.ts";
import type { Context } from "../context.ts";
import { checkAccount } from "../doctor/accounts.ts";
import { failed, type Finding } from "../doctor/finding.ts";
import { idOf, KINDS, variablesOf, type Shop } from "./shop.ts";

/** Whether there is enough to ask the marketplace with. */
export function isComplete(shop: Shop, env: Record<string, string | undefined>): boolean {
  return variablesOf(shop).every((name) => Boolean(env[name]));
}

/** Asks the marketplace what the key is and may do, with nothing written yet. */
export async function checkShop(shop: Shop, folder: string, context: Context): Promise<Finding[]> {
  try {
    const { config } = parseConfig(candidate(shop), `${folder}/reputation.yaml`, context.io.env);
    const outside = await openOutside(config, undefined, context.clock);
    try {
      const [account] = config.accounts;
      const marketplace = outside.marketplaces.get(idOf(shop));
      return account && marketplace ? await checkAccount(account, marketplace, context.clock) : [];
    } finally {
      await outside.close();
    }
  } catch (error) {
    if (error instanceof ConfigError) return [failed(idOf(shop), withoutPlace(messageOf(error)), null)];
    throw error;
  }
}

/** A configuration with this one account, its key in it; it exists in memory only. */
function candidate(shop: Shop): string {
  const { platform, number, typed, file, baseUrl } = shop;
  const kind = KINDS[platform];
  const key = file === undefined ? { [kind.secret]: typed ?? `\${${kind.env}}` } : { [`${kind.secret}_file`]: file };
  const beside = kind.number ? { [kind.number.key]: number ?? `\${${kind.number.env ?? ""}}` } : {};
  const account = {
    id: idOf(shop),
    platform,
    ...beside,
    ...key,
    brand: "b",
    ...(baseUrl !== undefined && { base_url: baseUrl }),
  };
  return stringify({ accounts: [account], brands: [{ id: "b", name: "b" }], ai: { provider: "offline" } });
}

/** Removes file, line and column, which refer to a text that exists only in memory. */
function withoutPlace(message: string): string {
  return message.replace(/^.*reputation\.yaml:\d+:\d+ +accounts\.0\./gm, "");
}
