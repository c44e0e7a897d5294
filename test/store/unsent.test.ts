import { expect, test } from "vitest";
import { insertItem, moveItem, type NewItem } from "../../src/store/items.ts";
import { countPublishFailure, markApproved, markFailed, saveDraft } from "../../src/store/responses.ts";
import { countUnsent, unsentItems } from "../../src/store/unsent.ts";
import type { Tx } from "../../src/store/db.ts";
import { tempDb } from "../support/temp.ts";

const ITEM: NewItem = {
  account: "wb-main",
  platform: "wb",
  itemType: "review",
  externalId: "",
  sku: null,
  productName: "Платье",
  brandId: "b",
  clientName: null,
  text: "Хорошо",
  pros: null,
  cons: null,
  rating: 5,
  photos: [],
  orderCancelled: false,
  priority: 1,
  raw: null,
  createdAt: 0,
};
const ALL = { terms: [], inverse: false };

/** An approved item; what happens to its answer then. */
function approved(tx: Tx, item: Partial<NewItem>, then: (id: number) => void = () => {}): number {
  const id = insertItem(tx, { ...ITEM, externalId: String(Math.random()), ...item }, 0);
  moveItem(tx, id, "analyze", 0);
  saveDraft(tx, id, { text: "Спасибо!", problems: [], model: "m", promptHash: "h" }, 0);
  moveItem(tx, id, "drafted", 0);
  moveItem(tx, id, "approve", 0);
  markApproved(tx, id, "person:a", 0);
  then(id);
  return id;
}

test("approved answers whose sending has failed, or goes on after an error, are listed; those on their way are not", async () => {
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
  expect(unsentItems(db, ALL, 10).map(({ id }) => id)).toEqual([failed, tried]);
  expect(countUnsent(db)).toBe(2);
  expect(unsentItems(db, ALL, 1).map(({ id }) => id)).toEqual([failed]);
  expect(unsentItems(db, { terms: ["куртка"], inverse: false }, 10).map(({ id }) => id)).toEqual([failed]);
  expect(unsentItems(db, { terms: ["куртка"], inverse: true }, 10).map(({ id }) => id)).toEqual([tried]);
});
