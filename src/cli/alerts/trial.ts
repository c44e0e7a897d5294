/** Trials of channels from the command line: who gets one, and what came of it in words, with the next step. */
import type { ChannelName } from "../../domain/alert/channel-name.ts";
import { safeLine } from "../../domain/wording/safe-text.ts";
import { toldContact } from "../../store/tables/alert-contacts.ts";
import { sendTrial, type TrialOutcome } from "../../tasks/alerting/trial.ts";
import type { Context } from "../context.ts";
import { withChannels } from "./open.ts";
import { whoIsTold } from "./told.ts";

/** A trial, and what came of it. */
export interface Tried {
  /** The sign-in name; null for a program at a webhook. */
  person: string | null;
  channel: ChannelName;
  outcome: TrialOutcome;
}

/** Sends one message after another to whoever can be told there. */
export async function tryChannels(
  context: Context,
  whom: { person: string | undefined; channel: ChannelName | undefined },
): Promise<Tried[]> {
  return withChannels(context, async (core) => {
    if (whom.person !== undefined) await core.people.find(whom.person);
    const tried: Tried[] = [];
    for (const { login, contact: known } of await whoIsTold(core)) {
      const contact = known && toldContact(core.db, known.id);
      if (!contact || (whom.channel !== undefined && contact.channel !== whom.channel)) continue;
      if (whom.person !== undefined && login !== whom.person.toLowerCase()) continue;
      const outcome = await sendTrial(core, contact);
      tried.push({ person: login, channel: contact.channel, outcome });
    }
    return tried;
  });
}

export function triedDocument({ person, channel, outcome }: Tried): object {
  const failure = outcome.sent ? null : { reason: outcome.why, error: outcome.error, next: nextOf(channel, outcome) };
  return { person, channel, sent: outcome.sent, failure };
}

export function triedLine({ person, channel, outcome }: Tried, { paint }: Pick<Context, "paint">): string {
  const whom = `${person ?? "webhook"}, ${channel}`;
  if (outcome.sent) return `${paint("green", "✓")} ${whom}: sent`;
  return `${paint("red", "✗")} ${whom}: ${safeLine(outcome.error)}\n  ${nextOf(channel, outcome)}`;
}

type Failure = Extract<TrialOutcome, { sent: false }>;

const RELOAD = "Then: reputation reload";

/** What can be done about it. */
export function nextOf(channel: ChannelName, { why, hint }: Failure): string {
  const place = channel === "webhook" ? "alerts.webhooks" : `alerts.${channel}`;
  const steps: Record<Failure["why"], string> = {
    gone: "They have to connect anew on the page «Мои оповещения» (/alerts).",
    moved: "The chat has moved; they have to connect anew on the page «Мои оповещения» (/alerts).",
    busy: "Too many messages: try again in a minute.",
    away: "The service does not answer: see the network and the proxy, then: reputation doctor",
    refused: "The service does not take this message: see the words above.",
    key: `The service refuses our key: replace it in ${place}, then: reputation reload`,
    unknown: "It may have arrived: ask them.",
    missing: `Set ${place} in the configuration, then: reputation reload`,
  };
  // A channel knows what is wrong with its key, and not how the daemon gets another one.
  if (hint !== undefined) return why === "key" ? `${hint} ${RELOAD}` : hint;
  return steps[why];
}
