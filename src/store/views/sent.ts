/** The answers that were sent, the newest first. Lists and sums read the index `responses_sent` and no rows. */
import { expressionBuilder, sql } from "kysely";
import type { Fate } from "../../domain/response.ts";
import type { Platform } from "../../domain/platform.ts";
import { q, type Reader } from "../db.ts";
import type { Schema } from "../schema.ts";
import { COUNTED, type ItemCount } from "./item-list.ts";
import { isAmong, type Hits } from "./search.ts";
import type { Condition } from "./item-filter.ts";

/** All given fields must match. A list matches when one of its values does. */
export interface SentFilter {
  platforms?: readonly Platform[] | undefined;
  brands?: readonly string[] | undefined;
  fates?: readonly Fate[] | undefined;
  /** Whoever approved it: any rule, anybody but a rule, or this one by its name in the audit log. */
  by?: "rules" | "people" | { actor: string } | undefined;
  /** Whether a person has written or changed the text. */
  edited?: boolean | undefined;
  /** When it was sent, Unix ms: at or after `from`, and before `before`. */
  from?: number | undefined;
  before?: number | undefined;
  /** What a search has found. */
  hits?: Hits | undefined;
}

/** An answer in the list. */
export interface Sent {
  item_id: number;
  /** Unix ms: when it was published, and until then when it was approved. */
  sent_at: number;
  sent_by: string | null;
  fate: Fate;
  edited: boolean;
}

export type SentPosition = Pick<Sent, "sent_at" | "item_id">;

/** What is said above the list, of the same answers; of more than `COUNTED` it is said of the newest. */
export interface SentSums extends ItemCount {
  /** On a rule's word, and as they were drafted; of `count`. */
  byRules: number;
  asDrafted: number;
  rejected: number;
  unsent: number;
}

const e = expressionBuilder<Schema, "sent_answers">();

/** @returns one more than the limit when the list goes on */
export function sentPage(
  reader: Reader,
  filter: SentFilter,
  { after, limit }: { after: SentPosition | undefined; limit: number },
): Sent[] {
  let list = sentBy(filter).select(["item_id", "sent_at", "sent_by", "fate", "edited"]);
  list = list
    .orderBy("sent_at", "desc")
    .orderBy("item_id", "desc")
    .limit(limit + 1);
  if (after) list = list.where(sql<boolean>`(sent_at, item_id) < (${after.sent_at}, ${after.item_id})`);
  return reader.all(list).map(({ edited, ...row }) => ({ ...row, edited: edited === 1 }));
}

/** The ids of all the items in the list, in its order. */
export function sentIds(reader: Reader, filter: SentFilter): number[] {
  const list = sentBy(filter).select("item_id").orderBy("sent_at", "desc").orderBy("item_id", "desc");
  return reader.all(list).map(({ item_id }) => item_id);
}

export function sentSums(reader: Reader, filter: SentFilter): SentSums {
  const some = sentBy(filter)
    .select(["sent_by", "fate", "edited"])
    .orderBy("sent_at", "desc")
    .orderBy("item_id", "desc")
    .limit(COUNTED + 1);
  const sums = q
    .selectFrom(some.as("some"))
    .select(({ fn }) => [
      fn.countAll<number>().as("count"),
      sql<number>`count(*) filter (where sent_by >= 'rule:' and sent_by < 'rule;')`.as("byRules"),
      sql<number>`count(*) filter (where not edited)`.as("asDrafted"),
      sql<number>`count(*) filter (where fate = 'rejected')`.as("rejected"),
      sql<number>`count(*) filter (where fate = 'unsent')`.as("unsent"),
    ]);
  const found = reader.get(sums) ?? { count: 0, byRules: 0, asDrafted: 0, rejected: 0, unsent: 0 };
  return { ...found, count: Math.min(found.count, COUNTED), exact: found.count <= COUNTED };
}

/** How many there are, up to `COUNTED`. */
export function countSent(reader: Reader, filter: SentFilter): ItemCount {
  const some = sentBy(filter)
    .select("item_id")
    .limit(COUNTED + 1);
  const count = reader.get(q.selectFrom(some.as("some")).select(({ fn }) => fn.countAll<number>().as("n")))?.n ?? 0;
  return { count: Math.min(count, COUNTED), exact: count <= COUNTED };
}

function sentBy(filter: SentFilter) {
  const { platforms, brands, fates, by, edited, from, before, hits } = filter;
  const conditions: (Condition | undefined)[] = [
    platforms && e("platform", "in", platforms),
    brands && e("brand_id", "in", brands),
    fates && e("fate", "in", fates),
    by && isBy(by),
    edited === undefined ? undefined : e("edited", "=", Number(edited)),
    from === undefined ? undefined : e("sent_at", ">=", from),
    before === undefined ? undefined : e("sent_at", "<", before),
    hits && isAmong(hits, false, "item_id"),
  ];
  return q.selectFrom("sent_answers").where(e.and(conditions.filter((one) => one !== undefined)));
}

function isBy(by: NonNullable<SentFilter["by"]>): Condition {
  if (by === "rules") return sql`sent_by >= 'rule:' and sent_by < 'rule;'`;
  if (by === "people") return sql`not (sent_by >= 'rule:' and sent_by < 'rule;')`;
  return e("sent_by", "=", by.actor);
}
