/** `brand_defaults`: how all brands answer, unless one says otherwise; laid under each brand before the file is checked. */
import type { Origins } from "./sources.ts";

type Mapping = Record<string, unknown>;

/** The file with the defaults under each brand; unchanged when there are none, or they are no mapping. */
export function withBrandDefaults(raw: unknown, isValid: (defaults: unknown) => boolean): unknown {
  if (!isMapping(raw) || !isMapping(raw["brand_defaults"]) || !Array.isArray(raw["brands"])) return raw;
  const defaults = raw["brand_defaults"];
  // What is wrong with them is told once, where it stands, and not for each brand.
  if (!isValid(defaults)) return raw;
  const brands = (raw["brands"] as unknown[]).map((brand) => (isMapping(brand) ? { ...defaults, ...brand } : brand));
  return { ...raw, brands };
}

/** Each value of a brand that stands among the defaults comes from there. */
export function markDefaults(raw: unknown, origins: Origins): void {
  if (!isMapping(raw) || !Array.isArray(raw["brands"])) return;
  const under = [...origins].filter(([key]) => key.startsWith(`${ROOT}.`));
  for (const [at, brand] of (raw["brands"] as unknown[]).entries()) {
    for (const [key, origin] of under) {
      const path = key.slice(ROOT.length + 1);
      const isOwn = isMapping(brand) && Object.hasOwn(brand, path.split(".")[0] ?? "");
      if (!isOwn) origins.set(`brands.${at}.${path}`, origin);
    }
  }
}

const ROOT = "brand_defaults";

function isMapping(value: unknown): value is Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
