/** Makes the message of a card and the rows of its buttons. */
import type { Message } from "../../channels/channel.ts";
import { putButtons } from "../../decisions/buttons.ts";
import { receiversFor } from "../../desk/card-menus.ts";
import { pageAddress } from "../../config/site.ts";
import type { ChannelName } from "../../domain/alert/channel-name.ts";
import { refOf } from "../../domain/item-ref.ts";
import type { Tx } from "../../store/db.ts";
import type { ToldContact } from "../../store/tables/alert-contacts.ts";
import { alertById } from "../../store/tables/alerts.ts";
import type { AlertDeps } from "./alert-deps.ts";
import type { ItemViews } from "./item-views.ts";
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
  read: string | null;
}

/** Where a person can press. */
const WITH_BUTTONS: ReadonlySet<ChannelName> = new Set<ChannelName>(["telegram", "max"]);
/** What the other channels take. */
const USUAL_LIMIT = 4000;

/** @returns undefined for somebody who is dismissed */
export function renderCard(
  tx: Tx,
  deps: AlertDeps,
  views: ItemViews,
  { contact, card }: { contact: ToldContact; card: CardOf },
): Rendered | undefined {
  const listener = listenerAt(tx, deps.config, contact);
  if (!listener) return undefined;
  const { itemId, shows } = card;
  const brand = views.brandOf(tx, itemId);
  const { buttons, message, version, face, isOver, read } = views.draw(tx, {
    itemId,
    shows,
    event: card.alertId === null ? undefined : alertById(tx, card.alertId)?.event,
    limit: deps.channels.get(contact.channel)?.limits.text ?? USUAL_LIMIT,
    person: listener.person,
    receivers: brand === undefined ? [] : receiversFor(tx, brand, contact.user_id ?? 0),
    page: `${pageAddress(deps.config)}/inbox/${refOf(itemId)}`,
  });
  const shown = { contact, itemId, version, read };
  const rows = WITH_BUTTONS.has(contact.channel) ? putButtons(tx, deps, shown, buttons) : [];
  return { message: { ...message, ...(rows.length > 0 && { buttons: rows }) }, version, face, isOver, read };
}
