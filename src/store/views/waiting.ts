/** What waits for a person: the list and its count are one query. */
import { WAITS_FOR_PERSON, waitingTotal, type ItemStatus, type WaitingStatus } from "../../domain/item.ts";
import { q, type Reader } from "../db.ts";
import { isOf, parseItem, type Item, type ItemOrigin } from "../tables/items.ts";

/** Each state is counted up to here: what is beyond is shown as "more", and a count costs the same however many wait. */
export const COUNTED = 1000;

/** Of each state one query, so that the index by state and urgency is walked in order and nothing is sorted. */
function inState(status: ItemStatus, origin: ItemOrigin) {
  return q.selectFrom("items").where("status", "=", status).where(isOf(origin));
}

/** Most urgent first, then oldest first. */
export function listWaiting(
  reader: Reader,
  origin: ItemOrigin,
  limit: number,
  statuses: readonly ItemStatus[] = WAITS_FOR_PERSON,
): Item[] {
  const pages = statuses.map((status) => {
    const page = inState(status, origin).selectAll().orderBy("priority", "desc").orderBy("created_at").orderBy("id");
    return reader.all(page.limit(limit)).map(parseItem);
  });
  return pages.flat().toSorted(byUrgency).slice(0, limit);
}

/** How many there are in each state; at most `COUNTED` of each. */
export function countWaiting(reader: Reader, origin: ItemOrigin = {}): Record<WaitingStatus, number> {
  const counts = WAITS_FOR_PERSON.map((status) => {
    const some = inState(status, origin).select("id").limit(COUNTED).as("some");
    const row = reader.get(q.selectFrom(some).select((e) => e.fn.countAll<number>().as("n")));
    return [status, row?.n ?? 0] as const;
  });
  return Object.fromEntries(counts) as Record<WaitingStatus, number>;
}

/** All in all, as it is said: `12`, or `1003+` when a state has more than were counted. */
export function waitingInWords(counts: Record<WaitingStatus, number>): string {
  const isMore = Object.values(counts).some((n) => n >= COUNTED);
  return `${waitingTotal(counts)}${isMore ? "+" : ""}`;
}

/** Most urgent first, then oldest first. */
export function byUrgency(
  a: Pick<Item, "priority" | "created_at" | "id">,
  b: Pick<Item, "priority" | "created_at" | "id">,
): number {
  return b.priority - a.priority || a.created_at - b.created_at || a.id - b.id;
}
