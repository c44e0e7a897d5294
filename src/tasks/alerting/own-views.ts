/** How items are seen in a daemon, and how whatever draws gets what it lacks. */
import { safeLine } from "../../domain/wording/safe-text.ts";
import { buyerText, isStillOpen } from "../../domain/item.ts";
import { cardFace, type CardAbout } from "../../desk/card.ts";
import { textHash } from "../../desk/cell/text-hash.ts";
import type { TaskContext } from "../../queue/task.ts";
import type { Reader, Tx } from "../../store/db.ts";
import { faceOf } from "../../store/tables/alert-cards.ts";
import { itemById } from "../../store/tables/items.ts";
import { answerText, responseOf } from "../../store/tables/responses.ts";
import type { AlertDeps } from "./alert-deps.ts";
import { Lacking, type DrawnCard, type ItemViews } from "./item-views.ts";

/** Runs the transaction; when something is lacking, gets it and runs the whole of it anew. */
export async function seeing<T>(
  deps: AlertDeps,
  { write }: Pick<TaskContext, "write">,
  draw: (tx: Tx, views: ItemViews) => T extends Promise<unknown> ? never : T,
): Promise<T> {
  const views = deps.views?.() ?? ownViews(deps);
  for (;;) {
    try {
      return await write<T>((tx) => draw(tx, views));
    } catch (error) {
      if (!(error instanceof Lacking)) throw error;
      await views.fetch(error);
    }
  }
}

export function ownViews(deps: AlertDeps): ItemViews {
  return {
    know() {},
    isOpen(tx, id) {
      const item = itemById(tx, id);
      return item !== undefined && isStillOpen(item.status);
    },
    brandOf: (tx, id) => itemById(tx, id)?.brand_id,
    quote(tx, id) {
      const item = itemById(tx, id);
      return item && safeLine(buyerText(item));
    },
    draw: (tx, about) => drawnCard(tx, deps, about),
    fetch: () => Promise.resolve(),
  };
}

/** The card of an item of the own database. */
export function drawnCard(tx: Reader, deps: Pick<AlertDeps, "clock" | "config">, about: CardAbout): DrawnCard {
  const response = responseOf(tx, about.itemId);
  const read = response ? textHash(answerText(response)) : null;
  return { ...cardFace(tx, deps, about), face: faceOf(itemById(tx, about.itemId)), read };
}
