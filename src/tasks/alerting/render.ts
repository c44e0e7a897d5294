/** Makes the message of a card and the rows of its buttons. */
import type { Message } from "../../channels/channel.ts";
import { putButtons } from "../../decisions/buttons.ts";
import { cardFace } from "../../desk/card.ts";
import { receiversFor } from "../../desk/card-menus.ts";
import type { ChannelName } from "../../domain/alert/channel-name.ts";
import type { Tx } from "../../store/db.ts";
import type { ToldContact } from "../../store/tables/alert-contacts.ts";
import { alertById } from "../../store/tables/alerts.ts";
import { faceOf } from "../../store/tables/alert-cards.ts";
import { itemById } from "../../store/tables/items.ts";
import type { Deps } from "../deps.ts";
import { listenerAt } from "./listener.ts";

/** What is drawn for one contact. */
export interface CardOf {
  itemId: number;
  alertId: number | null;
  shows: string;
}

export interface Rendered {
  message: Message;
  version: number;
  /** The state of the item that it shows. */
  face: string;
  isOver: boolean;
}

/** Where a person can press. */
const WITH_BUTTONS: ReadonlySet<ChannelName> = new Set<ChannelName>(["telegram", "max"]);
/** What the other channels take. */
const USUAL_LIMIT = 4000;

/** @returns undefined for somebody who is dismissed */
export function renderCard(tx: Tx, deps: Deps, contact: ToldContact, card: CardOf): Rendered | undefined {
  const listener = listenerAt(tx, deps.config, contact);
  if (!listener) return undefined;
  const { itemId, shows } = card;
  const item = itemById(tx, itemId);
  const { buttons, message, version, isOver } = cardFace(tx, deps, {
    itemId,
    shows,
    alert: card.alertId === null ? undefined : alertById(tx, card.alertId),
    limit: deps.channels.get(contact.channel)?.limits.text ?? USUAL_LIMIT,
    person: listener.person,
    receivers: item ? receiversFor(tx, item.brand_id, contact.user_id ?? 0) : [],
  });
  const rows = WITH_BUTTONS.has(contact.channel) ? putButtons(tx, deps, { contact, itemId, version }, buttons) : [];
  return { message: { ...message, ...(rows.length > 0 && { buttons: rows }) }, version, face: faceOf(item), isOver };
}
