/** What people write to the bot: a code, `/stop`, or another text for the answer of the card that they reply to. */
import type { Update } from "../../channels/channel.ts";
import { pageAddress } from "../../config/site.ts";
import { claimContact, switchContactOff, type MessengerName } from "../../decisions/contacts.ts";
import { edit } from "../../decisions/edit.ts";
import { actorOf } from "../../decisions/people.ts";
import { statusLine } from "../../desk/card-status.ts";
import { may, sees } from "../../domain/access.ts";
import type { Tx } from "../../store/db.ts";
import { cardAt, cardsOf, type Card } from "../../store/tables/alert-cards.ts";
import { contactOfSender, type Contact } from "../../store/tables/alert-contacts.ts";
import { alertById } from "../../store/tables/alerts.ts";
import { itemById } from "../../store/tables/items.ts";
import { responseOf } from "../../store/tables/responses.ts";
import { userOf, type User } from "../../store/tables/users.ts";
import { textsOf } from "../../texts/texts.ts";
import type { AlertDeps } from "./alert-deps.ts";
import { standsThere } from "./carry-out.ts";
import { drawAnew, recordPress, showChange } from "./press.ts";

export type Written = Extract<Update, { kind: "text" }> & { channel: MessengerName };

/** Another text for the answer of a card. */
export type Reply = Written & { repliesTo: string };
type HearReply = (tx: Tx, deps: AlertDeps, reply: Reply, user: User) => string | null;

/**
 * @returns what is answered in the chat; null: nothing
 * @throws RefusedDecision when the item's state, or the length of the text, does not allow it
 */
export function hearText(tx: Tx, deps: AlertDeps, written: Written, hear: HearReply = hearReply): string | null {
  // In a group anybody writes anything.
  if (!written.private) return null;
  const words = textsOf(deps.config.locale).cards.says;
  const { channel, from, chat } = written;
  const text = written.text.trim();
  const code = /^\/start(?:@\w+)?\s+(\S.{0,40})$/.exec(text)?.[1];
  if (code !== undefined) {
    const claimed = claimContact(tx, deps, { channel, code, sender: from.id, chat, name: from.name });
    return claimed === "claimed" ? words.claimed(`${pageAddress(deps.config)}/alerts`) : words[claimed];
  }
  const contact = contactOfSender(tx, channel, from.id);
  const user = contact && userOf(tx, contact.user_id ?? 0);
  if (!user || user.off_at !== null) return words.stranger;
  if (/^\/stop(?:@\w+)?$/.test(text)) {
    switchContactOff(tx, deps, { userId: user.id }, contact.id);
    return words.off;
  }
  if (written.repliesTo === undefined) return words.help;
  return hear(tx, deps, { ...written, repliesTo: written.repliesTo, text }, user);
}

/** The text goes through the checks and comes back as a card; nothing is sent to the buyer. */
function hearReply(tx: Tx, deps: AlertDeps, reply: Reply, user: User): string | null {
  const { says, toasts } = textsOf(deps.config.locale).cards;
  const { contact, card } = repliedTo(tx, reply) ?? {};
  const item = card && itemById(tx, card.item_id);
  if (!contact || !item) return says.notKnown;
  if (!sees(user, item.brand_id)) return toasts.brand;
  if (!may(user, "decide")) return toasts.role;
  const status = statusLine(tx, deps, item, card.alert_id === null ? undefined : alertById(tx, card.alert_id)?.kind);
  if (status !== undefined) return toasts.already(status);
  const { text } = reply;
  if (standsThere(tx, item.id, text)) return null;
  if ((responseOf(tx, item.id)?.version ?? 0) !== card.version) {
    showChange(tx, deps, card);
    return toasts.changed;
  }
  edit(tx, deps, item.id, { text, version: card.version }, actorOf(user));
  recordPress(tx, deps, { user, contact, card, item }, "edit");
  showEdited(tx, deps, card);
  return null;
}

/** The card that somebody has answered to. */
export function repliedTo(tx: Tx, { channel, from, repliesTo }: Reply): { contact: Contact; card: Card } | undefined {
  const contact = contactOfSender(tx, channel, from.id);
  const card = contact && cardAt(tx, contact.id, repliesTo);
  return contact && card && { contact, card };
}

/** The text comes back whole, as a card of its own. @param card as it was before */
export function showEdited(tx: Tx, deps: AlertDeps, { contact_id, item_id, alert_id, version }: Card): void {
  for (const one of cardsOf(tx, item_id)) if (one.contact_id === contact_id) drawAnew(tx, deps, one, "replaced");
  const shows = version === 0 ? "changed" : `edited:${version}`;
  deps.enqueue(tx, "send_card", { contact_id, item_id, alert_id, shows });
}
