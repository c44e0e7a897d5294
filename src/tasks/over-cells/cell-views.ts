/** Items of cells as messages show them: what the cells have answered within one message. */
import { marked } from "../../channels/marks.ts";
import { actionOf } from "../../domain/alert/card-action.ts";
import { refOf, splitRef } from "../../domain/item-ref.ts";
import { sentenceOf } from "../../desk/alert-message.ts";
import type { CardAbout } from "../../desk/card.ts";
import type { Gives } from "../../desk/cell/methods.ts";
import type { Tx } from "../../store/db.ts";
import { brandToldOf } from "../../store/tables/alerts.ts";
import { textsOf } from "../../texts/texts.ts";
import { Lacking, type DrawnCard, type ItemViews } from "../alerting/item-views.ts";
import type { HubDeps } from "./cell-ways.ts";

type State = Gives<"states">[number];
/** A cell is asked for so many at once. */
const AT_A_TIME = 500;
/** What a card shows whose cell has not answered; no state of an item is called so. */
export const AWAY = "away";

/** `undefined`: the item is gone; null: the cell has not answered. */
type Known = State | undefined | null;

export function cellViews(deps: HubDeps): ItemViews {
  const states = new Map<number, Known>();
  const words = new Map<number, Known>();
  const cards = new Map<string, DrawnCard>();

  function stateIn(known: Map<number, Known>, id: number): Known {
    if (!known.has(id)) throw new Lacking({ states: [id], words: known === words });
    return known.get(id);
  }

  return {
    know(ids) {
      const missing = ids.filter((id) => !states.has(id));
      if (missing.length > 0) throw new Lacking({ states: [...new Set(missing)], words: false });
    },
    isOpen(_tx, id) {
      const state = stateIn(states, id);
      return state === null || state?.open === true;
    },
    brandOf: (tx: Tx, id) => brandToldOf(tx, id),
    quote: (_tx, id) => stateIn(words, id)?.words ?? undefined,
    draw(_tx, about) {
      const card = cards.get(JSON.stringify(about));
      if (!card) throw new Lacking({ card: about });
      return card;
    },
    async fetch({ wants }) {
      if ("card" in wants) return void cards.set(JSON.stringify(wants.card), await askForCard(deps, wants.card));
      const known = wants.words ? words : states;
      for (const [id, state] of await statesOf(deps, wants.states, wants.words)) known.set(id, state);
    },
  };
}

/** How items stand, each as its cell says. */
export async function statesOf(
  { cells }: Pick<HubDeps, "cells">,
  ids: readonly number[],
  words = false,
): Promise<Map<number, Known>> {
  const found = new Map<number, Known>();
  const byCell = Map.groupBy(ids, (id) => splitRef(id).cell ?? "");
  for (const [cell, refs] of byCell) {
    for (let i = 0; i < refs.length; i += AT_A_TIME) {
      const part = refs.slice(i, i + AT_A_TIME);
      const asked = await cells.ask(cell, "states", null, { ids: part.map((ref) => splitRef(ref).id), words });
      const answered = "answer" in asked ? new Map(asked.answer.map((state) => [state.id, state])) : null;
      for (const ref of part) found.set(ref, answered && answered.get(splitRef(ref).id));
    }
  }
  return found;
}

async function askForCard({ cells, config }: HubDeps, about: CardAbout): Promise<DrawnCard> {
  const { itemId, event = null, shows, limit, person, receivers, page } = about;
  const { cell, id } = splitRef(itemId);
  const { locale, timezone } = config;
  // What the card is for decides on its buttons; nobody acts by drawing it.
  const asker = { login: "hub", name: "hub", role: person.role, brands: person.brands && [...person.brands] };
  const named = receivers.map(({ id, name }) => ({ id, name }));
  const args = { id, event, shows, limit, receivers: named, page, locale, timezone };
  const asked = await cells.ask(cell ?? "", "card", asker, args);
  if ("fault" in asked) return cardWithout(about, { cells, config }, cell ?? "");
  return asked.answer === null ? goneCard({ config }) : shownCard(asked.answer, page);
}

/** @param page where the link leads, whatever the cell says */
function shownCard({ message, buttons, ...drawn }: NonNullable<Gives<"card">>, page: string): DrawnCard {
  const rows = buttons.map((row) =>
    row.flatMap(({ label, action: text }) => {
      const action = actionOf(text);
      return action ? [{ label, action }] : [];
    }),
  );
  const { link, ...text } = message;
  const linked = { ...text, ...(link && { link: { ...link, url: page } }) };
  return { ...drawn, message: linked, buttons: rows.filter((row) => row.length > 0) };
}

/** The cell does not answer: what has happened is told all the same, and the card is drawn once it does. */
function cardWithout(
  { itemId, event, page }: CardAbout,
  { cells, config }: Pick<HubDeps, "cells" | "config">,
  cell: string,
): DrawnCard {
  const texts = textsOf(config.locale);
  const { buttons, cells: words } = texts.cards;
  const sentence = event ? sentenceOf(event, texts, config) : texts.alerts.listed(refOf(itemId));
  const text = marked([`${sentence}\n`, { bold: words.away(cells.names.get(cell) ?? cell) }]);
  const message = { ...text, link: { label: buttons.open, url: page } };
  return { message, buttons: [], version: 0, isOver: false, face: AWAY, read: null };
}

function goneCard({ config }: Pick<HubDeps, "config">): DrawnCard {
  const text = textsOf(config.locale).cards.status.gone;
  return { message: { text, marks: [] }, buttons: [], version: 0, isOver: true, face: "gone", read: null };
}
