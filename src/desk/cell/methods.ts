/**
 * What a hub asks of a cell: each method with the form of what it takes and gives. A cell takes nothing that it does not
 * know, so that no filter of a newer hub is left out silently; a hub leaves out what only a newer cell says.
 */
import { z } from "zod";
import { ROLES } from "../../domain/access.ts";
import { CATEGORIES } from "../../domain/analysis.ts";
import { WEEKDAYS } from "../../domain/calendar.ts";
import { GOAL_CLASSES } from "../../domain/goal.ts";
import { ITEM_STATUSES } from "../../domain/item.ts";
import { isLogin } from "../../domain/login.ts";
import { LONGEST_NOTE } from "../../domain/note.ts";
import { ITEM_TYPES, PLATFORMS } from "../../domain/platform.ts";
import { FATES, MOST_VARIANTS } from "../../domain/response.ts";
import { SORTS, TABS, type Tab } from "../../domain/tab.ts";
import type { ItemQuery } from "../item-query.ts";
import { TELLING } from "./telling-methods.ts";
import type { Asking } from "../lists.ts";
import { historyForm, itemForm, problemForm, sentItemForm, unsentForm } from "./item-form.ts";
import { FIGURE_METHODS, figuresArgs } from "./figure-methods.ts";
import { PRODUCT_METHODS } from "./product-methods.ts";
import { PROGRAM_METHODS } from "./program-methods.ts";
import { refusal } from "./refusal-form.ts";
import { RULE_METHODS } from "./rule-methods.ts";
import { VOICE_METHODS } from "./voice-methods.ts";

/** Raised when a hub and a cell of different ages could misunderstand each other. */
export const PROTOCOL = 1;
export const MOST_LISTED = 100;

const text = z.string();
const word = text.min(1).max(200);
const day = z.iso.date();
const id = z.int().min(1);
const version = z.int().min(0);
/** A position may stand before or behind every item of a cell. */
const position = z.strictObject({ priority: z.number(), created_at: z.number(), id: z.int() });

/** Who acts, as the hub knows them. */
export const personForm = z.strictObject({
  login: text.refine(isLogin),
  name: text.max(200),
  role: z.enum(ROLES),
  brands: z.array(word).max(10_000).nullable(),
});
export type Asker = z.output<typeof personForm>;

/** The body of every request. */
export const requestForm = z.strictObject({
  protocol: z.literal(PROTOCOL),
  /** Null: the hub asks for itself, for no person. */
  person: personForm.nullable(),
  args: z.unknown(),
});

const several = <T extends z.ZodType>(one: T) => z.array(one).max(10_000).optional();
const filters = {
  status: several(z.enum(ITEM_STATUSES)),
  item_type: several(z.enum(ITEM_TYPES)),
  platform: several(z.enum(PLATFORMS)),
  brand: several(word),
  rating: several(z.int().min(1).max(5)),
  rating_min: z.int().optional(),
  rating_max: z.int().optional(),
  sku: several(word),
  category: several(z.enum(CATEGORIES)),
  has_photo: z.boolean().optional(),
  has_text: z.boolean().optional(),
  from: day.optional(),
  to: day.optional(),
  overdue: z.enum(["all", ...GOAL_CLASSES]).optional(),
  rule: word.optional(),
  q: word.optional(),
} satisfies Record<keyof ItemQuery, z.ZodType>;
const tabs = z.array(z.enum(TABS)).max(TABS.length);
const limit = z.int().min(1).max(MOST_LISTED);
const listArgs = z.strictObject({
  ...filters,
  tab: z.enum(TABS),
  sort: z.enum(SORTS),
  after: position.optional(),
  around: position.optional(),
  place: id.optional(),
  limit,
  tabs,
});
const sentArgs = z.strictObject({
  platform: filters.platform,
  brand: filters.brand,
  by: z.union([z.enum(["rules", "people"]), z.strictObject({ actor: text.max(300) })]).optional(),
  edited: z.boolean().optional(),
  fate: z.enum(FATES).optional(),
  from: day.optional(),
  to: day.optional(),
  q: word.optional(),
  after: z.strictObject({ sent_at: z.number(), item_id: z.int() }).optional(),
  limit,
  tabs,
});

const words = { reason: text.max(1000).optional(), version: version.optional() };
const decision = z.discriminatedUnion("action", [
  z.strictObject({ action: z.literal("approve"), version: version.optional() }),
  z.strictObject({ action: z.literal("edit"), text: text.max(20_000), version: version.optional() }),
  z.strictObject({ action: z.literal("skip"), ...words }),
  z.strictObject({
    action: z.literal("escalate"),
    ...words,
    to: text.max(200).optional(),
    remindMs: z.number().nullable().optional(),
  }),
  z.strictObject({ action: z.literal("undo") }),
  z.strictObject({ action: z.literal("retry") }),
  z.strictObject({
    action: z.literal("regenerate"),
    instructions: text.max(1000),
    variants: z.int().min(2).max(MOST_VARIANTS).optional(),
  }),
  z.strictObject({ action: z.literal("choose"), place: z.int(), version }),
  z.strictObject({ action: z.literal("note"), text: text.max(10 * LONGEST_NOTE) }),
]);

const count = z.object({ count: z.int(), exact: z.boolean() });
type Counts = Record<Tab, ReturnType<typeof z.exactOptional<typeof count>>>;
/** A folder that only a newer cell has is left out, as everything else that it says besides. */
const counts = z.object(Object.fromEntries(TABS.map((tab) => [tab, z.exactOptional(count)])) as Counts);
const place = z.object({ priority: z.number(), created_at: z.number(), id: z.int() }).nullable();
const refused = z.object({ refused: refusal });

