import { z } from "zod";
import { safeLine } from "../../domain/wording/safe-text.ts";
import type { Person, Update } from "../channel.ts";

const text = z.string().nullish().catch(undefined);
const user = z.object({
  user_id: z.int(),
  name: text,
  first_name: text,
  last_name: text,
  is_bot: z.boolean().nullish(),
});
const recipient = z.object({ chat_id: z.int(), chat_type: z.string() });
const message = z.object({
  sender: user.nullish().catch(undefined),
  recipient,
  body: z.object({ mid: z.string(), text }),
  link: z.object({ type: z.string(), message: z.object({ mid: z.string() }) }).nullish(),
});

const updateForm = z.discriminatedUnion("update_type", [
  z.object({
    update_type: z.literal("message_callback"),
    callback: z.object({ callback_id: z.string(), payload: z.string(), user }),
    message: message.omit({ link: true }),
  }),
  z.object({ update_type: z.literal("message_created"), message }),
  z.object({ update_type: z.literal("bot_started"), timestamp: z.int(), chat_id: z.int(), user, payload: text }),
]);

const LONGEST_NAME = 100;

/**
 * What has happened; null for everything that is nobody's press and nobody's own text. MAX's updates have no number: a press
 * and a message have one of their own. Whoever follows a link to the bot has written `/start` and what the link held.
 */
export function updateOf(wire: unknown): Update | null {
  const parsed = updateForm.safeParse(wire);
  if (!parsed.success) return null;
  const update = parsed.data;
  switch (update.update_type) {
    case "message_callback": {
      const { callback, message: pressed } = update;
      const chat = String(pressed.recipient.chat_id);
      const from = personOf(callback.user);
      return {
        kind: "press",
        id: callback.callback_id,
        from,
        chat,
        messageId: pressed.body.mid,
        button: callback.payload,
      };
    }
    case "bot_started": {
      const [from, chat] = [personOf(update.user), String(update.chat_id)];
      const started = ["/start", update.payload ?? ""].join(" ").trim();
      return { kind: "text", id: `start-${chat}-${update.timestamp}`, from, chat, private: true, text: started };
    }
    case "message_created":
      return written(update.message);
  }
}

function written({ sender, recipient: to, body, link }: z.infer<typeof message>): Update | null {
  if (!sender || sender.is_bot === true || !body.text || link?.type === "forward") return null;
  const repliesTo = link?.type === "reply" && { repliesTo: link.message.mid };
  return {
    kind: "text",
    id: body.mid,
    from: personOf(sender),
    chat: String(to.chat_id),
    private: to.chat_type === "dialog",
    text: body.text,
    ...repliesTo,
  };
}

function personOf({ user_id, name, first_name, last_name }: z.infer<typeof user>): Person {
  const shown = name ?? [first_name, last_name].filter(Boolean).join(" ");
  return { id: String(user_id), name: safeLine(shown).slice(0, LONGEST_NAME) };
}
