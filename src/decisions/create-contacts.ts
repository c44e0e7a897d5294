import type { ChannelName } from "../domain/alert/channel-name.ts";
import type { AlertSettings } from "../domain/alert/settings.ts";
import type { Db } from "../store/db.ts";
import { alertSettingsOf } from "../store/tables/alert-settings.ts";
import { contactsOf, type Contact } from "../store/tables/alert-contacts.ts";
import { setAlertSettings, toldOfHandOn, type SettingsByChannel } from "./alert-settings.ts";
import {
  askContact,
  claimContact,
  confirmByCode,
  confirmContact,
  switchContactOff,
  type AskedCode,
  type AskedContact,
  type Claim,
  type Claimed,
} from "./contacts.ts";
import type { Parts } from "./parts.ts";
import { refused } from "./refused-person.ts";

/**
 * Where people are told and of what, and how that comes about. Each writing method is one transaction. `actor` is who acts
 * for the person; without it they do it themselves.
 */
export interface Contacts {
  /** Those of a person, the newest first, with those that are off. */
  of(userId: number): Contact[];
  /** Makes a code of eight characters for ten minutes. @throws RefusedDecision `contact.address`, `contact.slow` */
  ask(userId: number, asked: AskedContact): Promise<AskedCode>;
  /** Somebody has sent a code to the bot. */
  claim(claim: Claim): Promise<Claimed>;
  /** The person confirms what was claimed. @throws RefusedDecision `contact.gone`, `contact.taken` */
  confirm(userId: number, contactId: number, actor?: string): Promise<void>;
  /** The person types the code of a mail. @returns the contact @throws RefusedDecision `contact.code`, `contact.taken` */
  confirmByCode(userId: number, code: string, actor?: string): Promise<number>;
  /** @throws RefusedDecision `contact.gone` */
  switchOff(userId: number, contactId: number, actor?: string): Promise<void>;
  /** The settings that count. */
  settingsOf(userId: number, channel: ChannelName): AlertSettings;
  /** By which channels the person hears of an item that is handed to them. */
  toldOfHandOn(userId: number): ChannelName[];
  /** @throws RefusedDecision `person.unknown` */
  set(userId: number, settings: SettingsByChannel, actor?: string): Promise<void>;
}

export function createContacts({ db, ...parts }: Pick<Parts, "clock" | "enqueue"> & { db: Db }): Contacts {
  return {
    of: (userId) => contactsOf(db, userId),
    ask: (userId, asked) => db.write((tx) => askContact(tx, parts, userId, asked)),
    claim: (claim) => db.write((tx) => claimContact(tx, parts, claim)),
    confirm: (userId, contactId, actor) => db.write((tx) => confirmContact(tx, parts, { userId, actor }, contactId)),
    async confirmByCode(userId, code, actor) {
      // The wrong try is counted, so it is refused only after the write.
      const contact = await db.write((tx) => confirmByCode(tx, parts, { userId, actor }, code));
      if (contact === undefined) throw refused("the code is wrong or too old", { code: "contact.code" });
      return contact;
    },
    switchOff: (userId, contactId, actor) =>
      db.write((tx) => switchContactOff(tx, parts, { userId, actor }, contactId)),
    settingsOf: (userId, channel) => alertSettingsOf(db, userId, channel),
    toldOfHandOn: (userId) => toldOfHandOn(db, userId),
    set: (userId, settings, actor) => db.write((tx) => setAlertSettings(tx, parts, userId, settings, actor)),
  };
}
