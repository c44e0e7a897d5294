/** Messages that leave at once because somebody waits for them: a trial, and the mail with a code. */
import { randomUUID } from "node:crypto";
import { ChannelError, type Channel, type ChannelFault, type Message } from "../../channels/channel.ts";
import type { ChannelName } from "../../domain/alert/channel-name.ts";
import { bindingMail } from "../../desk/binding-mail.ts";
import { trialMessage } from "../../desk/trial-message.ts";
import { updateContact, type ToldContact } from "../../store/tables/alert-contacts.ts";
import type { AlertDeps } from "./alert-deps.ts";

type TrialDeps = Pick<AlertDeps, "channels" | "clock" | "config" | "db">;

/** `missing`: the configuration has no such channel. `hint`: what to do, in English, where the channel knows it. */
export type TrialOutcome =
  | { sent: true }
  | { sent: false; why: ChannelFault | "missing"; error: string; hint?: string };

/** Sends a trial to a confirmed contact. */
export async function sendTrial(deps: TrialDeps, { id, channel, address }: ToldContact): Promise<TrialOutcome> {
  const now = deps.clock.now();
  const outcome = await attempt(deps.channels.get(channel), address, trialMessage(deps.config, now));
  if (outcome.sent) await deps.db.write((tx) => updateContact(tx, id, { last_sent_at: now }));
  return outcome;
}

/** Sends the code by which a person shows that the mailbox is theirs. */
export function sendCode(deps: TrialDeps, to: { address: string; code: string }): Promise<TrialOutcome> {
  return attempt(deps.channels.get("email"), to.address, bindingMail(deps.config, to.code));
}

/** How a bot is called; null when it cannot be asked. */
export async function nameOfBot(
  { channels }: Pick<AlertDeps, "channels">,
  channel: ChannelName,
): Promise<string | null> {
  try {
    return (await channels.get(channel)?.check())?.who ?? null;
  } catch (error) {
    if (error instanceof ChannelError) return null;
    throw error;
  }
}

async function attempt(channel: Channel | undefined, to: string, message: Message): Promise<TrialOutcome> {
  if (!channel) return { sent: false, why: "missing", error: "the configuration has no such channel" };
  try {
    await channel.send(to, message, randomUUID());
    return { sent: true };
  } catch (error) {
    if (!(error instanceof ChannelError)) throw error;
    const { kind: why, message: said, hint } = error;
    return { sent: false, why, error: said, ...(hint !== undefined && { hint }) };
  }
}
