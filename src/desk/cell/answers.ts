/** What a cell answers to its hub: the same desk and the same decisions as on its own pages, in the name of a person. */
import type { z } from "zod";
import { InternalError } from "../../base/errors.ts";
import type { Config } from "../../config/schema.ts";
import { may, seesAccount } from "../../domain/access.ts";
import { actorViaHub } from "../../domain/via-hub.ts";
import type { Desk } from "../desk.ts";
import type { FiguresApi } from "../figures.ts";
import type { ItemDocument, ItemsApi } from "../items-api.ts";
import { accountPulse } from "../work.ts";
import { programState } from "../program-state.ts";
import type { ProductSource } from "../product-source.ts";
import type { RulesApi } from "../rules-api.ts";
import type { SettingsApi } from "../settings-api.ts";
import { ruleAnswers } from "./rule-answers.ts";
import type { WaitsApi } from "../answer-waits.ts";
import type { MonthSource } from "../month-source.ts";
import { figureAnswers } from "./figure-answers.ts";
import { voiceAnswers, type CellVoiceParts } from "./voice-answers.ts";
import { productAnswers } from "./product-answers.ts";
import {
  METHODS,
  PROTOCOL,
  type About,
  type Answers,
  type Args,
  type Asker,
  type Gives,
  type Method,
  type Who,
} from "./methods.ts";

/** What a cell is made of, as far as its hub sees it. */
export interface CellParts {
  /** The program's version: `0.1.0`. */
  version: string;
  config: Pick<Config, "timezone" | "goals" | "brands" | "accounts" | "http">;
  desk: Pick<Desk, "accounts" | "changes" | "obstacles" | "version" | "overview" | "backup">;
  items: ItemsApi;
  figures: FiguresApi;
  voice: CellVoiceParts;
  waits: WaitsApi;
  months: MonthSource;
  products: ProductSource;
  settings: SettingsApi;
  rules: RulesApi;
  photo(item: ItemDocument, n: number): Promise<{ type: string; bytes: Buffer } | undefined>;
  /** Has the account's marketplace read now. */
  pollNow(account: string): Promise<void>;
  telling: Telling;
}

/** What a hub tells people of, and what they press. */
export interface Telling {
  alerts(args: Args<"alerts">): Promise<Gives<"alerts">>;
  bots(args: Args<"bots">): Promise<Gives<"bots">>;
  states(args: Args<"states">): Promise<Gives<"states">>;
  card(asker: Asker, args: Args<"card">): Promise<Gives<"card">>;
  press(asker: Asker, args: Args<"press">): Promise<Gives<"press">>;
}

/** What came of a request: what was asked for, or why not, in English. */
export type CellReply = { result: unknown } | { error: string; code: "cell.method" | "cell.args" | "cell.rights" };

export interface CellAnswers {
  /** @param asker who acts; null when the hub asks for itself */
  answer(method: string, asker: Asker | null, args: unknown): Promise<CellReply>;
}

export function createCellAnswers(parts: CellParts): CellAnswers {
  const answers = answersOf(parts);
  return {
    async answer(method, asker, args) {
      if (!isMethod(method)) return { error: `this cell knows no method ${method}`, code: "cell.method" };
      const { takes, needs } = METHODS[method];
      // What the hub says of a person counts; what that allows is found out here once more.
      if (needs !== null && (asker === null || !may(asker, needs)))
        return { error: `who asks may not: ${needs}`, code: "cell.rights" };
      const taken = takes.safeParse(args);
      if (!taken.success) return { error: problemOf(taken.error), code: "cell.args" };
      const who = { asker, actor: asker === null ? "hub" : actorViaHub(asker.login), brands: asker?.brands ?? null };
      const run = answers[method] as (args: unknown, who: Who) => Promise<unknown>;
      return { result: await run(taken.data, who) };
    },
  };
}

function isMethod(name: string): name is Method {
  return Object.hasOwn(METHODS, name);
}

function problemOf({ issues: [issue] }: z.ZodError): string {
  return issue === undefined ? "not understood" : `${issue.path.join(".")}: ${issue.message}`;
}

function answersOf(parts: CellParts): Answers<Method> {
  const { items, desk, telling } = parts;
  return {
    about: async () => aboutOf(parts),
    async beat({ since, whole }) {
      const version = await desk.version();
      const program = whole
        ? { pulses: (await desk.accounts()).map(accountPulse), obstacles: await desk.obstacles() }
        : null;
      return { version: Number.isNaN(version) ? null : version, changes: await desk.changes(since), program };
    },
    async list({ tabs, ...query }, who) {
      const { place, ...list } = await items.listWithCounts(query, tabs, who);
      return { ...list, ...(place && { isIn: place.isIn }) };
    },
    counts: ({ tabs, ...query }, who) => items.counts(query, tabs, who),
    async sent({ tabs, by, ...query }, who) {
      return items.sent({ ...query, by }, tabs, who);
    },
    get: async ({ id }, { brands }) => (await items.get(id, brands)) as Gives<"get">,
    notes: ({ id }, { brands }) => items.notes(id, brands),
    variants: ({ id }, { brands }) => items.variants(id, brands),
    async ratings({ id }, { brands }) {
      const item = await items.get(id, brands);
      return "refused" in item ? null : (((await items.ratings(item)) ?? null) as Gives<"ratings">);
    },
    unsent: ({ id }, { brands }) => items.unsent(id, brands),
    async photo({ id, n }, { brands }) {
      const item = await items.get(id, brands);
      const picture = "refused" in item ? undefined : await parts.photo(item, n);
      if (!picture) return null;
      return { type: picture.type, base64: picture.bytes.toString("base64") } as Gives<"photo">;
    },
    figures: (query, { brands }) => parts.figures.of(query, brands),
    decide: async ({ id, decision }, who) => items.decide(id, decision, who),
    alerts: (args) => telling.alerts(args),
    bots: (args) => telling.bots(args),
    states: (args) => telling.states(args),
    card: (args, { asker }) => telling.card(acting(asker), args),
    press: (args, { asker }) => telling.press(acting(asker), args),
    ...productAnswers(parts.products),
    ...figureAnswers(parts.waits, parts.months),
    ...voiceAnswers(parts.voice),
    ...ruleAnswers(parts.settings, parts.rules),
    program: (_, { brands }) => programState({ program: desk, config: parts.config }, { brands }),
    async poll({ account }, { brands }) {
      const { accounts, brands: known } = parts.config;
      const found = accounts.find(({ id }) => id === account);
      if (!found || !seesAccount({ brands }, found, known)) return { asked: false };
      await parts.pollNow(account);
      return { asked: true };
    },
  };
}

function acting(asker: Asker | null): Asker {
  if (asker === null) throw new InternalError("a method that needs a person was asked without one");
  return asker;
}

function aboutOf({ version, config }: CellParts): About {
  const { timezone, goals, brands, accounts, http } = config;
  return {
    protocol: PROTOCOL,
    version,
    methods: Object.keys(METHODS),
    timezone,
    goals: { ...goals, hours: goals.hours && { ...goals.hours, days: [...goals.hours.days] } },
    brands: brands.map(({ id, name, max_length, saved_replies, match }) => {
      return { id, name, max_length, saved_replies, match };
    }),
    pages: http.public_url ?? null,
    accounts: accounts.map(({ id, platform, brand }) => ({ id, platform, brand })),
  };
}
