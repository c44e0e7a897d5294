import { z } from "zod";
import { safeLine } from "../../domain/wording/safe-text.ts";
import type { Person, Update } from "../channel.ts";

const user = z.object({
  id: z.int(),
  first_name: z.string().catch(""),
  last_name: z.string().optional().catch(undefined),
});
const message = z.object({
  message_id: z.int(),
  from: user.optional(),
  chat: z.object({ id: z.int(), type: z.string() }),
  text: z.string().optional(),
  reply_to_message: z.object({ message_id: z.int() }).optional().catch(undefined),
  forward_origin: z.unknown().optional(),
});
const updateForm = z.object({
  update_id: z.int(),
  message: message.optional().catch(undefined),
  callback_query: z
    .object({ id: z.string(), from: user, message: message.optional().catch(undefined), data: z.string() })
    .optional()
    .catch(undefined),
});

const LONGEST_NAME = 100;

/** The number of an update, by which it is confirmed; null for something that is no update at all. */
export function updateId(wire: unknown): number | null {
  return z.object({ update_id: z.int() }).safeParse(wire).data?.update_id ?? null;
}

/**
 * What has happened; null for everything that is nobody's press and nobody's own text. A forwarded text is somebody else's.
 */
export function updateOf(wire: unknown): Update | null {
  const update = updateForm.safeParse(wire).data;
  if (!update) return null;
  const id = String(update.update_id);
  const press = update.callback_query;
  if (press?.message) {
    const [chat, messageId] = [String(press.message.chat.id), String(press.message.message_id)];
    // The query's own id: it is what an answer names, and a repeated update has the same.
    return { kind: "press", id: press.id, from: personOf(press.from), chat, messageId, button: press.data };
  }
  const written = update.message;
  if (written?.text === undefined || !written.from || written.forward_origin !== undefined) return null;
  const { chat, from, text, reply_to_message: answered } = written;
  const repliesTo = answered && { repliesTo: String(answered.message_id) };
  return {
    kind: "text",
    id,
    from: personOf(from),
    chat: String(chat.id),
    private: chat.type === "private",
    text,
    ...repliesTo,
  };
}

function personOf({ id, first_name, last_name = "" }: z.infer<typeof user>): Person {
  return { id: String(id), name: safeLine(`${first_name} ${last_name}`).slice(0, LONGEST_NAME) };
}
