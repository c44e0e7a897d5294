import type { Chats, Shown, User } from "./chats.ts";
import type { Press, Presses } from "./presses.ts";
import type { Updates } from "./updates.ts";

/** What people do in a simulated messenger; the bot is told of it. */
export interface People {
  /** Somebody writes; the first time that is what opens the chat. @returns the id of the message */
  write(by: User, text: string, more?: { chat?: number; repliesTo?: string }): string;
  /** Somebody presses the button with this label, on a message that has or had it. */
  press(by: User, chat: number, messageId: string, label: string): Press;
  /** Somebody shows a message of the bot to another chat. @returns the id of the copy */
  forward(by: User, from: number, messageId: string, to: number): string;
  /** The latest update is told once more, as after a crash; nothing when there was none. */
  repeat(): void;
}

/** How the messenger tells its bots what people do: an update without its number. */
export interface Wire {
  written(by: User, chat: number, message: Shown, answered: Shown | undefined): object;
  pressed(by: User, chat: number, message: Shown, press: { id: string; data: string }): object;
  forwarded(by: User, chat: number, copy: Shown): object;
}

interface Inside {
  chats: Chats;
  presses: Presses;
  updates: Updates;
  wire: Wire;
  /** The number of the chat that a person has with the bot. */
  dialogOf: (user: User) => number;
  /** Whether a forwarded message has its buttons. */
  forwardsButtons: boolean;
  /** Puts its number into an update. */
  numbered: (id: number, update: object) => object;
}

export function createPeople({ chats, presses, updates, wire, dialogOf, numbered, ...inside }: Inside): People {
  let latest: object | undefined;
  const tell = (happened: object): void => {
    latest = happened;
    updates.add((id) => numbered(id, happened));
  };
  const found = (chat: number, messageId: string): Shown => {
    const message = chats.of(chat).find(({ id }) => id === messageId);
    if (!message) throw new RangeError(`there is no message ${messageId} in chat ${chat}`);
    return message;
  };

  return {
    write(by, text, { chat = dialogOf(by), repliesTo } = {}) {
      chats.open(chat);
      const reply = repliesTo === undefined ? {} : { repliesTo };
      const message = chats.add(chat, { by: by.id, text, buttons: [], ...reply });
      tell(wire.written(by, chat, message, repliesTo === undefined ? undefined : found(chat, repliesTo)));
      return message.id;
    },
    press(by, chat, messageId, label) {
      const data = chats.button(chat, messageId, label)?.data;
      if (data === undefined) throw new RangeError(`there has been no such button on it: ${label}`);
      const press = presses.make();
      tell(wire.pressed(by, chat, found(chat, messageId), { id: press.id, data }));
      return press;
    },
    forward(by, from, messageId, to) {
      chats.open(to);
      const message = found(from, messageId);
      const buttons = inside.forwardsButtons ? message.buttons : [];
      const copy = chats.add(to, { ...message, buttons, by: by.id, forwarded: true });
      tell(wire.forwarded(by, to, copy));
      return copy.id;
    },
    repeat() {
      if (latest) tell(latest);
    },
  };
}
