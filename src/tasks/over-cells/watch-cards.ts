/** Looks whether cards show what their items in the cells are no more, wherever that was decided. */
import { causeChain } from "../../base/errors.ts";
import type { Timer } from "../../base/clock.ts";
import { splitRef } from "../../domain/item-ref.ts";
import { isStoreFault } from "../../store/sqlite/store-error.ts";
import { itemsOfCardsWith, openCards, updateCard, type Card } from "../../store/tables/alert-cards.ts";
import type { Tx } from "../../store/db.ts";
import { enqueueDraw } from "../alerting/draw-card.ts";
import type { HubDeps } from "./cell-ways.ts";
import { AWAY, statesOf } from "./cell-views.ts";

/** Whether there is news is looked at here; the cell is asked only then. */
const LOOK_MS = 500;
/** A card that was just drawn, or lacks what the cell says, is looked at again after this. */
const LACKS_MS = 1000;
/** And everything after this: what was sent just when its item changed. */
const ANYWAY_MS = 15_000;

/** After many cards a cell is left alone for so long per card: asking how they stand costs it a hundredth of its time. */
const REST_MS = 2;

/** What has been looked at in each cell: its news, when, how many cards, and whether one lacks what the cell says. */
type Seen = Map<string, { news: number; at: number; cards: number; lacks: boolean }>;

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
async function lookAtCards(deps: HubDeps, seen: Seen): Promise<void> {
  try {
    const lacking = new Set(itemsOfCardsWith(deps.db, AWAY).map((item) => splitRef(item).cell));
    const cells = [...deps.cells.names.keys()].filter((cell) => {
      return deps.cells.isUp(cell) && !isQuiet(deps, seen, cell, lacking.has(cell));
    });
    if (cells.length === 0) return;
    const byCell = Map.groupBy(openCards(deps.db), ({ item_id }) => splitRef(item_id).cell ?? "");
    await Promise.all(cells.map((cell) => lookIn(deps, seen, cell, byCell.get(cell) ?? [])));
  } catch (error) {
    if (!isStoreFault(error)) deps.log.error({ err: causeChain(error) }, "cannot look at cards; trying again");
  }
}

function isQuiet({ cells, clock }: HubDeps, seen: Seen, cell: string, isLacking: boolean): boolean {
  const last = seen.get(cell);
  const now = clock.now();
  if (last !== undefined && now >= last.at && now < last.at + last.cards * REST_MS) return true;
  const wait = isLacking || last?.lacks ? LACKS_MS : ANYWAY_MS;
  return last !== undefined && last.news === cells.news(cell) && now >= last.at && now < last.at + wait;
}

async function lookIn(deps: HubDeps, seen: Seen, cell: string, cards: readonly Card[]): Promise<void> {
  const [news, at] = [deps.cells.news(cell), deps.clock.now()];
  const states = await statesOf(deps, [...new Set(cards.map(({ item_id }) => item_id))]);
  const answered = cards.filter(({ item_id }) => states.get(item_id) !== null);
  const stale = answered.filter((card) => isStale(card, states.get(card.item_id) ?? undefined));
  seen.set(cell, { news, at, cards: cards.length, lacks: stale.length > 0 || answered.length < cards.length });
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
