/** The options of `alerts set` as settings: what is not named stays as it is. */
import { UsageError } from "../../base/errors.ts";
import { sees, type Person } from "../../domain/access.ts";
import { LEVELS, TOPICS } from "../../domain/alert/event.ts";
import { alertSettings, plainTime, WAYS, type AlertSettings } from "../../domain/alert/settings.ts";

/** As it is typed; undefined where nothing is. */
export interface Wish {
  events: readonly string[];
  brands: readonly string[];
  allBrands: boolean;
  least: string | undefined;
  quiet: string | undefined;
  digest: string | undefined;
  singles: string | undefined;
}

/** Each setting with what can be typed for it. */
const FORMS = {
  topics: `--event must be an event (${TOPICS.join(", ")}, or all), = and one of ${WAYS.join(", ")}, like question=digest`,
  least: `--least must be one of ${LEVELS.join(", ")}`,
  quiet: "--quiet-hours must be two different times like 22:00-08:00, or none",
  digest: "--digest must be up to 12 times like 09:00,14:00, or none",
  singles: "--singles must be a whole number from 1 to 60",
  brands: "--brand must be the id of a brand",
} satisfies Record<keyof AlertSettings, string>;

const NONE = "none";

/**
 * @param brands the ids of the configuration's
 * @throws UsageError that names the option and what can be typed
 */
export function wished(
  before: AlertSettings,
  wish: Wish,
  { person, brands }: { person: Pick<Person, "login" | "brands">; brands: readonly string[] },
): AlertSettings {
  const theirs = brands.filter((id) => sees(person, id));
  for (const id of wish.brands) if (!theirs.includes(id)) throw unknownBrand(id, person.login, theirs);
  if (wish.allBrands && wish.brands.length > 0) throw new UsageError("--brand and --all-brands contradict each other");
  const { least, quiet, digest, singles } = wish;
  const typed: Partial<Record<keyof AlertSettings, unknown>> = {
    ...(wish.events.length > 0 && { topics: { ...before.topics, ...waysOf(wish.events) } }),
    ...(wish.brands.length > 0 && { brands: [...new Set(wish.brands)] }),
    ...(wish.allBrands && { brands: null }),
    ...(least !== undefined && { least }),
    ...(quiet !== undefined && { quiet: quiet === NONE ? null : hoursOf(quiet) }),
    ...(digest !== undefined && { digest: digest === NONE ? [] : timesOf(digest) }),
    ...(singles !== undefined && { singles: Number(singles) }),
  };
  if (Object.keys(typed).length === 0)
    throw new UsageError("nothing is to be set", { hint: "What can be set: reputation alerts set --help" });
  return read({ ...before, ...typed }, wish);
}

function read(typed: unknown, wish: Wish): AlertSettings {
  const { data, error } = alertSettings.safeParse(typed);
  if (data) return data;
  const name = error.issues[0]?.path[0] as keyof AlertSettings;
  const words = { ...wish, topics: wish.events.join(" ") };
  throw new UsageError(`${FORMS[name]}, got "${String(words[name])}"`);
}

/** `all=off` is meant for every event. */
function waysOf(events: readonly string[]): Record<string, string> {
  const pairs = events.flatMap((event) => {
    const [name = "", way = ""] = event.split(/=(.*)/s);
    return name === "all" ? TOPICS.map((topic) => [topic, way]) : [[name, way]];
  });
  return Object.fromEntries(pairs) as Record<string, string>;
}

function hoursOf(typed: string): object {
  const [from, to] = typed.split(/[-–]/).map((time) => plainTime(time.trim()));
  return { from, to };
}

function timesOf(typed: string): string[] {
  return [...new Set(typed.split(",").map((time) => plainTime(time.trim())))].toSorted();
}

function unknownBrand(id: string, login: string, theirs: readonly string[]): UsageError {
  return new UsageError(`--brand: ${login} works for no brand "${id}"`, { hint: `Theirs: ${theirs.join(", ")}` });
}