const goal = z.number();
const aboutForm = z.object({
  protocol: z.int(),
  /** Of the program that the cell runs. */
  version: text,
  methods: z.array(text),
  timezone: text,
  goals: z.object({
    urgent: goal,
    questions: goal,
    rest: goal,
    hours: z.object({ days: z.array(z.enum(WEEKDAYS)), from: text, to: text }).nullable(),
  }),
  brands: z.array(
    z.object({
      id: text,
      name: text,
      max_length: z.int(),
      saved_replies: z.array(z.object({ name: text, text })),
      match: z.object({ brand_names: z.array(text), sku_prefixes: z.array(text) }),
    }),
  ),
  accounts: z.array(z.object({ id: text, platform: z.enum(PLATFORMS), brand: text })),
  /** Where its own pages are; null or missing when it does not know. */
  pages: text.nullable().default(null),
});
export type About = z.output<typeof aboutForm>;

const pulse = z.object({
  id: text,
  held: z.boolean(),
  late: z.boolean(),
  failing: z.boolean(),
  polledAt: z.number().nullable(),
});

const about = { takes: z.strictObject({ id }), needs: "look" } as const;

/** Each method: what it takes, what it gives, and the least that a person must be allowed; null: nobody acts. */
export const METHODS = {
  about: { takes: z.strictObject({}), gives: aboutForm, needs: null },
  /** What pages look for all the time: whether anything was changed, and the state of the accounts. */
  beat: {
    takes: z.strictObject({ since: z.number(), whole: z.boolean() }),
    gives: z.object({
      version: z.number().nullable(),
      changes: z.array(z.object({ brand: text, at: z.number() })),
      /** Null unless the whole was asked for: with thousands of accounts they take a moment. */
      program: z.object({ pulses: z.array(pulse), obstacles: z.array(text) }).nullable(),
    }),
    needs: null,
  },
  list: {
    takes: listArgs,
    gives: z.object({
      items: z.array(itemForm),
      next: place,
      counts,
      sentToday: count,
      around: z.object({ before: count, previous: place, next: place }).optional(),
      /** Whether the item that was asked about is in the list. */
      isIn: z.boolean().optional(),
    }),
    needs: "look",
  },
  counts: { takes: z.strictObject({ ...filters, tabs }), gives: counts, needs: "look" },
  sent: {
    takes: sentArgs,
    gives: z.object({
      items: z.array(sentItemForm),
      next: z.object({ sent_at: z.number(), item_id: z.int() }).nullable(),
      sums: count.extend({ byRules: z.int(), asDrafted: z.int(), rejected: z.int(), unsent: z.int() }),
      counts,
      sentToday: count,
    }),
    needs: "look",
  },
  get: { ...about, gives: z.union([refused, itemForm.extend({ history: z.array(historyForm) })]) },
  notes: { ...about, gives: z.array(z.object({ id: z.int(), at: text, author: text, text })) },
  variants: { ...about, gives: z.array(z.object({ place: z.int(), text, problems: z.array(problemForm) })) },
  ratings: { ...about, gives: z.tuple([z.int(), z.int(), z.int(), z.int(), z.int()]).nullable() },
  unsent: { ...about, gives: unsentForm.nullable() },
  photo: {
    takes: z.strictObject({ id, n: z.int().min(1).max(1000) }),
    gives: z.object({ type: z.enum(["image/jpeg", "image/png", "image/gif", "image/webp"]), base64: text }).nullable(),
    needs: "look",
  },
  figures: {
    takes: figuresArgs,
    gives: z.object({
      from: text,
      to: text,
      classes: z.array(
        z.object({
          class: z.enum(GOAL_CLASSES),
          goal,
          received: z.int(),
          answered: z.int(),
          median: goal.nullable(),
          p90: goal.nullable(),
          onTime: z.int(),
          overdue: z.int(),
        }),
      ),
      week: z.array(z.array(z.int())),
      sent: z.object({
        count: z.int(),
        asDrafted: z.int(),
        edited: z.int(),
        byRules: z.int(),
        byPeople: z.int(),
        rejected: z.int(),
      }),
      rules: z.array(z.object({ rule: text, approve: z.int(), skip: z.int(), escalate: z.int(), wait: z.int() })),
      tokensPerAnswer: z.number().nullable(),
      cost: z
        .object({ sum: z.number(), perAnswer: z.number().nullable(), unpriced: z.int(), currency: text.nullable() })
        .nullable()
        .default(null),
      hoursSaved: z.number(),
    }),
    needs: "look",
  },
  decide: {
    takes: z.strictObject({ id, decision }),
    gives: z.union([
      refused,
      z.object({
        id,
        status: z.enum(ITEM_STATUSES),
        changed: z.boolean(),
        send_at: text.nullable().optional(),
        version: z.int().optional(),
        problems: z.array(problemForm).optional(),
      }),
    ]),
    needs: "decide",
  },
  ...TELLING,
  ...PRODUCT_METHODS,
  ...PROGRAM_METHODS,
  ...RULE_METHODS,
  ...FIGURE_METHODS,
  ...VOICE_METHODS,
} as const;

export type Method = keyof typeof METHODS;
export type Args<M extends Method> = z.output<(typeof METHODS)[M]["takes"]>;
export type Gives<M extends Method> = z.output<(typeof METHODS)[M]["gives"]>;
/** Who asks; `asker` is null only where nobody acts. */
export type Who = Asking & { asker: Asker | null };

/** How a cell answers some of the methods. */
export type Answers<M extends Method> = {
  [N in M]: (args: Args<N>, who: Who) => Promise<z.input<(typeof METHODS)[N]["gives"]>>;
};
