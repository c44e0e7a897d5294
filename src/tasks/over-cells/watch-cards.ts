/** Looks each second whether cards show what their items in the cells are no more, wherever that was decided. */
import { causeChain } from "../../base/errors.ts";
import { MINUTE_MS, type Timer } from "../../base/clock.ts";
import { splitRef } from "../../domain/item-ref.ts";
import { isStoreFault } from "../../store/sqlite/store-error.ts";
import { openCards, updateCard, type Card } from "../../store/tables/alert-cards.ts";
import type { Tx } from "../../store/db.ts";
import { enqueueDraw } from "../alerting/draw-card.ts";
import type { HubDeps } from "./cell-ways.ts";
import { AWAY, statesOf } from "./cell-views.ts";

const LOOK_MS = 1000;
/** What was drawn while a cell was just deciding is looked at again after this. */
const ANYWAY_MS = MINUTE_MS;

/** What has been looked at in each cell: its news, and when. */
type Seen = Map<string, { news: number; at: number }>;

export function startCardWatch(deps: HubDeps): { stop(): void } {
  const seen: Seen = new Map();
  let timer: Timer | undefined;
  let stopped = false;

  async function look(): Promise<void> {
    await lookAtCards(deps, seen);
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

/** One look; a cell in which nothing has changed is not asked, unless a card lacks what it says. */
export async function lookAtCards(deps: HubDeps, seen: Seen = new Map()): Promise<void> {
  try {
    const byCell = Map.groupBy(openCards(deps.db), ({ item_id }) => splitRef(item_id).cell ?? "");
    await Promise.all([...byCell].map(([cell, cards]) => lookIn(deps, seen, cell, cards)));
  } catch (error) {
    if (!isStoreFault(error)) deps.log.error({ err: causeChain(error) }, "cannot look at cards; trying again");
  }
}

async function lookIn(deps: HubDeps, seen: Seen, cell: string, cards: readonly Card[]): Promise<void> {
  if (!deps.cells.isUp(cell)) return;
  const [news, at] = [deps.cells.news(cell), deps.clock.now()];
  const last = seen.get(cell);
  const isQuiet = last?.news === news && at >= last.at && at < last.at + ANYWAY_MS;
  const looked = isQuiet ? cards.filter(({ face }) => face === AWAY) : cards;
  if (looked.length === 0) return;
  const states = await statesOf(deps, [...new Set(looked.map(({ item_id }) => item_id))]);
  const answered = looked.filter(({ item_id }) => states.get(item_id) !== null);
  if (answered.length === looked.length) seen.set(cell, { news, at });
  const stale = answered.filter((card) => isStale(card, states.get(card.item_id) ?? undefined));
  if (stale.length > 0) await deps.db.write((tx) => stale.forEach((card) => show(tx, deps, card, states)));
}

type States = Awaited<ReturnType<typeof statesOf>>;
type State = NonNullable<ReturnType<States["get"]>>;

function isStale({ face, shows }: Card, state: State | undefined): boolean {
  return face !== (state?.face ?? "gone") || (shows === "writing" && state?.writing !== true);
}

/** A draft that was asked for is a new message; when none came, the card says so and has its buttons again. */
function show(tx: Tx, deps: HubDeps, card: Card, states: States): void {
  const state = states.get(card.item_id);
  if (card.shows === "writing" && state?.writing !== true) {
    const isNew = (state?.version ?? 0) !== card.version;
    updateCard(tx, card.id, { shows: isNew ? "replaced" : `unwritten:${card.version}`, face: null });
    const { contact_id, item_id, alert_id } = card;
    if (isNew) deps.enqueue(tx, "send_card", { contact_id, item_id, alert_id, shows: "" });
  }
  enqueueDraw(tx, deps, card.id);
}
