/** The settings of all channels as one form, and back. Times, brands and limits are the same for each channel. */
import { z } from "zod";
import { sees, type Person } from "../../domain/access.ts";
import { LEVELS, TOPICS, type Topic } from "../../domain/alert/event.ts";
import { DEFAULT_SETTINGS, WAYS, type AlertSettings } from "../../domain/alert/settings.ts";
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

export function fieldsOf(settings: OwnSettings, brands: readonly BrandName[]): AlertFields {
  const { quiet, digest, brands: chosen, least, singles } = settings.telegram;
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

/** @param brands those that the person works for: all of them chosen means also those to come */
export function settingsFrom(
  fields: AlertFields,
  brands: readonly BrandName[],
): { settings: OwnSettings } | { problem: Problem } {
  const { ways, least } = fields;
  const times = [...fields.digest, fields.digestMore].filter((time) => time !== "");
  const digest = [...new Set(times.map(timeOf))];
  const hours = [fields.quietFrom, fields.quietTo].filter((time) => time !== "").map(timeOf);
  if (![...digest, ...hours].every(isTime) || digest.length > 12) return { problem: "time" };
  const [from, to] = hours;
  if (hours.length === 1 || (from !== undefined && from === to)) return { problem: "quiet" };
  const quiet = from === undefined || to === undefined ? null : { from, to };
  const singles = Number(fields.singles);
  if (!Number.isInteger(singles) || singles < 1 || singles > 60) return { problem: "singles" };
  const chosen = brands.map(({ id }) => id).filter((id) => fields.brands.includes(id));
  if (chosen.length === 0 && brands.length > 0) return { problem: "brands" };
  const shared = {
    brands: chosen.length === brands.length ? null : chosen,
    least,
    quiet,
    digest: digest.toSorted(),
    singles,
  };
  const all = OWN_CHANNELS.map((channel) => [channel, { ...shared, topics: ways[channel] }]);
  return { settings: Object.fromEntries(all) as OwnSettings };
}

/** `9:00` and `9.00` are meant as `09:00`. */
function timeOf(typed: string): string {
  return typed.replace(".", ":").padStart(5, "0");
}

function isTime(time: string): boolean {
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(time);
}
