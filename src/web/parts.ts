import type { Facts } from "../ai/knowledge.ts";
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { Config } from "../config/schema.ts";
import type { Desk } from "../desk/desk.ts";
import type { ExamplesApi } from "../desk/examples-api.ts";
import type { ExportsApi } from "../desk/export/exports-api.ts";
import type { ProductsApi } from "../desk/products.ts";
import type { FiguresApi } from "../desk/figures.ts";
import type { ItemsApi } from "../desk/items-api.ts";
import type { RulesApi } from "../desk/rules-api.ts";
import type { SettingsApi } from "../desk/settings-api.ts";
import type { Person } from "../domain/access.ts";
import type { People } from "../decisions/people-api.ts";
import type { IdentityProvider } from "../identity/oidc.ts";
import type { Pictures } from "../marketplaces/pictures.ts";
import type { Trial, VoiceEdits } from "../tasks/drafting/trial.ts";
import type { Texts } from "../texts/texts.ts";
import type { AlertParts } from "./alerts/parts.ts";
import type { Lookers } from "./live/lookers.ts";
import type { Visitor } from "./visitor.ts";

/** What the pages show and change things through; all of it is handed in. */
export interface WebParts {
  clock: Clock;
  log: Log;
  config: Config;
  desk: Desk;
  items: ItemsApi;
  /** The lists as files. */
  exports: ExportsApi;
  products: ProductsApi;
  figures: FiguresApi;
  /** Rules, limits and voices, as they are set on the pages. */
  settings: SettingsApi;
  rules: RulesApi;
  /** The answers that drafts are written after. */
  examples: ExamplesApi;
  people: People;
  lookers: Lookers;
  /** Where and what of people are told. */
  alerts: AlertParts;
  /** What buyers have photographed. */
  pictures: Pictures;
  /** Where people can sign in besides; undefined when there is no such place. */
  provider?: IdentityProvider | undefined;
  /** The demo's, whom a link signs in without a password; undefined in a real shop. */
  visitor?: Visitor | undefined;
  /** What a draft would say in another voice; it is neither stored nor sent. */
  tryVoice(brand: string, item: number, edits: VoiceEdits, signal: AbortSignal): Promise<Trial>;
  /** What answers may state about a product. */
  facts: Facts;
  /** Has the account's marketplace read now. */
  pollNow(account: string): Promise<void>;
}

/** Everything a page is drawn with. */
export interface View {
  person: Person;
  /** What a person reads, in the language of the configuration. */
  say: Texts;
  /** Unix ms. */
  now: number;
  timezone: string;
  theme: Theme;
  /** How many items wait for a person, whatever the filter: the number in the menu. */
  waiting: string;
  /** The state of the program in one line, and whether somebody is needed. */
  pulse: { text: string; ok: boolean };
}

export const THEMES = ["auto", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];
