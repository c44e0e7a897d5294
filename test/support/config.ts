import { stringify } from "yaml";
import { parseConfig } from "../../src/config/load.ts";
import type { Config } from "../../src/config/schema.ts";

/** Three accounts, one brand; `settings` overrides top-level keys. */
export function testConfig(settings: Record<string, unknown> = {}): Config {
  const defaults = {
    database: ":memory:",
    accounts: [
      { id: "wb-main", platform: "wb", token: "secret-wb", brand: "market" },
      { id: "ozon-main", platform: "ozon", client_id: "1", api_key: "secret-ozon", brand: "market" },
      { id: "ym-main", platform: "ym", api_key: "secret-ym", business_id: 1, brand: "market" },
    ],
    brands: [{ id: "market", name: "Охана Маркет" }],
  };
  return parseConfig(stringify({ ...defaults, ...settings }), "/test/reputation.yaml", {}).config;
}
