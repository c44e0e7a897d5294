/** Finding items by words. */
import { sql, type RawBuilder, type SqlBool } from "kysely";

/**
 * Whether an item says each of the terms (see `terms`): in its kind, `#id`, account, SKU and product, in the buyer's name and
 * words.
 */
export function says(wanted: readonly string[]): RawBuilder<SqlBool> {
  if (wanted.length === 0) return sql`true`;
  const kind = sql`iif(item_type = 'question', 'вопрос', 'отзыв')`;
  const texts = sql`concat_ws(char(10), ${kind}, '#' || id, account, sku, product_name, client_name, client_text, pros, cons)`;
  // instr, not like: nothing in the terms is a pattern. The limit keeps SQLite from working out the text for each term.
  const all = sql.join(
    wanted.map((term) => sql`instr(said, ${term}) > 0`),
    sql` and `,
  );
  return sql`(select ${all} from (select plain(${texts}) as said limit 1))`;
}
