/** The rules and the voices of several daemons, each of its own. */
import type { Config } from "../config/schema.ts";
import type { Person } from "../domain/access.ts";
import type { Platform } from "../domain/platform.ts";
import type { Gives } from "./cell/methods.ts";
import type { ExamplesApi } from "./examples-api.ts";
import type { Lists } from "./lists.ts";
import type { RulesApi } from "./rules-api.ts";
import type { SettingsApi } from "./settings-api.ts";

/** What rules are about: the brands and accounts of one daemon, under its own names. */
export interface Shop {
  brands: Config["brands"];
  accounts: readonly { id: string; brand: string; platform: Platform }[];
}

/** What a page of a voice needs besides the settings. */
export interface CellVoice {
  examples: ExamplesApi;
  /** The items that a voice can be tried on. */
  samples: Pick<Lists, "list">;
  tryVoice(
    brand: string,
    item: number,
    edits: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
    person: Person,
  ): Promise<Gives<"voice_try">>;
  costs(brand: string): Promise<boolean>;
  facts(sku: string | null, signal: AbortSignal): Promise<string | null>;
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
  voice: CellVoice;
}
