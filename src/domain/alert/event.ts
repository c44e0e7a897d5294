/** What people are told about: each event with its facts, how much it matters, and the key that makes a repeat harmless. */
import { z } from "zod";
import { ITEM_TYPES, PLATFORMS } from "../platform.ts";
import { productSignal, signalName } from "../product-signal.ts";
import { CHANNELS } from "./channel-name.ts";

/** From the least to the most. `urgent` comes through quiet hours. */
export const LEVELS = ["info", "notice", "urgent"] as const;
export type Level = (typeof LEVELS)[number];

/** An event of an item. Its words are not repeated here: who writes a message reads them as they are then. */
const ofItem = { item_id: z.int(), brand: z.string() };
/** A fingerprint of the buyer's words, so that changed words are news and the same ones are not. */
const ofWords = { ...ofItem, words: z.string() };
/** Unix ms. */
const moment = z.int();
const ofAccount = { account: z.string() };
const awayOf = { ...ofAccount, item_type: z.enum(ITEM_TYPES), since: moment };

/** Made when the first event is read: most commands read none. */
// oxlint-disable-next-line max-lines-per-function -- it is one list
export const alertEvent = z.lazy(() =>
  z.discriminatedUnion("kind", [
    /** A matter of health or law: it cannot wait for the morning. */
    z.strictObject({ kind: z.literal("danger"), ...ofWords }),
    /** Another matter that only a person answers: money, a defect, abuse, a buyer's data. */
    z.strictObject({ kind: z.literal("delicate"), ...ofWords }),
    /** A new review of one or two stars whose draft waits for a person. */
    z.strictObject({ kind: z.literal("negative"), ...ofWords, rating: z.int() }),
    z.strictObject({ kind: z.literal("question"), ...ofWords }),
    /** A buyer has taken stars away. */
    z.strictObject({ kind: z.literal("edited_down"), ...ofWords, from: z.int(), to: z.int() }),
    z.strictObject({
      kind: z.literal("handed_on"),
      ...ofItem,
      at: moment,
      /** To whom: the person, and the name as it was said; both null when nobody was named. */
      user_id: z.int().nullable(),
      to: z.string().nullable(),
      /** Who handed it on, by name; a rule as in the audit log. */
      by: z.string(),
      /** It was told before, and nobody has decided since. */
      again: z.boolean(),
    }),
    /** Moderation has taken a published answer down. */
    z.strictObject({ kind: z.literal("taken_down"), ...ofItem, at: moment }),
    /** The marketplace does not accept the answer. */
    z.strictObject({ kind: z.literal("refused"), ...ofItem, at: moment }),
    /** The program has given the item or its answer up: a person has to look. */
    z.strictObject({ kind: z.literal("gave_up"), ...ofItem, at: moment }),
    /** The goal of answer time has passed. */
    z.strictObject({ kind: z.literal("goal_missed"), ...ofItem, due_at: moment }),
    z.strictObject({ kind: z.literal("key_ending"), ...ofAccount, ends_at: moment, days: z.int() }),
    z.strictObject({ kind: z.literal("key_refused"), ...ofAccount, at: moment }),
    z.strictObject({ kind: z.literal("marketplace_away"), ...awayOf }),
    z.strictObject({ kind: z.literal("marketplace_back"), ...awayOf, at: moment }),
    z.strictObject({ kind: z.literal("ai_away"), since: moment }),
    z.strictObject({ kind: z.literal("ai_back"), since: moment, at: moment }),
    /** `day`: the date in the business time zone. */
    z.strictObject({ kind: z.literal("ai_budget"), day: z.string(), tokens: z.int() }),
    z.strictObject({ kind: z.literal("daily_cap"), day: z.string(), cap: z.int() }),
    /** `last`: when the newest copy was made; null when there is none. */
    z.strictObject({ kind: z.literal("backup_old"), day: z.string(), last: moment.nullable() }),
    /** Something stands out of a product. */
    z.strictObject({
      kind: z.literal("product_signal"),
      brand: z.string(),
      /** What the product is known by here, and the SKU whose page tells more. */
      product: z.string(),
      platform: z.enum(PLATFORMS),
      sku: z.string(),
      /** As the marketplace calls it; null when it told no name. */
      name: z.string().nullable(),
      signal: productSignal,
      /** Since when it stands out. */
      since: moment,
      /** Items whose words show it, the newest first. */
      items: z.array(z.int()).max(3),
    }),
    /** The week of a brand in sentences. `monday`: with which day it began. */
    z.strictObject({ kind: z.literal("weekly"), brand: z.string(), monday: z.string(), text: z.string().max(3500) }),
    /** A channel does not reach the person any more. */
    z.strictObject({
      kind: z.literal("channel_off"),
      channel: z.enum(CHANNELS),
      contact_id: z.int(),
      /** Null: it is nobody's, and administrators see to it. */
      user_id: z.int().nullable(),
      at: moment,
    }),
    /** A channel refuses the token of the program itself. */
    z.strictObject({ kind: z.literal("channel_refused"), channel: z.enum(CHANNELS), at: moment }),
  ]),
);

