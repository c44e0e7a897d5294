import type { StoredAnalysis } from "../../src/domain/analysis.ts";
import type { Tx } from "../../src/store/db.ts";
import { insertItem, moveItem, type NewItem } from "../../src/store/tables/items.ts";
import { saveDraft, type StoredProblem } from "../../src/store/tables/responses.ts";

/** A review as a poll stores it. */
const REVIEW: NewItem = {
  account: "wb-main",
  platform: "wb",
  itemType: "review",
  externalId: "",
  sku: null,
  productName: null,
  brandId: "market",
  clientName: null,
  text: "Хорошо",
  pros: null,
  cons: null,
  rating: 5,
  photos: [],
  orderCancelled: false,
  priority: 0,
  raw: {},
  createdAt: 0,
};

const ANALYSIS: StoredAnalysis = {
  sentiment: "positive",
  sentiment_score: 1,
  tags: [],
  category: "other",
  key_points: [],
  attention: [],
  analyzed_at: new Date(0).toISOString(),
  model: "m",
};

let count = 0;

/** Stores a new review. Returns its id. */
export function storeNew(tx: Tx, item: Partial<NewItem> = {}): number {
  return insertItem(tx, { ...REVIEW, externalId: `x${count++}`, ...item }, 0);
}

/** Stores a review that waits for a person, with a draft. Returns its id. */
export function storeWaiting(
  tx: Tx,
  item: Partial<NewItem> = {},
  draft: { text?: string; problems?: StoredProblem[] } = {},
): number {
  const id = storeNew(tx, item);
  moveItem(tx, id, "analyze", 0, { ai_analysis: ANALYSIS });
  saveDraft(tx, id, { text: "Спасибо за отзыв!", problems: [], model: "m", promptHash: "h", ...draft }, 0);
  moveItem(tx, id, "drafted", 0);
  return id;
}
