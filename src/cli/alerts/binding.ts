/** Binding a chat or a mailbox from the command line: the same codes and the same confirming word as on the page. */
import type { Core } from "../../app.ts";
import { UsageError } from "../../base/errors.ts";
import { isMessenger, type AskedContact } from "../../decisions/contacts.ts";
import { iso } from "../../domain/calendar.ts";
import { RefusedDecision } from "../../domain/refused-decision.ts";
import type { Contact } from "../../store/tables/alert-contacts.ts";
import { nameOfBot, sendCode } from "../../tasks/alerting/trial.ts";
import type { OpenChannels } from "./open.ts";
import type { OwnChannel } from "./person.ts";
import { nextOf } from "./trial.ts";

/** A code that waits for its person. */
export interface Asked {
  /** Null for e-mail: the code is in the mail alone. */
  code: string | null;
  expires_at: string;
  /** Where to write to, or where the mail went. */
  to: string | null;
}

/** @throws RefusedDecision `contact.address`, `contact.slow` and what the channel says */
export async function askFor(
  open: OpenChannels,
  userId: number,
  channel: OwnChannel,
  address?: string,
): Promise<Asked> {
  if (!open.channels.has(channel))
    throw new UsageError(`the configuration has no ${channel}`, { hint: `Set alerts.${channel} in it.` });
  const { code, expiresAt } = await open.contacts.ask(userId, askedOf(channel, address));
  const expires_at = iso(expiresAt);
  if (isMessenger(channel)) return { code, expires_at, to: await nameOfBot(open, channel) };
  const to = (address ?? "").trim();
  const outcome = await sendCode(open, { address: to, code });
  if (outcome.sent) return { code: null, expires_at, to };
  throw new UsageError(`the mail with the code did not leave: ${outcome.error}`, { hint: nextOf(channel, outcome) });
}

function askedOf(channel: OwnChannel, address: string | undefined): AskedContact {
  if (isMessenger(channel)) {
    if (address === undefined) return { channel };
    throw new UsageError(`--address is for e-mail; ${channel} knows whoever sends the code`);
  }
  if (address === undefined) throw new UsageError("--address must say where the mail with the code goes");
  return { channel, address };
}

/** The contact that waits for the person's word. @throws RefusedDecision `contact.gone` */
export function claimedContact({ contacts }: Pick<Core, "contacts">, userId: number, channel: OwnChannel): Contact {
  const found = contacts.of(userId).find((one) => one.channel === channel && one.state === "claimed");
  return (
    found ??
    gone(`nobody has sent a code to ${channel}`, `Make one: reputation alerts bind <login> --channel ${channel}`)
  );
}

/** What is asked for, claimed or confirmed there. @throws RefusedDecision `contact.gone` */
export function boundContacts({ contacts }: Pick<Core, "contacts">, userId: number, channel: OwnChannel): Contact[] {
  const found = contacts.of(userId).filter((one) => one.channel === channel && one.state !== "off");
  return found.length > 0 ? found : gone(`they are not told by ${channel}`, "Who is: reputation alerts list");
}

function gone(message: string, hint: string): never {
  throw new RefusedDecision(message, {
    code: "contact.gone",
    say: ({ decisions }) => decisions["contact.gone"],
    hint,
  });
}
