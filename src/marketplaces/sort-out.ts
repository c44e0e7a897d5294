import { setImmediate } from "node:timers/promises";
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
export interface Sorted<E> extends Pick<Page, "quarantined" | "notKept"> {
  found: Found<E>[];
}

/** Enough for a person to see what is wrong; a marketplace that breaks all its elements must not fill the disk. */
export const MOST_SET_ASIDE = 200;
/** A list may be much longer than was asked for, and the process has other work to do meanwhile. */
const ELEMENTS_AT_A_TIME = 250;

/**
 * Sorts the pages of one run: elements are parsed one by one, too old ones dropped, each id passes once. Of what cannot be
 * understood the first two hundred are kept, the rest is counted.
 */
export function createSorter<E extends Element>(schema: z.ZodType<E>, query: ListQuery) {
  const seen = new Set<string>();
  let setAside = 0;

  function sort(raw: unknown, sorted: Sorted<E>): void {
    const read = understood(schema, raw);
    if ("reason" in read) {
      if (++setAside <= MOST_SET_ASIDE) sorted.quarantined.push(read);
      else sorted.notKept = (sorted.notKept ?? 0) + 1;
      return;
    }
    const { externalId, createdAt } = read.item;
    if (createdAt < query.since || seen.has(externalId)) return;
    seen.add(externalId);
    sorted.found.push({ raw, element: read });
  }

  return async (raws: readonly unknown[]): Promise<Sorted<E>> => {
    const sorted: Sorted<E> = { found: [], quarantined: [] };
    for (let at = 0; at < raws.length; at += ELEMENTS_AT_A_TIME) {
      if (at > 0) await setImmediate();
      for (const raw of raws.slice(at, at + ELEMENTS_AT_A_TIME)) sort(raw, sorted);
    }
    return sorted;
  };
}

function understood<E extends Element>(schema: z.ZodType<E>, raw: unknown): E | Quarantined {
  const monster = monsterIn(raw);
  if (monster) return monster;
  const parsed = schema.safeParse(raw);
  return parsed.success ? parsed.data : { raw, reason: problemsOf(parsed.error) };
}

/** Deeper and larger than any element of a list; what is nested deeper still is left out of a reply before. */
const DEEPEST_ELEMENT = 90;
const LARGEST_ELEMENT = 50_000;
/** As much of a monster is kept as a person needs to recognise it. */
const KEPT_OF_MONSTER = 2000;

/** An element that is too large or nested too deep to be stored and worked on; only its beginning is kept. */
function monsterIn(raw: unknown): Quarantined | undefined {
  const isDeep = depthOf(raw) > DEEPEST_ELEMENT;
  const text = JSON.stringify(raw) ?? "";
  if (!isDeep && text.length <= LARGEST_ELEMENT) return undefined;
  const reason = isDeep
    ? `the whole: nested deeper than ${DEEPEST_ELEMENT} levels`
    : `the whole: ${text.length} characters, more than ${LARGEST_ELEMENT}`;
  return { raw: { beginning: text.slice(0, KEPT_OF_MONSTER) }, reason };
}

function depthOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  let deepest = 0;
  for (const part of Object.values(value)) deepest = Math.max(deepest, depthOf(part));
  return deepest + 1;
}

/** Look-ups that may run at a time: fewer than every marketplace's limit, so that publishing still gets its turn. */
const LOOKUPS_AT_A_TIME = 3;

/**
 * Builds the page from the sorted elements. `complete` looks up what the list does not contain; an item that has
 * vanished meanwhile is left out, and one whose look-up cannot be read is set aside.
 */
export async function completePage<E>(
  { found, ...rest }: Sorted<E>,
  complete: (found: Found<E>) => Promise<PolledItem>,
): Promise<Page> {
  const page: Page = { ...rest, items: [], quarantined: [...rest.quarantined] };
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
