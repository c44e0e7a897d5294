/** Draws cards anew where they stand, and sends those that are new messages. */
import { z } from "zod";
import { ChannelError, type Channel } from "../../channels/channel.ts";
import { MINUTE_MS } from "../../base/clock.ts";
import { defineTask, done, snooze, type Outcome, type TaskContext } from "../../queue/task.ts";
import type { Tx } from "../../store/db.ts";
import { jobKey } from "../../domain/job.ts";
import { pageAddress } from "../../config/site.ts";
import { cardById, insertCard, updateCard, type Card } from "../../store/tables/alert-cards.ts";
import { toldContact, type ToldContact } from "../../store/tables/alert-contacts.ts";
import { channelHealth } from "../../store/tables/alert-channels.ts";
import { userOf } from "../../store/tables/users.ts";
import { textsOf } from "../../texts/texts.ts";
import type { AlertDeps } from "./alert-deps.ts";
import { seeing } from "./own-views.ts";
import { renderCard } from "./render.ts";

/** A channel that is away is asked again after this, or when its circuit opens again. */
const AGAIN_MS = 15_000;

export function enqueueDraw(tx: Tx, { enqueue }: Pick<AlertDeps, "enqueue">, cardId: number): void {
  enqueue(tx, "draw_card", { card_id: cardId }, { key: jobKey("draw_card", cardId) });
}

/** Edits one card to what its item is now. Drawn twice, it stands as drawn once. */
export const drawCard = defineTask<AlertDeps, { card_id: number }>({
  kind: "draw_card",
  lane: "alerts",
  args: z.strictObject({ card_id: z.int() }),
  retries: 5,
  retryDelayMs: 10_000,
  async run(deps, { card_id }, context) {
    const drawn = await seeing(deps, context, (tx, views) => {
      const card = cardById(tx, card_id);
      const contact = card && toldContact(tx, card.contact_id);
      const about = card && { itemId: card.item_id, alertId: card.alert_id, shows: card.shows };
      const rendered = contact && about && renderCard(tx, deps, views, { contact, card: about });
      return contact && rendered && { card, contact, rendered };
    });
    if (!drawn) return done({ status: "gone", card_id }, (tx) => updateCard(tx, card_id, { is_over: 1 }));
    const { card, contact, rendered } = drawn;
    const tried = await attempt(deps, contact, context, (channel) =>
      channel.edit?.(contact.address, card.message_id, rendered.message),
    );
    if ("outcome" in tried) return tried.outcome;
    const { version, face, isOver, read } = rendered;
    return done({ status: "drawn", card_id }, (tx) => {
      // A press has meanwhile opened a menu, or asked for another draft: what was drawn is old already.
      const isAsDrawn = cardById(tx, card_id)?.shows === card.shows;
      updateCard(tx, card_id, { version, read, face: isAsDrawn ? face : null, is_over: isOver ? 1 : 0 });
    });
  },
  exhausted: (tx, _deps, { card_id }) => updateCard(tx, card_id, { is_over: 1 }),
});

/** Sends a card as a new message. After a crash it may stand twice: both have the same buttons. */
export const sendCard = defineTask<
  AlertDeps,
  { contact_id: number; item_id: number; alert_id: number | null; shows: string }
>({
  kind: "send_card",
  lane: "alerts",
  args: z.strictObject({ contact_id: z.int(), item_id: z.int(), alert_id: z.int().nullable(), shows: z.string() }),
  retries: 5,
  retryDelayMs: 10_000,
  async run(deps, { contact_id, item_id, alert_id, shows }, context) {
    const about = { itemId: item_id, alertId: alert_id, shows };
    const drawn = await seeing(deps, context, (tx, views) => {
      const contact = toldContact(tx, contact_id);
      const rendered = contact && renderCard(tx, deps, views, { contact, card: about });
      return contact && rendered && { contact, rendered };
    });
    if (!drawn) return done({ status: "gone", contact_id });
    const { contact, rendered } = drawn;
    const tried = await attempt(deps, contact, context, (channel) =>
      channel.send(contact.address, rendered.message, `card-${context.jobId}`),
    );
    if ("outcome" in tried) return tried.outcome;
    const { messageId } = tried.value ?? { messageId: "" };
    return done({ status: "sent", contact_id, item_id }, (tx) =>
      rememberCard(tx, deps, { contact, about, rendered, messageId }),
    );
  },
});

/** Tells a person that they are told here now. */
export const greetContact = defineTask<AlertDeps, { contact_id: number }>({
  kind: "greet_contact",
  lane: "alerts",
  args: z.strictObject({ contact_id: z.int() }),
  retries: 3,
  retryDelayMs: 10_000,
  async run(deps, { contact_id }, context) {
    const contact = toldContact(deps.db, contact_id);
    const user = contact && userOf(deps.db, contact.user_id ?? 0);
    if (!user) return done({ status: "gone", contact_id });
    const { says } = textsOf(deps.config.locale).cards;
    const text = says.bound(user.name, `${pageAddress(deps.config)}/alerts`);
    const tried = await attempt(deps, contact, context, (channel) =>
      channel.send(contact.address, { text, subject: text }, `greeting-${context.jobId}`),
    );
    return "outcome" in tried ? tried.outcome : done({ status: "greeted", contact_id });
  },
});

interface Sent {
  contact: ToldContact;
  about: { itemId: number; alertId: number | null; shows: string };
  rendered: { version: number; face: string; isOver: boolean; read: string | null };
  messageId: string;
}

/** From now on the message is a card that decisions change. */
export function rememberCard(
  tx: Tx,
  { clock }: Pick<AlertDeps, "clock">,
  { contact, about, rendered, messageId }: Sent,
): void {
  const { itemId: item_id, alertId: alert_id, shows } = about;
  const { version, face, isOver, read } = rendered;
  const card: Omit<Card, "id"> = {
    contact_id: contact.id,
    item_id,
    alert_id,
    shows,
    version,
    face,
    read,
    message_id: messageId,
    is_over: isOver ? 1 : 0,
    drawn_at: clock.now(),
  };
  insertCard(tx, card);
}

type Tried<T> = { value: T } | { outcome: Outcome };

/** A channel that is away costs no attempt; one that refuses the message for good ends the job. */
async function attempt<T>(
  deps: AlertDeps,
  contact: ToldContact,
  context: TaskContext,
  act: (channel: Channel) => Promise<T> | undefined,
): Promise<Tried<T | undefined>> {
  const channel = deps.channels.get(contact.channel);
  const now = deps.clock.now();
  const { openUntil } = channelHealth(deps.db, contact.channel);
  const later = Math.max(now + AGAIN_MS, Math.min(openUntil ?? 0, now + 10 * MINUTE_MS));
  if (!channel) return { outcome: snooze(later, "the channel is not configured") };
  try {
    return { value: await act(channel) };
  } catch (error) {
    if (!(error instanceof ChannelError)) throw error;
    context.log.info({ contact: contact.id, channel: contact.channel, kind: error.kind }, "a card was not drawn");
    if (error.kind === "refused" || error.kind === "gone" || error.kind === "moved") return { value: undefined };
    return { outcome: snooze(Math.max(later, now + (error.retryAfterMs ?? 0)), error.message) };
  }
}
