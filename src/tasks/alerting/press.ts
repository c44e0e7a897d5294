/** A press of a button: who, what, once. What it means stands in its row; nothing is taken from the message. */
import type { Channel } from "../../channels/channel.ts";
import { actorOf } from "../../decisions/people.ts";
import { statusLine } from "../../desk/card-status.ts";
import { receiversFor } from "../../desk/card-menus.ts";
import { may, sees } from "../../domain/access.ts";
import { actionOf } from "../../domain/alert/card-action.ts";
import { deedOf } from "../../domain/alert/deed.ts";
import type { Tx } from "../../store/db.ts";
import { buttonById, markButtonUsed, type AlertButton } from "../../store/tables/alert-buttons.ts";
import { cardAt, cardsOf, insertCard, updateCard, type Card } from "../../store/tables/alert-cards.ts";
import { contactOfSender, type Contact } from "../../store/tables/alert-contacts.ts";
import { alertById } from "../../store/tables/alerts.ts";
import { insertAudit } from "../../store/tables/audit.ts";
import { itemById, requireItem, type Item } from "../../store/tables/items.ts";
import { responseOf } from "../../store/tables/responses.ts";
import { userOf, type User } from "../../store/tables/users.ts";
import { textsOf } from "../../texts/texts.ts";
import type { AlertDeps } from "./alert-deps.ts";
import { carryOut } from "./carry-out.ts";
import { enqueueDraw } from "./draw-card.ts";

export interface Press {
  channel: Channel["name"];
  /** The messenger's number of whoever pressed. */
  sender: string;
  chat: string;
  messageId: string;
  button: string;
}

/** A card in the hands of somebody who may decide on its item. */
interface Hand {
  user: User;
  contact: Contact;
  card: Card;
  item: Item;
}

/**
 * @returns what whoever pressed is told
 * @throws RefusedDecision when the item's state does not allow it
 */
export function press(tx: Tx, deps: AlertDeps, pressed: Press): string {
  const held = heldBy(tx, deps, pressed, (id) => itemById(tx, id)?.brand_id);
  if ("say" in held) return held.say;
  const { button, ...hand } = held;
  return decide(tx, deps, { ...hand, item: requireItem(tx, button.item_id) }, button);
}

/** A card in the hands of somebody who may decide. */
interface Held {
  user: User;
  contact: Contact;
  card: Card;
  button: AlertButton;
}

/** Who has pressed what; or what somebody is told who may not. @param brandOf an item; undefined for one that is gone */
export function heldBy(
  tx: Tx,
  deps: Pick<AlertDeps, "clock" | "config">,
  { channel, sender, chat, messageId, button: id }: Press,
  brandOf: (item: number) => string | undefined,
): Held | { say: string } {
  const words = textsOf(deps.config.locale).cards.toasts;
  const contact = contactOfSender(tx, channel, sender);
  const user = contact && userOf(tx, contact.user_id ?? 0);
  if (!user || user.off_at !== null) return { say: words.stranger };
  const button = buttonById(tx, id);
  if (!button) return { say: words.unknown };
  if (button.user_id !== user.id || contact.address !== chat) return { say: words.notYours };
  const brand = brandOf(button.item_id);
  if (brand === undefined) return { say: words.unknown };
  if (!sees(user, brand)) return { say: words.brand };
  if (!may(user, "decide")) return { say: words.role };
  return { user, contact, button, card: revealed(tx, deps, { contact, button, messageId }) };
}

/** A copy of a card that was sent twice is known by its first press. */
function revealed(
  tx: Tx,
  { clock }: Pick<AlertDeps, "clock">,
  { contact, button, messageId }: { contact: Contact; button: AlertButton; messageId: string },
): Card {
  const { item_id, version, read } = button;
  const alert_id = cardsOf(tx, item_id).find((card) => card.contact_id === contact.id)?.alert_id ?? null;
  const place = { contact_id: contact.id, item_id, alert_id, message_id: messageId };
  insertCard(tx, { ...place, version, read, shows: "", face: null, is_over: 0, drawn_at: clock.now() });
  const card = cardAt(tx, contact.id, messageId);
  if (!card) throw new Error(`the card of message ${messageId} was not stored`);
  return card;
}

function decide(tx: Tx, deps: AlertDeps, hand: Hand, button: AlertButton): string {
  const texts = textsOf(deps.config.locale);
  const words = texts.cards.toasts;
  const { user, card, item } = hand;
  const now = deps.clock.now();
  const action = actionOf(button.action);
  const told = card.alert_id === null ? undefined : alertById(tx, card.alert_id)?.kind;
  const status = statusLine(tx, deps, item, told);
  const isOpen = action?.do === "undo" ? item.status === "approved" : status === undefined;
  if (!action || button.used_at !== null || button.expires_at <= now || !isOpen) {
    drawAnew(tx, deps, card);
    if (status !== undefined) return words.already(status);
    return action && button.used_at === null ? words.expired : words.unknown;
  }
  if (action.do !== "undo" && (responseOf(tx, item.id)?.version ?? 0) !== button.version) {
    showChange(tx, deps, card);
    return words.changed;
  }
  if (action.do === "menu") {
    drawAnew(tx, deps, card, action.menu);
    return words.choose;
  }
  const deed = deedOf(action, texts.web.case, receiversFor(tx, item.brand_id, user.id));
  if (!deed) return words.unknown;
  const { say, shows } = carryOut(tx, deps, { actor: actorOf(user), item, told, version: card.version }, deed);
  if (shows === null) return say;
  markButtonUsed(tx, button.id, now);
  recordPress(tx, deps, hand, button.action);
  for (const one of cardsOf(tx, item.id)) drawAnew(tx, deps, one, one.id === card.id ? shows : undefined);
  return say;
}

/** In the history of the item, beside the decision: on which surface it was made. */
export function recordPress(tx: Tx, { clock }: AlertDeps, { user, contact, item }: Hand, did: string): void {
  const after = { surface: contact.channel, did };
  insertAudit(tx, { actor: actorOf(user), action: "press", itemId: item.id, after }, clock.now());
}

/** Nothing is sent; what stands there now comes as a new card, once. */
export function showChange(tx: Tx, deps: AlertDeps, card: Card): void {
  if (card.shows === "replaced") return;
  drawAnew(tx, deps, card, "replaced");
  const { contact_id, item_id, alert_id } = card;
  deps.enqueue(tx, "send_card", { contact_id, item_id, alert_id, shows: "changed" });
}

/** @param shows left out: what it shows already */
export function drawAnew(tx: Tx, deps: AlertDeps, card: Card, shows?: string): void {
  updateCard(tx, card.id, { face: null, is_over: 0, ...(shows !== undefined && { shows }) });
  enqueueDraw(tx, deps, card.id);
}
