import { z } from "zod";
import { LEVELS } from "../../domain/alert/event.ts";
import type { Message } from "../channel.ts";

/** What a webhook's receiver gets; `docs/alerts.md` shows it. */
export const webhookBody = z.object({
  /** The name of the event. */
  type: z.string(),
  /** When it happened, ISO-8601, UTC. */
  timestamp: z.iso.datetime(),
  data: z.object({
    level: z.enum(LEVELS),
    /** Null when it is about none. */
    brand: z.string().nullable(),
    /** The id of the review or question, as in the HTTP API; over several cells with the cell: `west:17`. */
    item_id: z.union([z.int(), z.string()]).nullable(),
    /** What people get to read. Buyers' words are in it: it is text, never markup. */
    text: z.string(),
    /** The page about it. */
    url: z.url().nullable(),
  }),
});

/** @param now for a message that says nothing of when, a trial for instance */
export function bodyOf({ text, link, facts }: Message, now: number): z.input<typeof webhookBody> {
  return webhookBody.parse({
    type: facts?.event ?? "message",
    timestamp: new Date(facts?.at ?? now).toISOString(),
    data: {
      level: facts?.level ?? "info",
      brand: facts?.brand ?? null,
      item_id: facts?.item ?? null,
      text,
      url: link?.url ?? null,
    },
  });
}