export type AlertEvent = z.infer<typeof alertEvent>;
export type AlertKind = AlertEvent["kind"];

/** What a person switches on and off; each event belongs to one. */
export const TOPICS = [
  "danger",
  "negative",
  "question",
  "edited_down",
  "handed_on",
  "unsent",
  "goal",
  "products",
  "weekly",
  "keys",
  "outages",
  "limits",
  "backup",
  "channels",
] as const;
export type Topic = (typeof TOPICS)[number];

const KINDS: Record<AlertKind, { topic: Topic; level: Level }> = {
  danger: { topic: "danger", level: "urgent" },
  delicate: { topic: "negative", level: "notice" },
  negative: { topic: "negative", level: "notice" },
  question: { topic: "question", level: "notice" },
  edited_down: { topic: "edited_down", level: "notice" },
  handed_on: { topic: "handed_on", level: "notice" },
  taken_down: { topic: "unsent", level: "notice" },
  refused: { topic: "unsent", level: "notice" },
  gave_up: { topic: "unsent", level: "notice" },
  goal_missed: { topic: "goal", level: "info" },
  product_signal: { topic: "products", level: "notice" },
  weekly: { topic: "weekly", level: "notice" },
  key_ending: { topic: "keys", level: "notice" },
  key_refused: { topic: "keys", level: "notice" },
  marketplace_away: { topic: "outages", level: "notice" },
  marketplace_back: { topic: "outages", level: "info" },
  ai_away: { topic: "outages", level: "notice" },
  ai_back: { topic: "outages", level: "info" },
  ai_budget: { topic: "limits", level: "notice" },
  daily_cap: { topic: "limits", level: "notice" },
  backup_old: { topic: "backup", level: "notice" },
  channel_off: { topic: "channels", level: "notice" },
  channel_refused: { topic: "channels", level: "notice" },
};

export const ALERT_KINDS = Object.keys(KINDS) as readonly AlertKind[];

export function topicOf(kind: AlertKind): Topic {
  return KINDS[kind].topic;
}

export function levelOf(kind: AlertKind): Level {
  return KINDS[kind].level;
}

/** Whether the level is at least the other one. */
export function isAtLeast(level: Level, least: Level): boolean {
  return LEVELS.indexOf(level) >= LEVELS.indexOf(least);
}

/** So many days before a key ends it is told of, each time once; from the last to the first. */
export const KEY_WARNINGS = [1, 3, 14] as const;

/** The same event again has the same key, and is not told a second time. */
export function keyOf(event: AlertEvent): string {
  return [event.kind, ...subjectOf(event)].join(":");
}

function subjectOf(event: AlertEvent): (string | number)[] {
  switch (event.kind) {
    case "danger":
    case "delicate":
    case "negative":
    case "question":
    case "edited_down":
      return [event.item_id, event.words];
    case "goal_missed":
      return [event.item_id];
    case "handed_on":
    case "taken_down":
    case "refused":
    case "gave_up":
      return [event.item_id, event.at];
    case "key_ending":
      return [event.account, event.ends_at, KEY_WARNINGS.find((days) => event.days <= days) ?? event.days];
    case "key_refused":
      return [event.account, event.at];
    case "marketplace_away":
    case "marketplace_back":
      return [event.account, event.item_type, event.since];
    case "ai_away":
    case "ai_back":
      return [event.since];
    case "ai_budget":
    case "daily_cap":
    case "backup_old":
      return [event.day];
    case "product_signal":
      return [event.brand, event.product, signalName(event.signal), event.since];
    case "weekly":
      return [event.brand, event.monday];
    case "channel_off":
      return [event.contact_id, event.at];
    case "channel_refused":
      return [event.channel, event.at];
  }
}

/** Of which item the event is. */
export function itemOf(event: AlertEvent): number | null {
  return "item_id" in event ? event.item_id : null;
}

/** Of which brand; null: it goes to administrators, or to the one whom it concerns. */
export function brandOf(event: AlertEvent): string | null {
  return "brand" in event ? event.brand : null;
}

/** The only one whom it concerns; null: everybody whose rights and settings fit. */
export function personOf(event: AlertEvent): number | null {
  return "user_id" in event ? event.user_id : null;
}

/** The events that ask for a decision on an item, and are old news once it is decided. */
const FOR_DECISION: ReadonlySet<AlertKind> = new Set<AlertKind>([
  "danger",
  "delicate",
  "negative",
  "question",
  "edited_down",
  "handed_on",
  "taken_down",
  "refused",
  "gave_up",
  "goal_missed",
]);

export function asksForDecision(kind: AlertKind): boolean {
  return FOR_DECISION.has(kind);
}
