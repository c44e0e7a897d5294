import type { AskedCode } from "../../decisions/contacts.ts";
import type { Contacts } from "../../decisions/create-contacts.ts";
import type { ChannelName } from "../../domain/alert/channel-name.ts";
import type { ToldContact } from "../../store/tables/alert-contacts.ts";
import type { TrialOutcome } from "../../tasks/alerting/trial.ts";

/** The channels by which a person is told; webhooks are for programs. */
export const OWN_CHANNELS = ["telegram", "max", "email"] as const satisfies readonly ChannelName[];
export type OwnChannel = (typeof OWN_CHANNELS)[number];

/** What the page about one's own alerts works with. */
export interface AlertParts {
  contacts: Contacts;
  /** Those that the configuration names. */
  channels(): readonly OwnChannel[];
  /** Since when a channel has not taken messages, Unix ms; null while it does. */
  awaySince(channel: OwnChannel): number | null;
  /** Sends a message that tells of nothing. */
  trial(contact: ToldContact): Promise<TrialOutcome>;
  mailCode(to: { address: string; code: string }): Promise<TrialOutcome>;
  /** `@shop_bot`; null when the messenger cannot be asked. */
  botName(channel: OwnChannel): Promise<string | null>;
}

/** What the last press of a button has led to, where the page has to say it. */
export interface Shown {
  /** A code that was just made; it cannot be shown again. */
  asked?: { channel: OwnChannel; bot: string | null } & AskedCode;
  said?: { text: string; isBad: boolean };
  /** The code of a mail, from its link. */
  code?: string;
}
