/**
 * Binding a chat or a mailbox to a person. A code is made in their signed-in session. Whoever sends it to the bot from a
 * private chat claims the contact, and it counts when the person has confirmed the name that the messenger shows.
 */
import { randomInt } from "node:crypto";
import { MINUTE_MS } from "../base/clock.ts";
import { hashOf } from "../base/secret.ts";
import { CODE_LENGTH, CODE_LETTERS, CODE_LIFETIME_MS, CODE_TRIES, plainCode } from "../domain/alert/binding-code.ts";
import { nextBindingMail } from "../domain/alert/binding-mails.ts";
import type { ChannelName } from "../domain/alert/channel-name.ts";
import { jobKey } from "../domain/job.ts";
import { RefusedDecision } from "../domain/refused-decision.ts";
import { safeLine } from "../domain/wording/safe-text.ts";
import type { Tx } from "../store/db.ts";
import { countWrongCode, insertCode, markCodeUsed, usableCode } from "../store/tables/alert-codes.ts";
import {
  contactAt,
  contactById,
  contactOfSender,
  contactsOf,
  dropAsked,
  insertAsked,
  updateContact,
  type Contact,
} from "../store/tables/alert-contacts.ts";
import { giveUpWaiting, passWaitingOn } from "../store/tables/alert-deliveries.ts";
import { insertAudit } from "../store/tables/audit.ts";
import { bindingMailsOf, saveBindingMails } from "../store/tables/binding-mails.ts";
import { deleteTries, saveTries, triesOf } from "../store/tables/sign-in-tries.ts";
import { userOf } from "../store/tables/users.ts";
import type { Parts } from "./parts.ts";
import { actorOf, requireUser, whose } from "./people.ts";
import { refused } from "./refused-person.ts";

type ContactParts = Pick<Parts, "clock" | "enqueue">;
export type MessengerName = Extract<ChannelName, "telegram" | "max">;

/** Whether people are bound there by a code that they send. */
export function isMessenger(channel: ChannelName): channel is MessengerName {
  return channel === "telegram" || channel === "max";
}

/** What a person asks to be told by. */
export type AskedContact = { channel: MessengerName } | { channel: "email"; address: string };

export interface AskedCode {
  contactId: number;
  /** Eight characters; they cannot be shown again. */
  code: string;
  /** Unix ms. */
  expiresAt: number;
}

