import type { z } from "zod";
import { MarketplaceError } from "../base/errors.ts";
import type { ListQuery, Page, PolledItem, Quarantined } from "./marketplace.ts";
import { problemsOf } from "./wire-fields.ts";

/** A review or question as understood; adapters add what they need to complete it. */
export interface Element {
  item: Omit<PolledItem, "raw">;
}

/** An element of a list: as received and as understood. */
export interface Found<E> {
  raw: unknown;
  element: E;
}

/** The elements of one page that are wanted, and those that could not be understood. */
export interface Sorted<E> {
  found: Found<E>[];
  quarantined: Quarantined[];
}

/** Sorts the pages of one run: elements are parsed one by one, too old ones dropped, each id passes once. */
export function createSorter<E extends Element>(schema: z.ZodType<E>, query: ListQuery) {
  const seen = new Set<string>();
  return (raws: readonly unknown[]): Sorted<E> => {
    const sorted: Sorted<E> = { found: [], quarantined: [] };
    for (const raw of raws) {
      const parsed = schema.safeParse(raw);
      if (!parsed.success) {
        sorted.quarantined.push({ raw, reason: problemsOf(parsed.error) });
        continue;
      }
      const { externalId, createdAt } = parsed.data.item;
      if (createdAt < query.since || seen.has(externalId)) continue;
      seen.add(externalId);
      sorted.found.push({ raw, element: parsed.data });
    }
    return sorted;
  };
}

/** Look-ups that may run at a time: fewer than every marketplace's limit, so that publishing still gets its turn. */
const LOOKUPS_AT_A_TIME = 3;

/**
 * Builds the page from the sorted elements. `complete` looks up what the list does not contain; an item that has
 * vanished meanwhile is left out, and one whose look-up cannot be read is set aside.
 */
export async function completePage<E>(
  { found, quarantined }: Sorted<E>,
  complete: (found: Found<E>) => Promise<PolledItem>,
): Promise<Page> {
  const page: Page = { items: [], quarantined: [...quarantined] };
  for (let at = 0; at < found.length; at += LOOKUPS_AT_A_TIME) {
    const chunk = found.slice(at, at + LOOKUPS_AT_A_TIME);
    const finished = await Promise.all(chunk.map((one) => complete(one).catch((error) => setAside(error, one.raw))));
    for (const one of finished) {
      if (one === null) continue;
      if ("reason" in one) page.quarantined.push(one);
      else page.items.push(one);
    }
  }
  return page;
}

function setAside(error: unknown, raw: unknown): Quarantined | null {
  const code = error instanceof MarketplaceError ? error.code : "";
  if (code === "marketplace.not_found") return null;
  if (error instanceof MarketplaceError && code === "marketplace.bad_reply") return { raw, reason: error.message };
  throw error;
}
