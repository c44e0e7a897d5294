/** Looks each second whether a card shows what its item is no more, wherever that was decided. */
import { causeChain } from "../../base/errors.ts";
import type { Timer } from "../../base/clock.ts";
import type { Tx } from "../../store/db.ts";
import { isStoreFault } from "../../store/sqlite/store-error.ts";
import { staleCards, updateCard, writtenCards } from "../../store/tables/alert-cards.ts";
import { responseOf } from "../../store/tables/responses.ts";
import type { AlertDeps } from "./alert-deps.ts";
import { enqueueDraw } from "./draw-card.ts";

type WatchDeps = Pick<AlertDeps, "db" | "clock" | "log" | "enqueue">;

const LOOK_MS = 1000;

export function startCardWatch(deps: WatchDeps): { stop(): void } {
  let timer: Timer | undefined;
  let stopped = false;

  async function look(): Promise<void> {
    await lookAtCards(deps);
    if (!stopped) timer = deps.clock.after(LOOK_MS, () => void look());
  }

  timer = deps.clock.after(LOOK_MS, () => void look());
  return {
    stop() {
      stopped = true;
      timer?.cancel();
    },
  };
}

/** One look; nothing is written when every card stands as it should. */
export async function lookAtCards(deps: WatchDeps): Promise<void> {
  try {
    if (staleCards(deps.db).length === 0 && writtenCards(deps.db).length === 0) return;
    await deps.db.write((tx) => {
      showWritten(tx, deps);
      for (const id of staleCards(tx)) enqueueDraw(tx, deps, id);
    });
  } catch (error) {
    if (!isStoreFault(error)) deps.log.error({ err: causeChain(error) }, "cannot look at cards; trying again");
  }
}

/** A draft that was asked for is a new message; when none came, the card says so and has its buttons again. */
function showWritten(tx: Tx, { enqueue }: WatchDeps): void {
  for (const card of writtenCards(tx)) {
    const isNew = (responseOf(tx, card.item_id)?.version ?? 0) !== card.version;
    updateCard(tx, card.id, { shows: isNew ? "replaced" : `unwritten:${card.version}`, face: null });
    if (!isNew) continue;
    const { contact_id, item_id, alert_id } = card;
    enqueue(tx, "send_card", { contact_id, item_id, alert_id, shows: "" });
  }
}
