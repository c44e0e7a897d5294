/** Searches the items that wait for a person, a piece per call, so that no call takes long however many wait. */
import { sql } from "kysely";
import type { Clock } from "../../base/clock.ts";
import { WAITS_FOR_PERSON, type WaitingStatus } from "../../domain/item.ts";
import { byUrgency } from "../../domain/urgency.ts";
import { q, type Reader } from "../db.ts";
import { says } from "./says.ts";
import { parseItem, type Item } from "../tables/items.ts";

/**
 * The most rows read in one call. They are read in pieces until the time is up, so that a file that is not in memory
 * does not block.
 */
const MOST = 300;
const PIECE = 50;
const LOOK_MS = 3;

export interface InboxQuery {
  /** The terms as `terms` returns them; an item matches when it contains all of them. */
  terms: readonly string[];
  /** Whether the items that do not match are wanted instead. */
  inverse: boolean;
  /** The name of each state, in `plain` letters: a term equal to a name asks for that state. */
  names: Record<WaitingStatus, string>;
}

export interface Found {
  /** Most urgent first, then oldest first. */
  items: Item[];
  /** How many rows have been examined so far. */
  looked: number;
  /** Whether every item has been examined: on the first pass, or again after something changed. */
  state: "searching" | "renewing" | "complete";
}

interface Hit {
  id: number;
  priority: number;
  created_at: number;
}

/** One pass through the states in the order of the index, most urgent first, with at most `limit` hits in each. */
interface Pass {
  version: number;
  /** The position in `WAITS_FOR_PERSON` of the state being searched; beyond the last, the pass has ended. */
  at: number;
  /** The last row examined in this state. */
  after: Hit | undefined;
  hits: Hit[];
  hitsHere: number;
  looked: number;
}

/**
 * A search that continues with each call. While a change is searched again, the earlier hits stay visible, except those
 * that no longer wait.
 * @returns the search; `version` is `outsideVersion()`
 */
export function createInboxSearch(
  reader: Reader,
  clock: Clock,
): (query: InboxQuery, version: number, limit: number) => Found {
  let asked = "";
  let before: Hit[] | undefined;
  let pass = begin(0);

  return (query, version, limit) => {
    const asking = JSON.stringify(query);
    if (asking !== asked) [asked, before, pass] = [asking, undefined, begin(version)];
    else if (isOver(pass) && !Object.is(pass.version, version)) [before, pass] = [pass.hits, begin(version)];
    const until = clock.now() + LOOK_MS;
    const most = pass.looked + MOST;
    do advance(reader, pass, query, limit);
    while (!isOver(pass) && pass.looked < most && clock.now() < until);
    const state = isOver(pass) ? "complete" : before === undefined ? "searching" : "renewing";
    const hits = state === "renewing" ? merged(before ?? [], pass.hits) : pass.hits;
    return { items: read(reader, hits.toSorted(byUrgency).slice(0, limit)), looked: pass.looked, state };
  };
}

function begin(version: number): Pass {
  return { version, at: 0, after: undefined, hits: [], hitsHere: 0, looked: 0 };
}

function isOver({ at }: Pass): boolean {
  return at >= WAITS_FOR_PERSON.length;
}

function advance(reader: Reader, pass: Pass, query: InboxQuery, limit: number): void {
  for (let left = PIECE; left > 0 && !isOver(pass);) {
    const rows = rowsAfter(reader, pass, query, left);
    const hits = rows.filter(({ fits }) => (fits === 1) !== query.inverse);
    pass.hits.push(...hits);
    pass.hitsHere += hits.length;
    pass.looked += rows.length;
    pass.after = rows.at(-1);
    if (rows.length < left || pass.hitsHere >= limit)
      [pass.at, pass.after, pass.hitsHere] = [pass.at + 1, undefined, 0];
    left -= rows.length;
  }
}

/** The next rows of the index: the rest of the priority the pass is in, then the lower priorities. */
function rowsAfter(reader: Reader, { at, after }: Pass, query: InboxQuery, limit: number): (Hit & { fits: number })[] {
  const status = WAITS_FOR_PERSON[at] ?? "error";
  const fits = says(query.terms.filter((term) => term !== query.names[status]))
    .$castTo<number>()
    .as("fits");
  const rows = q
    .selectFrom("items")
    .select(["id", "priority", "created_at", fits])
    .where("status", "=", status)
    .orderBy("priority", "desc")
    .orderBy("created_at")
    .orderBy("id");
  const lower = rows.where("priority", "<", after?.priority ?? Number.MAX_SAFE_INTEGER);
  if (!after) return reader.all(lower.limit(limit));
  const same = rows
    .where("priority", "=", after.priority)
    .where((e) => e(e.refTuple("created_at", "id"), ">", e.tuple(after.created_at, after.id)));
  const first = reader.all(same.limit(limit));
  return first.length === limit ? first : [...first, ...reader.all(lower.limit(limit - first.length))];
}

function merged(before: readonly Hit[], now: readonly Hit[]): Hit[] {
  return [...new Map([...before, ...now].map((hit) => [hit.id, hit])).values()];
}

/** Reads the hits that still wait, in the order given. */
function read(reader: Reader, hits: readonly Hit[]): Item[] {
  const ids = sql<number>`(select value from json_each(${JSON.stringify(hits.map(({ id }) => id))}))`;
  const rows = reader.all(q.selectFrom("items").selectAll().where("id", "in", ids));
  // We filter here because SQLite would walk all waiting items rather than look up a hundred ids.
  const waiting = rows.filter(({ status }) => WAITS_FOR_PERSON.some((known) => known === status));
  return waiting.map(parseItem).toSorted(byUrgency);
}
