/** Finding items by words. */
import { setImmediate } from "node:timers/promises";
import { sql, type RawBuilder, type SqlBool } from "kysely";
import { hasAll, wantedIn, type Wanted } from "../../domain/wording/search-words.ts";
import type { Reader } from "../db.ts";
import { indexedFrom, wordsBelow } from "../tables/search-index.ts";

/** The items that have all words of a search, at the moment it was made. */
export interface Hits {
  /** How many there are. */
  count: number;
  /** Their ids when they are few. */
  ids: readonly number[] | null;
  /** A byte for each id from `first` on, 1 where the item was found. */
  marks: Buffer;
  first: number;
}

/** Up to this many items are looked up one by one; more are met soon enough in the order of a list. */
const FEW = 5000;
/**
 * How many entries of the index are read in one piece, which blocks the program for some 25 ms. Smaller pieces cost more
 * than they spare: for a word's beginning FTS5 merges all of its words anew in each.
 */
const PIECE = 250_000;
/** How many texts that are not in the index are read in one piece. */
const PIECE_OF_TEXTS = 50;

/**
 * Searches the live items. The rest of the program runs between two pieces of the work.
 * @param terms as `terms` returns them
 * @returns undefined when the terms contain no word, and everything fits
 */
export async function search(reader: Reader, terms: readonly string[]): Promise<Hits | undefined> {
  const wanted = wantedIn(terms);
  if (wanted.length === 0) return undefined;
  const { first, last } = reader.statement(RANGE).get() as { first: number; last: number };
  const marks = Buffer.alloc(last - first + 1);
  const found: number[] = [];
  let count = 0;
  for await (const ids of idsWith(reader, wanted)) {
    count += ids.length;
    if (found.length <= FEW) found.push(...ids.slice(0, FEW + 1));
    for (const id of ids) marks[id - first] = 1;
  }
  return { count, ids: count <= FEW ? found : null, marks, first };
}

const RANGE = `select coalesce((select min(id) from items), 1) as first, coalesce((select max(id) from items), 0) as last`;

/** The ids of the items that have all the words, in pieces. */
async function* idsWith(reader: Reader, wanted: readonly Wanted[]): AsyncGenerator<number[]> {
  const from = indexedFrom(reader);
  for (let below = from; below > 0;) {
    const items = wordsBelow(reader, below, PIECE_OF_TEXTS);
    yield items.filter(({ words }) => hasAll(words, wanted)).map(({ id }) => id);
    below = items.length < PIECE_OF_TEXTS ? 0 : (items.at(-1)?.id ?? 0);
    await setImmediate();
  }
  const words = reader.statement(WORDS).pluck();
  for (let after = from - 1, more = true; more;) {
    const ids = words.all(matchOf(wanted), after, PIECE) as number[];
    yield ids;
    more = ids.length === PIECE;
    after = ids.at(-1) ?? after;
    if (more) await setImmediate();
  }
}

const WORDS = `select rowid from item_words where item_words match ? and rowid > ? order by rowid limit ?`;

/** The words in FTS5's language. They contain letters, digits and emoji only, so nothing has to be escaped. */
export function matchOf(wanted: readonly Wanted[]): string {
  const any = ({ whole, beginning }: Wanted): string => {
    const exact = whole.filter((word) => word !== beginning).map((word) => `"${word}"`);
    return `(${[...exact, ...(beginning === null ? [] : [`"${beginning}"*`])].join(" OR ")})`;
  };
  return wanted.map(any).join(" AND ");
}

/**
 * Whether an item is among the hits or, when `inverse`, is not.
 * @param column the one that holds the item's id
 */
export function isAmong(
  { ids, marks, first }: Hits,
  inverse = false,
  column: "id" | "item_id" = "id",
): RawBuilder<SqlBool> {
  const id = sql.ref(column);
  if (ids && !inverse) return sql`${id} in (select value from json_each(${JSON.stringify(ids)}))`;
  // SQLite takes a byte out of the marks for each entry of an index it reads; a list of ids it would have to sort first.
  const mark = sql`substr(${marks}, ${id} - ${sql.lit(first - 1)}, 1)`;
  return inverse ? sql`${mark} is not x'01'` : sql`${mark} = x'01'`;
}