/** The longest address of mail. */
const LONGEST_ADDRESS = 254;
const MAILBOX = /^[^\s@<>"(),:;]+@[^\s@<>"(),:;]+\.[^\s@<>"(),:;]+$/;
const LONGEST_NAME = 80;

/**
 * Makes a code; an earlier one of the person for the channel is void.
 * @throws RefusedDecision `contact.address`, `contact.slow` (one mail a minute, five an hour), `person.unknown`
 */
export function askContact(
  tx: Tx,
  { clock }: Pick<ContactParts, "clock">,
  userId: number,
  asked: AskedContact,
): AskedCode {
  const { channel } = asked;
  const address = "address" in asked ? asked.address.trim().toLowerCase() : undefined;
  if (address !== undefined && (address.length > LONGEST_ADDRESS || !MAILBOX.test(address)))
    throw refused("this is no address of mail", { code: "contact.address" });
  const now = clock.now();
  if (address !== undefined) countMail(tx, userId, now);
  dropAsked(tx, requireUser(tx, userId).id, channel);
  const contactId = insertAsked(tx, { user_id: userId, channel, address }, now);
  const code = Array.from({ length: CODE_LENGTH }, () => CODE_LETTERS[randomInt(CODE_LETTERS.length)]).join("");
  const expiresAt = now + CODE_LIFETIME_MS;
  insertCode(tx, { hash: hashOf(code), contact_id: contactId, created_at: now, expires_at: expiresAt });
  return { contactId, code, expiresAt };
}

/** @throws RefusedDecision `contact.slow` */
function countMail(tx: Tx, userId: number, now: number): void {
  const { counted, wait } = nextBindingMail(bindingMailsOf(tx, userId), now);
  if (wait > 0) {
    const minutes = Math.ceil(wait / MINUTE_MS);
    throw new RefusedDecision(`too many mails with a code: the next one in ${minutes} min`, {
      code: "contact.slow",
      say: ({ decisions }) => decisions["contact.slow"](minutes),
    });
  }
  saveBindingMails(tx, userId, [...counted, now]);
}

/** Whose contact it is, and who acts for them when they do not do it themselves. */
export interface Whose {
  userId: number;
  actor?: string | undefined;
}

/** Who has sent a code, from where. */
export interface Claim {
  channel: MessengerName;
  code: string;
  /** The messenger's number of the sender. */
  sender: string;
  /** The private chat with them. */
  chat: string;
  /** As the messenger shows the sender. */
  name: string;
}

/** `claimed`: the person has to confirm it on the page now. `taken`: the sender is told for another person already. */
export type Claimed = "claimed" | "wrong" | "slow" | "taken";

/** Somebody has sent a code from a private chat with the bot. The same code counts once. */
export function claimContact(tx: Tx, { clock }: Pick<ContactParts, "clock">, claim: Claim): Claimed {
  const { channel, sender, chat } = claim;
  const now = clock.now();
  if (!countSender(tx, claim, now)) return "slow";
  const code = usableCode(tx, hashOf(plainCode(claim.code)), now);
  const contact = code && contactById(tx, code.contact_id);
  if (!code || contact?.channel !== channel || contact.state !== "asked") return "wrong";
  if (holdersOf(tx, { channel, sender, address: chat }, contact.user_id).length > 0) return "taken";
  markCodeUsed(tx, code.hash, now);
  const shown_name = safeLine(claim.name).slice(0, LONGEST_NAME).toWellFormed();
  updateContact(tx, contact.id, { address: chat, sender, shown_name, state: "claimed" });
  deleteTries(tx, { key: triesKey(claim) });
  return "claimed";
}

/** Counts before the code is looked at. @returns whether it may be */
function countSender(tx: Tx, claim: Claim, now: number): boolean {
  const key = triesKey(claim);
  const known = triesOf(tx, key);
  const isRecent = known !== undefined && Math.abs(now - known.last_at) < CODE_LIFETIME_MS;
  if (isRecent && known.tries >= CODE_TRIES) return false;
  saveTries(tx, key, { tries: (isRecent ? known.tries : 0) + 1, last_at: now });
  return true;
}

function triesKey({ channel, sender }: Claim): string {
  return hashOf(`binding ${channel} ${sender}`);
}

/** The confirmed contacts of people who work here, other than this one, at the same place. */
function holdersOf(
  tx: Tx,
  { channel, sender, address }: Pick<Contact, "channel" | "sender" | "address">,
  userId: number | null,
): Contact[] {
  const bySender = sender === null ? undefined : contactOfSender(tx, channel, sender);
  const byAddress = address === null ? undefined : contactAt(tx, channel, address);
  return [bySender, byAddress].flatMap((contact) => {
    if (!contact || contact.user_id === userId) return [];
    return userOf(tx, contact.user_id ?? 0)?.off_at === null ? [contact] : [];
  });
}

/**
 * The person says that it was them who sent the code to the messenger.
 * @throws RefusedDecision `contact.gone`, `contact.taken`
 */
export function confirmContact(tx: Tx, parts: ContactParts, { userId, actor }: Whose, contactId: number): void {
  const contact = contactById(tx, contactId);
  if (contact?.user_id !== userId || contact.state !== "claimed")
    throw refused("nobody has claimed this contact", { code: "contact.gone" });
  bind(tx, parts, contact, actor);
}

/**
 * The person has got the mail with the code.
 * @returns undefined when the code is wrong or too old; five wrong ones make it void
 * @throws RefusedDecision `contact.taken`
 */
export function confirmByCode(
  tx: Tx,
  parts: ContactParts,
  { userId, actor }: Whose,
  typed: string,
): number | undefined {
  const now = parts.clock.now();
  const code = usableCode(tx, hashOf(plainCode(typed)), now);
  const contact = contactsOf(tx, userId).find(({ channel, state }) => channel === "email" && state === "asked");
  if (!contact) return undefined;
  if (code?.contact_id !== contact.id) {
    countWrongCode(tx, contact.id, CODE_TRIES);
    return undefined;
  }
  markCodeUsed(tx, code.hash, now);
  bind(tx, parts, contact, actor);
  return contact.id;
}

/** One place belongs to one person, and on each channel a person has one; what waited for an earlier one comes here. */
function bind(tx: Tx, { clock, enqueue }: ContactParts, contact: Contact, actor: string | undefined): void {
  const { id, channel, user_id: userId } = contact;
  if (holdersOf(tx, contact, userId).length > 0)
    throw refused("another person is told there", { code: "contact.taken" });
  const now = clock.now();
  const user = requireUser(tx, userId ?? 0);
  const places = [
    contact.sender === null ? undefined : contactOfSender(tx, channel, contact.sender),
    contactAt(tx, channel, contact.address ?? ""),
  ];
  // Those of people who are dismissed make room.
  for (const old of places) if (old && old.user_id !== userId) end(tx, old, "dismissed", now);
  const mine = contactsOf(tx, user.id).filter((one) => one.channel === channel && one.state === "confirmed");
  for (const old of mine) {
    passWaitingOn(tx, old.id, id);
    end(tx, old, "replaced", now);
  }
  updateContact(tx, id, { state: "confirmed", confirmed_at: now });
  enqueue(tx, "deliver_alerts", { contact_id: id }, { key: jobKey("deliver_alerts", id) });
  enqueue(tx, "greet_contact", { contact_id: id }, { key: jobKey("greet_contact", id) });
  const name = contact.shown_name !== null && { name: contact.shown_name };
  const after = { ...whose(user, actor), contact: id, channel, ...name };
  insertAudit(tx, { actor: actor ?? actorOf(user), action: "contact_confirm", itemId: null, after }, now);
}

/**
 * The person wants to be told there no more; what was only asked for is forgotten.
 * @throws RefusedDecision `contact.gone` when it is not theirs
 */
export function switchContactOff(
  tx: Tx,
  { clock }: Pick<ContactParts, "clock">,
  { userId, actor }: Whose,
  contactId: number,
): void {
  const contact = contactById(tx, contactId);
  if (contact?.user_id !== userId) throw refused("there is no such contact", { code: "contact.gone" });
  if (contact.state === "off") return;
  if (contact.state !== "confirmed") return dropAsked(tx, userId, contact.channel);
  const now = clock.now();
  end(tx, contact, "person", now);
  const user = requireUser(tx, userId);
  const after = { ...whose(user, actor), contact: contactId, channel: contact.channel };
  insertAudit(tx, { actor: actor ?? actorOf(user), action: "contact_off", itemId: null, after }, now);
}

function end(tx: Tx, { id }: Contact, reason: string, now: number): void {
  updateContact(tx, id, { state: "off", off_reason: reason, off_at: now });
  giveUpWaiting(tx, id, reason);
}
