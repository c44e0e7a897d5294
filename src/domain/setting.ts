/** What people change on the pages instead of in the configuration file: the rules, the limits, each brand's voice. */
import { hashOf } from "../base/secret.ts";

export const APPROVAL_SETTINGS = ["rules", "rules_enabled", "daily_cap"] as const;
export const BRAND_SETTINGS = [
  "tone",
  "guide",
  "signature",
  "forbidden",
  "use_name",
  "emoji",
  "buyers_language",
  "max_length",
  "faq",
  "saved_replies",
] as const;

/** Where a value stands in the configuration. */
export type SettingPlace =
  | { of: "approval"; key: (typeof APPROVAL_SETTINGS)[number] }
  | { of: "brand"; brand: string; key: (typeof BRAND_SETTINGS)[number] };

/** A value as it was changed, in the place of the file's. */
export interface StoredSetting {
  /** `approval.rules`, `brands.ohana_market.tone`. */
  path: string;
  value: unknown;
  /** Unix ms. */
  changed_at: number;
  /** `person:<login>`, as in the audit log. */
  changed_by: string;
}

/** Undefined for everything that is changed in the file alone. */
export function settingPlace(path: string): SettingPlace | undefined {
  const [, approval] = /^approval\.(\w+)$/.exec(path) ?? [];
  const [, brand = "", ofBrand] = /^brands\.([\w-]+)\.(\w+)$/.exec(path) ?? [];
  const key = APPROVAL_SETTINGS.find((known) => known === approval);
  if (key !== undefined) return { of: "approval", key };
  const voice = BRAND_SETTINGS.find((known) => known === ofBrand);
  return voice && { of: "brand", brand, key: voice };
}

/** Tells one value from another: equal values have equal marks. A page carries it to say what a change started from. */
export function markOf(value: unknown): string {
  return hashOf(canonical(value)).slice(0, 24);
}

/** The value as JSON in which the order of keys does not count. */
function canonical(value: unknown): string {
  return JSON.stringify(value ?? null, (_, inner: unknown) => {
    if (typeof inner !== "object" || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  });
}
