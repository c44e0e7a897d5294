/**
 * The settings of all channels as one form, and back. Times, brands and limits stand there once, as those of the first
 * channel that is shown; what is not changed in the form stays as each channel has it.
 */
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { sees, type Person } from "../../domain/access.ts";
import { LEVELS, TOPICS, type Topic } from "../../domain/alert/event.ts";
import { DEFAULT_SETTINGS, plainTime, WAYS, type AlertSettings } from "../../domain/alert/settings.ts";
import type { Texts } from "../../texts/texts.ts";
import { OWN_CHANNELS, type OwnChannel } from "./parts.ts";

export type OwnSettings = Record<OwnChannel, AlertSettings>;
type Way = (typeof WAYS)[number];

/** What stands in the form, as it is typed. */
export interface AlertFields {
  ways: Record<OwnChannel, Record<Topic, Way>>;
  quietFrom: string;
  quietTo: string;
  digest: readonly string[];
  digestMore: string;
  brands: readonly string[];
  least: AlertSettings["least"];
  singles: string;
}

interface BrandName {
  id: string;
  name: string;
}

/** The brands that the person works for. */
export function brandsOf<B extends BrandName>(person: Pick<Person, "brands">, all: readonly B[]): B[] {
  return all.filter(({ id }) => sees(person, id));
}

/** The channel whose times, brands and limits the form shows. @param shown the channels of the configuration */
export function firstOf(shown: readonly OwnChannel[]): OwnChannel {
  return shown[0] ?? "telegram";
}

/** Whether the channels that are shown have different times, brands or limits. */
export function areDifferent(settings: OwnSettings, shown: readonly OwnChannel[]): boolean {
  return shown.some((channel) => !isDeepStrictEqual(sharedOf(settings[channel]), sharedOf(settings[firstOf(shown)])));
}

type Shared = Omit<AlertSettings, "topics">;

function sharedOf({ brands, least, quiet, digest, singles }: AlertSettings): Shared {
  return { brands, least, quiet, digest, singles };
}

export function fieldsOf(settings: OwnSettings, brands: readonly BrandName[], first: OwnChannel): AlertFields {
  const { quiet, digest, brands: chosen, least, singles } = settings[first];
  const ways = OWN_CHANNELS.map((channel) => [channel, settings[channel].topics] as const);
  return {
    ways: Object.fromEntries(ways) as AlertFields["ways"],
    quietFrom: quiet?.from ?? "",
    quietTo: quiet?.to ?? "",
    digest,
    digestMore: "",
    brands: brands.map(({ id }) => id).filter((id) => chosen?.includes(id) ?? true),
    least,
    singles: String(singles),
  };
}

/** The times that can be ticked: the usual ones and those that are set. */
export function digestTimes(set: readonly string[]): string[] {
  return [...new Set([...DEFAULT_SETTINGS.digest, ...set])].toSorted();
}

const short = z.string().trim().max(100);
const form = z.object({
  quietFrom: short,
  quietTo: short,
  digest: z.array(short).max(24),
  digestMore: short,
  brands: z.array(short).max(1000),
  least: z.enum(LEVELS),
  singles: short,
});

/**
 * Fields that are not in the form stay as they were: a channel that is not shown, a topic that is not for this person.
 * @throws ZodError when the form is none of ours
 */
export function readFields(sent: URLSearchParams, before: OwnSettings): AlertFields {
  const ways = OWN_CHANNELS.map((channel) => {
    const chosen = TOPICS.map((topic) => {
      const way = sent.get(`${channel}-${topic}`);
      return [topic, way === null ? before[channel].topics[topic] : z.enum(WAYS).parse(way)];
    });
    return [channel, Object.fromEntries(chosen)] as const;
  });
  const lists = { digest: sent.getAll("digest"), brands: sent.getAll("brand") };
  const typed = ["quietFrom", "quietTo", "digestMore", "least", "singles"].map((name) => [name, sent.get(name) ?? ""]);
  const rest = form.parse({ ...Object.fromEntries(typed), ...lists });
  return { ...rest, ways: Object.fromEntries(ways) as AlertFields["ways"] };
}

type Problem = keyof Texts["web"]["alertsPage"]["problems"];

interface Before {
  /** What was set before, and the channel of it that the form has shown. */
  settings: OwnSettings;
  first: OwnChannel;
}

/** @param brands those that the person works for: all of them chosen means also those to come */
export function settingsFrom(
  fields: AlertFields,
  brands: readonly BrandName[],
  before: Before,
): { settings: OwnSettings } | { problem: Problem } {
  const { ways, least } = fields;
  const times = [...fields.digest, fields.digestMore].filter((time) => time !== "");
  const digest = [...new Set(times.map(plainTime))];
  const hours = [fields.quietFrom, fields.quietTo].filter((time) => time !== "").map(plainTime);
  if (![...digest, ...hours].every(isTime) || digest.length > 12) return { problem: "time" };
  const [from, to] = hours;
  if (hours.length === 1 || (from !== undefined && from === to)) return { problem: "quiet" };
  const quiet = from === undefined || to === undefined ? null : { from, to };
  const singles = Number(fields.singles);
  if (!Number.isInteger(singles) || singles < 1 || singles > 60) return { problem: "singles" };
  const chosen = brands.map(({ id }) => id).filter((id) => fields.brands.includes(id));
  if (chosen.length === 0 && brands.length > 0) return { problem: "brands" };
  const shared: Shared = {
    brands: chosen.length === brands.length ? null : chosen,
    least,
    quiet,
    digest: digest.toSorted(),
    singles,
  };
  const changed = changedIn(shared, sharedOf(before.settings[before.first]));
  const all = OWN_CHANNELS.map((channel) => {
    return [channel, { ...before.settings[channel], ...changed, topics: ways[channel] }] as const;
  });
  return { settings: Object.fromEntries(all) as OwnSettings };
}

function changedIn(next: Shared, shown: Shared): Partial<Shared> {
  const keys = Object.keys(next) as (keyof Shared)[];
  const changed = keys.filter((key) => !isDeepStrictEqual(next[key], shown[key]));
  return Object.fromEntries(changed.map((key) => [key, next[key]]));
}

function isTime(time: string): boolean {
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(time);
}
