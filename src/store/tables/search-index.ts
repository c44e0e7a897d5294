/** The index of the items' words, which a search reads. Whoever changes what is searched writes it in the same transaction. */
import { z } from "zod";
import { searchable } from "../../domain/wording/search-words.ts";
import type { Reader, Tx } from "../db.ts";
import { deleteMeta, getMeta, setMeta } from "./meta.ts";

/** What a search looks through: the kind, `#id`, the account, the product, the buyer's name and words. */
const TEXTS = `select id, concat_ws(char(10), iif(item_type = 'question', 'вопрос', 'отзыв'), id, account, sku,
  product_name, client_name, client_text, pros, cons) as text from items`;

interface Texts {
  id: number;
  text: string;
}

export interface ItemWords {
  id: number;
  words: string[];
}

/** Stores the words of an item as they are now. */
export function indexItem(tx: Tx, id: number): void {
  const row = tx.statement(`${TEXTS} where id = ?`).get(id) as Texts | undefined;
  if (row) save(tx, wordsOf(row));
}

function save(tx: Tx, { id, words }: ItemWords): void {
  tx.statement("insert or replace into item_words (rowid, words) values (?, ?)").run(id, words.join(" "));
}

function wordsOf({ id, text }: Texts): ItemWords {
  return { id, words: [`#${id}`, ...searchable(text)] };
}

/** @param ids the items that leave the lists, as a JSON array */
export function unindexItems(tx: Tx, ids: string): void {
  tx.statement("delete from item_words where rowid in (select value from json_each(?))").run(ids);
}

/** Items with a smaller id were stored by a version without the index, and may still be missing in it; 0: none. */
export function indexedFrom(reader: Reader): number {
  return getMeta(reader, "search_from", z.int()) ?? 0;
}

const MISSING = `
select max(id) from items where (select count(*) from items) <> (select count(*) from item_words_docsize)
  and not exists (select 1 from item_words_docsize where item_words_docsize.id = items.id)`;

/** Finds the items that a process of an earlier version has stored since the upgrade, and leaves them to be indexed. */
export function noteUnindexed(tx: Tx): void {
  const last = tx.statement(MISSING).pluck().get() as number | null;
  if (last !== null && last >= indexedFrom(tx)) setMeta(tx, "search_from", last + 1);
}

/** The words of items that may be missing in the index: those with the largest ids below `below`. */
export function wordsBelow(reader: Reader, below: number, limit: number): ItemWords[] {
  const rows = reader.statement(`${TEXTS} where id < ? order by id desc limit ?`).all(below, limit) as Texts[];
  return rows.map(wordsOf);
}

/**
 * Indexes some of the items of an earlier version.
 * @returns whether there are more
 */
export function indexEarlier(tx: Tx, limit: number): boolean {
  const from = indexedFrom(tx);
  if (from === 0) return false;
  const items = wordsBelow(tx, from, limit);
  // FTS5 writes a piece of its index each time that an id is smaller than the one before.
  for (const item of items.toReversed()) save(tx, item);
  if (items.length < limit) deleteMeta(tx, "search_from");
  else setMeta(tx, "search_from", items.at(-1)?.id);
  return items.length === limit;
}
