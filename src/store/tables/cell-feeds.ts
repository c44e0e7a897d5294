/** In a hub: up to which event each cell has been listened to. */
import { q, type Reader, type Tx } from "../db.ts";

/** An event in a cell; its key shows whether the number still means the same one. */
export interface FeedPlace {
  id: number;
  key: string;
}

/** @returns undefined while the cell has not been listened to */
export function placeInFeed(reader: Reader, cell: string): FeedPlace | undefined {
  const row = reader.get(q.selectFrom("cell_feeds").selectAll().where("cell", "=", cell));
  return row && { id: row.after_id, key: row.after_key };
}

export function savePlaceInFeed(tx: Tx, cell: string, { id, key }: FeedPlace): void {
  const set = { after_id: id, after_key: key };
  const insert = q.insertInto("cell_feeds").values({ cell, ...set });
  tx.run(insert.onConflict((conflict) => conflict.column("cell").doUpdateSet(set)));
}

export function forgetFeeds(tx: Tx): void {
  tx.run(q.deleteFrom("cell_feeds"));
}
