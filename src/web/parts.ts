import type { Facts } from "../ai/knowledge.ts";
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { AccountConfig, Config } from "../config/schema.ts";
import type { Desk } from "../desk/desk.ts";
import type { ExamplesApi } from "../desk/examples-api.ts";
import type { ExportsApi } from "../desk/export/exports-api.ts";
import type { ProductsApi } from "../desk/products.ts";
import type { WeekApi } from "../desk/week.ts";
import type { FiguresApi } from "../desk/figures.ts";
import type { MonthApi } from "../desk/month-report.ts";
import type { ItemDocument, ItemsApi } from "../desk/items-api.ts";
import type { ProgramOverview } from "../desk/program-state.ts";
import type { CellsApi } from "../desk/cells-api.ts";
import type { CellRules, Shop } from "../desk/cell-rules.ts";
import type { AccountPulse } from "../desk/work.ts";
import type { RulesApi } from "../desk/rules-api.ts";
import type { SettingsApi } from "../desk/settings-api.ts";
import type { Person } from "../domain/access.ts";
import type { People } from "../decisions/people-api.ts";
import type { IdentityProvider } from "../identity/oidc.ts";
import type { Picture } from "../marketplaces/pictures.ts";
import type { Trial, VoiceEdits } from "../tasks/drafting/trial.ts";
import type { Texts } from "../texts/texts.ts";
import type { AlertParts } from "./alerts/parts.ts";
import type { Lookers } from "./live/lookers.ts";
import type { Visitor } from "./visitor.ts";

/** What the pages read of the configuration; of an account they need no key. */
export interface WebConfig extends Pick<Config, "locale" | "timezone" | "http" | "goals" | "brands" | "approval"> {
  accounts: readonly Pick<AccountConfig, "id" | "brand" | "platform">[];
}

/** What the pages ask of the desk. */
export interface PageDesk extends Pick<Desk, "obstacles" | "changes" | "version" | "journal"> {
  pulses(): Promise<AccountPulse[]>;
  /** The cells that are away at present, by name, as far as they concern the person; missing where there are none. */
  away?(person: Pick<Person, "brands">): string[];
}

/** What the pages ask of the items. */
export type PageItems = Omit<ItemsApi, "ids" | "sentIds" | "stats" | "analytics">;

/** What every page, and the pages that are always there, show and change things through; all of it is handed in. */
interface CoreParts {
  clock: Clock;
  log: Log;
  config: WebConfig;
  desk: PageDesk;
  items: PageItems;
  /** Over several cells, whose brands of one name may have other limits and saved replies: that of the item's own. */
  brandIn?: (item: Pick<ItemDocument, "id" | "brand_id">) => Config["brands"][number] | undefined;
  people: People;
  lookers: Lookers;
  /** What a buyer has photographed, the n-th picture of the item from 1; undefined when it cannot be had. */
  photo: (item: ItemDocument, n: number) => Promise<Picture | undefined>;
  /** Where people can sign in besides; undefined when there is no such place. */
  provider?: IdentityProvider | undefined;
  /** The demo's, whom a link signs in without a password; undefined in a real shop. */
  visitor?: Visitor | undefined;
}

/** The brand of an item as the daemon has it whose item it is; undefined when it has none such. */
export function brandOf(
  { config, brandIn }: Pick<CoreParts, "config" | "brandIn">,
  item: Pick<ItemDocument, "id" | "brand_id">,
): Config["brands"][number] | undefined {
  return brandIn ? brandIn(item) : config.brands.find(({ id }) => id === item.brand_id);
}

/** What each of the other pages needs besides. */
interface PageParts {
  /** The lists as files. */
  exports: { exports: ExportsApi };
  products: { products: ProductsApi; weeks: WeekApi };
  figures: { figures: FiguresApi };
  /** A month on two printed pages. */
  month: { month: MonthApi };
  /**
   * Rules and limits, as they are set on the pages. Over several cells the pages of each are at a `base` of their own, and
   * about its `shop`.
   */
  rules: { settings: SettingsApi; rules: RulesApi; base?: string; shop?: () => Shop; cell?: string };
  /** The rules of several daemons. */
  cellRules: { cellRules: readonly CellRules[] };
  voice: {
    settings: SettingsApi;
    /** The answers that drafts are written after. */
    examples: ExamplesApi;
    /** What a draft would say in another voice; it is neither stored nor sent. */
    tryVoice(brand: string, item: number, edits: VoiceEdits, signal: AbortSignal, person: Person): Promise<Trial>;
    /** Whether drafts of the brand are an LLM's, which costs money. */
    costs: (brand: string) => boolean | Promise<boolean>;
    /** What answers may state about a product. */
    facts: Facts;
    /** As of `rules`, and the items that a voice is tried on. */
    base?: string;
    shop?: () => Shop;
    cell?: string;
    samples?: Pick<PageItems, "list">;
  };
  health: {
    program: Pick<Desk, "overview" | "backup" | "accounts">;
    /** Has the account's marketplace read now. */
    pollNow(account: string): Promise<void>;
  };
  /** Where and what of people are told. */
  alerts: { alerts: AlertParts };
  /** The daemons whose items are shown here, as far as they concern the person. */
  cells: {
    cells: CellsApi;
    /** The ways on which the people of this inbox are told, and how each does. */
    channels(): ProgramOverview["channels"];
  };
}

/** The pages that are there only where what they show is handed in. */
export type PageName = keyof PageParts;

/** The pages that there are, with what they need. */
export interface WebParts extends CoreParts {
  pages: { [Name in PageName]?: PageParts[Name] };
}
export type PartsOf<Name extends PageName> = WebParts & PageParts[Name];

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
  /** Whether there is such a page. */
  has: (page: PageName) => boolean;
}

export const THEMES = ["auto", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];
