/** Which brands have items whose place in the lists of people has changed. */
import { WAITS_FOR_PERSON, type ItemStatus } from "../../domain/item.ts";
import { quoted, type Reader } from "../db.ts";

/** When an item of the brand was changed last, Unix ms. */
export interface BrandChange {
  brand: string;
  at: number;
}

/** What the program does on its own with an item before and after a person has decided is no news. */
const NEWS: readonly ItemStatus[] = [...WAITS_FOR_PERSON, "approved", "skipped"];

// The plus keeps SQLite on the index of `updated_at`, which has few rows of the last minutes.
const CHANGES = `
select brand_id as brand, max(updated_at) as at from items
where updated_at >= ? and +status in (${quoted(NEWS)}) group by +brand_id`;

/** The brands with items that have come to a person, or have been decided, since then. */
export function brandChanges(reader: Reader, since: number): BrandChange[] {
  return reader.statement(CHANGES).all(since) as BrandChange[];
}
