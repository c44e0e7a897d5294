/** Answers that people of a brand gave: what new drafts are written after. */
import type { Insertable, Selectable } from "kysely";
import type { ItemType } from "../../domain/platform.ts";
import { q, type Reader, type Tx } from "../db.ts";
import type { PastAnswersSchema } from "../schema-past-answers.ts";

export type PastAnswer = Selectable<PastAnswersSchema["past_answers"]>;
export type NewPastAnswer = Omit<Insertable<PastAnswersSchema["past_answers"]>, "id" | "dropped_at" | "dropped_by">;

/** An item at its marketplace. */
interface Key {
  account: string;
  item_type: ItemType;
  external_id: string;
}

/** Stores an answer in the place of the one to the same item; what a person has removed stays removed. */
export function savePastAnswer(tx: Tx, answer: NewPastAnswer): void {
  const insert = q.insertInto("past_answers").values(answer);
  const key = ["account", "item_type", "external_id"] as const;
  tx.run(insert.onConflict((conflict) => conflict.columns(key).doUpdateSet(answer)));
}

/** The answer does not stand any more: it is nobody's pattern. */
export function forgetPastAnswer(tx: Tx, { account, item_type, external_id }: Key): void {
  const sql = `delete from past_answers where account = ? and item_type = ? and external_id = ? and source = 'here'`;
  tx.statement(sql).run(account, item_type, external_id);
}

export function pastAnswerById(reader: Reader, id: number): PastAnswer | undefined {
  return reader.get(q.selectFrom("past_answers").selectAll().where("id", "=", id));
}

/** @returns false when it was removed before */
export function dropPastAnswer(tx: Tx, id: number, by: string, now: number): boolean {
  const sql = `update past_answers set dropped_at = ?, dropped_by = ? where id = ? and dropped_at is null`;
  return tx.statement(sql).run(now, by, id).changes > 0;
}

/** What answers to one kind of item have in common. */
export interface Kind {
  brand: string;
  itemType: ItemType;
  rating: number | null;
  category: string | null;
}

/** The strongest answers of a kind, of those the newest. The index gives them in this order, however many there are. */
export function strongestOf(reader: Reader, { brand, itemType, rating, category }: Kind, limit: number): PastAnswer[] {
  const sql = `select * from past_answers
    where brand_id = ? and item_type = ? and rating is ? and category is ? and dropped_at is null
    order by weight desc, answered_at desc limit ?`;
  return reader.statement(sql).all(brand, itemType, rating, category, limit) as PastAnswer[];
}

/** The texts of a brand's newest learned answers, but for the one to this item. */
export function recentLearned(reader: Reader, brand: string, except: Key, limit: number): string[] {
  const of = (source: string): { answer: string; answered_at: number | null }[] => {
    const sql = `select answer, answered_at, account, item_type, external_id from past_answers
      where brand_id = ? and source = ? order by answered_at desc limit ?`;
    const rows = reader.statement(sql).all(brand, source, limit + 1) as (Key & PastAnswer)[];
    return rows.filter(
      ({ account, item_type, external_id }) =>
        account !== except.account || item_type !== except.item_type || external_id !== except.external_id,
    );
  };
  return [...of("marketplace"), ...of("file")]
    .toSorted((a, b) => (b.answered_at ?? 0) - (a.answered_at ?? 0))
    .slice(0, limit)
    .map(({ answer }) => answer);
}

/** A brand's answers that are patterns, the strongest and newest first. */
export function strongestOfBrand(reader: Reader, brand: string, limit: number): PastAnswer[] {
  const sql = `select * from past_answers where brand_id = ? and dropped_at is null
    order by weight desc, answered_at desc limit ?`;
  return reader.statement(sql).all(brand, limit) as PastAnswer[];
}

export function countPatterns(reader: Reader, brand: string): number {
  const sql = `select count(*) from past_answers where brand_id = ? and dropped_at is null`;
  return reader.statement(sql).pluck().get(brand) as number;
}

/** The answer to this item that is kept. */
export function pastAnswerOf(reader: Reader, { account, item_type, external_id }: Key): PastAnswer | undefined {
  const sql = `select * from past_answers where account = ? and item_type = ? and external_id = ?`;
  return reader.statement(sql).get(account, item_type, external_id) as PastAnswer | undefined;
}

/** Stores an answer that was found elsewhere, unless one to the same item is kept. @returns whether it is new */
export function saveLearned(tx: Tx, answer: NewPastAnswer): boolean {
  const insert = q.insertInto("past_answers").values(answer);
  return tx.run(insert.onConflict((conflict) => conflict.doNothing())) > 0;
}

/** Whether this program has answered the item, now or before it was archived. */
export function isOwnWork(reader: Reader, { account, item_type, external_id }: Key): boolean {
  const sql = (table: string): string =>
    `select 1 from ${table} where account = ? and item_type = ? and external_id = ? and status in ('publishing', 'published')`;
  return ["items", "items_archive"].some((table) => reader.statement(sql(table)).get(account, item_type, external_id));
}
