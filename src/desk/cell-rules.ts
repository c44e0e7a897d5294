/** The rules of several daemons, each of its own. */
import type { Config } from "../config/schema.ts";
import type { Person } from "../domain/access.ts";
import type { Platform } from "../domain/platform.ts";
import type { RulesApi } from "./rules-api.ts";
import type { SettingsApi } from "./settings-api.ts";

/** What rules are about: the brands and accounts of one daemon, under its own names. */
export interface Shop {
  brands: Config["brands"];
  accounts: readonly { id: string; brand: string; platform: Platform }[];
}

export interface CellRules {
  id: string;
  name: string;
  /** Whether items of the person's brands may be there. */
  concerns(person: Pick<Person, "brands">): boolean;
  shop(): Shop;
  /** Both throw StateError `cell.away`, `cell.unknown`, `cell.lacking`; a change that is not taken for that is refused. */
  settings: SettingsApi;
  rules: RulesApi;
}
