/** What a person wants to be told by one channel, and when. */
import { z } from "zod";
import { isAtLeast, LEVELS, TOPICS, type Level, type Topic } from "./event.ts";

/** `9:00` and `9.00` are meant as `09:00`. */
export function plainTime(typed: string): string {
  return typed.replace(".", ":").padStart(5, "0");
}

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
/** At once, in the next digest, or not at all. */
export const WAYS = ["now", "digest", "off"] as const;

export const alertSettings = z.strictObject({
  /** The ids of brands; null: all that the person works for. */
  brands: z.array(z.string().max(100)).max(1000).nullable(),
  topics: z.record(z.enum(TOPICS), z.enum(WAYS)),
  least: z.enum(LEVELS),
  /** By the clock of the business time zone, over midnight when `to` is not after `from`; null: none. */
  quiet: z
    .strictObject({ from: time, to: time })
    .refine(({ from, to }) => from !== to)
    .nullable(),
  /** When digests come, by the same clock. Without any, what is for the digest comes at once. */
  digest: z.array(time).max(12),
  /** The most single messages in ten minutes; what is more comes as one message. */
  singles: z.int().min(1).max(60),
});

export type AlertSettings = z.infer<typeof alertSettings>;

/** What counts until a person says otherwise. */
export const DEFAULT_SETTINGS: AlertSettings = {
  brands: null,
  topics: {
    danger: "now",
    negative: "now",
    question: "now",
    edited_down: "now",
    handed_on: "now",
    unsent: "now",
    goal: "digest",
    products: "digest",
    weekly: "now",
    keys: "now",
    outages: "now",
    limits: "now",
    backup: "digest",
    channels: "now",
  },
  least: "info",
  quiet: { from: "22:00", to: "08:00" },
  digest: ["09:00", "14:00", "18:00"],
  singles: 5,
};

/** What the settings look at in an event. */
export interface Told {
  topic: Topic;
  level: Level;
  /** Null: of no brand. */
  brand: string | null;
  /** It concerns this person alone. */
  isPersonal: boolean;
}

/** Why a person is not told. */
export type Unwanted = "topic" | "level" | "brand";

/** Why the settings do not ask for it; undefined when they do. What concerns the person alone has no brand to leave out. */
export function unwantedBy({ brands, topics, least }: AlertSettings, told: Told): Unwanted | undefined {
  if (topics[told.topic] === "off") return "topic";
  if (!isAtLeast(told.level, least)) return "level";
  const isOutside = brands !== null && told.brand !== null && !brands.includes(told.brand);
  return isOutside && !told.isPersonal ? "brand" : undefined;
}
