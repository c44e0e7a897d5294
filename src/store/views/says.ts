/** Finding items by words. */
import { sql, type RawBuilder, type SqlBool } from "kysely";

/**
 * Whether an item contains each of the terms (see `terms`) in its kind, `#id`, account, SKU, product, the buyer's name
 * or the buyer's words.
 */
export function says(wanted: readonly string[]): RawBuilder<SqlBool> {
  if (wanted.length === 0) return sql`true`;
  const kind = sql`iif(item_type = 'question', 'вопрос', 'отзыв')`;
  const texts = sql`concat_ws(char(10), ${kind}, '#' || id, account, sku, product_name, client_name, client_text, pros, cons)`;
  // We use instr rather than like because nothing in the terms is a pattern. The limit keeps SQLite from computing the
  // text once per term.
  const all = sql.join(
    wanted.map((term) => sql`instr(said, ${term}) > 0`),
    sql` and `,
  );
  return sql`(select ${all} from (select plain(${texts}) as said limit 1))`;
}
