/** What a person wants to be told of, by which channel and when: changed by themselves, or for them on the command line. */
import { isDeepStrictEqual } from "node:util";
import { levelOf } from "../domain/alert/event.ts";
import { unwantedBy, type AlertSettings } from "../domain/alert/settings.ts";
import type { ChannelName } from "../domain/alert/channel-name.ts";
import type { Reader, Tx } from "../store/db.ts";
import { contactsOf } from "../store/tables/alert-contacts.ts";
import { alertSettingsOf, saveAlertSettings } from "../store/tables/alert-settings.ts";
import { insertAudit } from "../store/tables/audit.ts";
import type { Parts } from "./parts.ts";
import { actorOf, requireUser, whose } from "./people.ts";

export type SettingsByChannel = ReadonlyMap<ChannelName, AlertSettings>;

/**
 * Settings that stay the same are neither written nor noted.
 * @param actor who does it for them, when they do not do it themselves
 * @throws RefusedDecision `person.unknown`
 */
export function setAlertSettings(
  tx: Tx,
  { clock }: Pick<Parts, "clock">,
  userId: number,
  all: SettingsByChannel,
  actor?: string,
): void {
  const user = requireUser(tx, userId);
  const now = clock.now();
  for (const [channel, settings] of all) {
    const was = alertSettingsOf(tx, userId, channel);
    if (isDeepStrictEqual(was, settings)) continue;
    saveAlertSettings(tx, { userId, channel }, settings, now);
    const before = { channel, value: JSON.stringify(was) };
    const after = { ...whose(user, actor), channel, value: JSON.stringify(settings) };
    insertAudit(tx, { actor: actor ?? actorOf(user), action: "alerts_set", itemId: null, before, after }, now);
  }
}

/** By which channels the person hears of an item that is handed to them by name; none: they see it on the page alone. */
export function toldOfHandOn(reader: Reader, userId: number): ChannelName[] {
  const handedOn = { topic: "handed_on", level: levelOf("handed_on"), brand: null, isPersonal: true } as const;
  return contactsOf(reader, userId).flatMap(({ channel, state }) => {
    const isTold = state === "confirmed" && !unwantedBy(alertSettingsOf(reader, userId, channel), handedOn);
    return isTold ? channel : [];
  });
}
