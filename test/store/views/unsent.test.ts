import { expect, test } from "vitest";
import { moveItem, type NewItem } from "../../../src/store/tables/items.ts";
import { countPublishFailure, markApproved, markFailed } from "../../../src/store/tables/responses.ts";
import { search } from "../../../src/store/views/search.ts";
import { countUnsent, unsentItems } from "../../../src/store/views/unsent.ts";
import type { Tx } from "../../../src/store/db.ts";
import { storeWaiting } from "../../support/items.ts";
import { tempDb } from "../../support/temp.ts";

/** Creates an approved item to whose answer something then happens. */
function approved(tx: Tx, item: Partial<NewItem>, then: (id: number) => void = () => {}): number {
  const id = storeWaiting(tx, item);
  moveItem(tx, id, "approve", 0);
  markApproved(tx, id, "person:a", 0);
  then(id);
  return id;
}

test("approved answers whose sending failed or is being retried are listed as unsent; those on their way are not", async () => {
  const db = tempDb();
  const [tried, failed] = await db.write((tx) => {
    approved(tx, {});
    const retried = approved(tx, { priority: 1 }, (id) => countPublishFailure(tx, id, "HTTP 500", 0));
    const given = approved(tx, { priority: 9, text: "Куртка" }, (id) => markFailed(tx, id, "HTTP 403", 0));
    approved(tx, {}, (id) => {
      countPublishFailure(tx, id, "HTTP 500", 0);
      moveItem(tx, id, "undo", 0);
    });
    return [retried, given];
  });
  expect(unsentItems(db, {}, 10).map(({ id }) => id)).toEqual([failed, tried]);
  expect(countUnsent(db)).toBe(2);
  expect(unsentItems(db, {}, 1).map(({ id }) => id)).toEqual([failed]);
  const hits = await search(db, ["куртки"]);
  expect(unsentItems(db, { hits }, 10).map(({ id }) => id)).toEqual([failed]);
  expect(unsentItems(db, { hits, inverse: true }, 10).map(({ id }) => id)).toEqual([tried]);
});
