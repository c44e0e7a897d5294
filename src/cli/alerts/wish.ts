/** The options of `alerts set` as settings: what is not named stays as it is. */
import { UsageError } from "../../base/errors.ts";
import { sees, type Person } from "../../domain/access.ts";
import { TOPICS } from "../../domain/alert/event.ts";
import { alertSettings, plainTime, WAYS, type AlertSettings } from "../../domain/alert/settings.ts";
import type { Read } from "../values.ts";

type Topics = AlertSettings["topics"];

const { topics, quiet, digest, singles } = alertSettings.shape;

/** `question=digest`; `all=off` is meant for every event. */
export const eventWay: Read<Partial<Topics>> = (word, name) => {
  const [event = "", way = ""] = word.split(/=(.*)/s);
  const named = event === "all" ? TOPICS : [event];
  const wish = Object.fromEntries(named.map((topic) => [topic, way]));
  const { data } = topics.safeParse({ ...EVERY, ...wish });
  if (data) return wish;
  const events = `an event (${TOPICS.join(", ")}, or all)`;
  throw new UsageError(
    `${name} must be ${events}, = and one of ${WAYS.join(", ")}, like question=digest, got "${word}"`,
  );
};

/** Any way for every event. */
const EVERY = Object.fromEntries(TOPICS.map((topic) => [topic, "now"]));
const NONE = "none";

export const quietHours: Read<AlertSettings["quiet"]> = (word, name) => {
  const [from, to] = word.split(/[-–]/).map((time) => plainTime(time.trim()));
  const { data } = quiet.safeParse(word === NONE ? null : { from, to });
  if (data !== undefined) return data;
  throw new UsageError(`${name} must be two different times like 22:00-08:00, or none, got "${word}"`);
};

export const digestTimes: Read<string[]> = (word, name) => {
  const times = word === NONE ? [] : word.split(",").map((time) => plainTime(time.trim()));
  const { data } = digest.safeParse([...new Set(times)].toSorted());
  if (data) return data;
  throw new UsageError(`${name} must be up to 12 times like 09:00,14:00, or none, got "${word}"`);
};

export const singlesAtMost: Read<number> = (word, name) => {
  const { data } = singles.safeParse(Number(word));
  if (data !== undefined) return data;
  throw new UsageError(`${name} must be a whole number from 1 to 60, got "${word}"`);
};

/** What is typed; undefined, or an empty list, where nothing is. */
export interface Wish {
  event: readonly Partial<Topics>[];
  brand: readonly string[];
  allBrands: boolean;
  least: AlertSettings["least"] | undefined;
  quietHours: AlertSettings["quiet"] | undefined;
  digest: string[] | undefined;
  singles: number | undefined;
}

/**
 * @param brands the ids of the configuration's
 * @throws UsageError for a brand that is not theirs, and when nothing is to be set
 */
export function wished(
  before: AlertSettings,
  wish: Wish,
  { person, brands }: { person: Pick<Person, "login" | "brands">; brands: readonly string[] },
): AlertSettings {
  const { event, brand, allBrands, least, quietHours: hours, digest: times, singles: most } = wish;
  const theirs = brands.filter((id) => sees(person, id));
  for (const id of brand) if (!theirs.includes(id)) throw unknownBrand(id, person.login, theirs);
  if (allBrands && brand.length > 0) throw new UsageError("--brand and --all-brands contradict each other");
  const change: Partial<AlertSettings> = {
    ...(event.length > 0 && { topics: Object.assign({}, before.topics, ...event) as Topics }),
    ...(brand.length > 0 && { brands: [...new Set(brand)] }),
    ...(allBrands && { brands: null }),
    ...(least !== undefined && { least }),
    ...(hours !== undefined && { quiet: hours }),
    ...(times !== undefined && { digest: times }),
    ...(most !== undefined && { singles: most }),
  };
  if (Object.keys(change).length === 0)
    throw new UsageError("nothing is to be set", { hint: "What can be set: reputation alerts set --help" });
  return { ...before, ...change };
}

function unknownBrand(id: string, login: string, theirs: readonly string[]): UsageError {
  return new UsageError(`--brand: ${login} works for no brand "${id}"`, { hint: `Theirs: ${theirs.join(", ")}` });
}
