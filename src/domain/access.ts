/** Who may do what: the one place that says so, for the command line, the pages and the API. */
import { settingPlace } from "./setting.ts";

/** From the least to the most. */
export const ROLES = ["viewer", "manager", "senior", "admin"] as const;
export type Role = (typeof ROLES)[number];

/** Somebody who works with the program. */
export interface Person {
  id: number;
  /** As colleagues see it: Марина. */
  name: string;
  /** As it is typed at the sign-in, in lower case; never given to another person. */
  login: string;
  role: Role;
  /** The brands that the person works for; null means all. */
  brands: readonly string[] | null;
}

/** What can be done, each with the least role that may do it. */
const LEAST = {
  /** Read items, answers and figures. */
  look: "viewer",
  /** Approve, edit, regenerate, skip, hand on, undo, retry, write notes. */
  decide: "manager",
  /** Ask the marketplaces now. */
  poll: "manager",
  /** Be handed items that others cannot decide on. */
  receive: "senior",
  rules: "senior",
  voice: "senior",
  /** Stop and resume sending, polling or the AI. */
  pause: "senior",
  /** The daily cap and other limits. */
  caps: "admin",
  keys: "admin",
  people: "admin",
  audit: "admin",
} as const satisfies Record<string, Role>;

export type Action = keyof typeof LEAST;
export const ACTIONS = Object.keys(LEAST) as readonly Action[];

/** Whether the person's role allows it. Whether they may see what it is about is another question: `sees`. */
export function may({ role }: Pick<Person, "role">, action: Action): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(LEAST[action]);
}

/** Whether the person works for the brand. */
export function sees({ brands }: Pick<Person, "brands">, brandId: string): boolean {
  return brands === null || brands.includes(brandId);
}

/** Whether two people have a brand in common. Who has none in common with somebody reads nothing of them. */
export function worksWith({ brands }: Pick<Person, "brands">, other: Pick<Person, "brands">): boolean {
  return brands === null || other.brands === null || other.brands.some((brand) => brands.includes(brand));
}

/**
 * Whether the person may change a setting: rules count for every brand, so that only who works for all of them changes
 * them; a voice belongs to its brand.
 */
export function mayChange(person: Pick<Person, "role" | "brands">, path: string): boolean {
  const place = settingPlace(path);
  if (!place) return false;
  if (place.of === "brand") return may(person, "voice") && sees(person, place.brand);
  return may(person, place.key === "daily_cap" ? "caps" : "rules") && person.brands === null;
}

/**
 * Whether the person may be told of something: of what concerns a brand if they work for it, of what concerns none if they
 * see to the program. @param about `forReceivers`: others could not decide on it
 */
export function mayBeTold(
  person: Pick<Person, "role" | "brands">,
  about: { brand: string | null; forReceivers: boolean },
): boolean {
  if (about.brand === null) return may(person, "keys");
  return may(person, about.forReceivers ? "receive" : "look") && sees(person, about.brand);
}

/** Sending is stopped for every brand at once, so only who works for all of them stops and resumes it. */
export function mayStopSending(person: Pick<Person, "role" | "brands">): boolean {
  return may(person, "pause") && person.brands === null;
}

/**
 * Whether items of the person's brands may come through an account: it is one of theirs, or a brand of theirs is told by
 * its products (`match`), whatever the account.
 */
export function seesAccount(
  person: Pick<Person, "brands">,
  account: { brand: string },
  brands: readonly MatchedBrand[],
): boolean {
  const isTold = ({ match }: MatchedBrand) => match.brand_names.length + match.sku_prefixes.length > 0;
  return sees(person, account.brand) || brands.some((brand) => sees(person, brand.id) && isTold(brand));
}

/** A brand, and the words by which the configuration tells its products. */
export interface MatchedBrand {
  id: string;
  match: { brand_names: readonly string[]; sku_prefixes: readonly string[] };
}

/** Whether the person may see figures of all brands together. */
export function seesAll({ brands }: Pick<Person, "brands">): boolean {
  return brands === null;
}
