/** A simulated MAX on loopback: its API for bots, and the people who press and write. */
import type { Clock } from "../../base/clock.ts";
import { createChats, type Shown } from "../messenger/chats.ts";
import { goodMessenger, type MessengerManners } from "../messenger/faults.ts";
import { createPeople, type People } from "../messenger/people.ts";
import { createPresses } from "../messenger/presses.ts";
import { createUpdates } from "../messenger/updates.ts";
import { serve } from "../serve.ts";
import { createMaxApi } from "./app.ts";
import { dialogOf, maxWire } from "./wire.ts";

export interface Max extends People {
  /** The `api_root`. */
  url: string;
  /** The only token that is taken. */
  token: string;
  manners: MessengerManners;
  /** A chat as people see it, oldest message first. */
  chat(id: number): readonly Shown[];
  /** The number of the chat that a person has with the bot. */
  dialogOf(user: { id: number; name: string }): number;
  /** Somebody deletes a message on both sides. */
  remove(chat: number, messageId: string): void;
  /** The person blocks the bot, or takes that back. */
  block(chat: number, blocked?: boolean): void;
  /** Closes at once, open connections too. */
  close(): Promise<void>;
}

const TOKEN = "f9LHodD0cOL5-sandbox-token-of-the-MAX-bot_0123456789";

export async function startMax({ clock, port = 0 }: { clock: Clock; port?: number }): Promise<Max> {
  let count = 0;
  const chats = createChats(() => `mid.${(++count).toString(16).padStart(32, "0")}`);
  const presses = createPresses(() => `callback-${++count}`);
  const updates = createUpdates(25_493_970, clock);
  const manners = goodMessenger();
  const { url, close } = await serve(createMaxApi({ clock, chats, presses, updates, manners, token: TOKEN }), port);
  const numbered = (_id: number, update: object): object => update;
  const people = createPeople({
    chats,
    presses,
    updates,
    wire: maxWire(clock),
    dialogOf,
    numbered,
    forwardsButtons: false,
  });
  return {
    ...people,
    url,
    token: TOKEN,
    manners,
    chat: (id) => chats.of(id),
    dialogOf,
    remove: (chat, messageId) => chats.remove(chat, messageId),
    block: (chat, blocked = true) => chats.block(chat, blocked),
    close,
  };
}
