/** The chats of a simulated messenger, as people see them. */

export interface User {
  id: number;
  name: string;
}

export interface ShownButton {
  label: string;
  /** What a press sends to the bot. */
  data?: string;
  /** What a press opens. */
  url?: string;
}

export interface Content {
  /** As people read it: each line of somebody's words after `> `. */
  text: string;
  /** What of it is bold. */
  bold?: readonly string[];
  buttons: ShownButton[][];
}

/** A message as it stands now. */
export interface Shown extends Content {
  id: string;
  /** The person's number; null for the bot. */
  by: number | null;
  edited: boolean;
  repliesTo?: string;
  forwarded?: boolean;
}

export type Trouble = "unknown" | "blocked" | { movedTo: number };

export interface Chats {
  /** Everything in a chat, oldest first. */
  of(chat: number): readonly Shown[];
  /** Why the bot cannot write there; null when it can. */
  trouble(chat: number): Trouble | null;
  /** A chat that the bot may write to: somebody has started it. */
  open(chat: number): void;
  block(chat: number, blocked: boolean): void;
  /** The chat gets another number; its messages go along. */
  move(chat: number): number;
  add(chat: number, message: Omit<Shown, "id" | "edited">): Shown;
  /** @returns what became of it */
  edit(chat: number, id: string, content: Content): "edited" | "same" | "missing";
  find(id: string): { chat: number; message: Shown } | undefined;
  /** The button with this label that stands on a message or once did: an old screen still shows it. */
  button(chat: number, id: string, label: string): ShownButton | undefined;
  remove(chat: number, id: string): void;
}

/** @param nextId makes the id of a message */
export function createChats(nextId: () => string): Chats {
  const chats = new Map<number, Shown[]>();
  const blocked = new Set<number>();
  const moved = new Map<number, number>();
  /** By the id of the message, the latest first. */
  const everShown = new Map<string, ShownButton[]>();
  const note = (id: string, { buttons }: Content): void => {
    everShown.set(id, [...buttons.flat(), ...(everShown.get(id) ?? [])]);
  };
  const of = (chat: number): Shown[] => chats.get(chat) ?? [];

  return {
    of,
    trouble(chat) {
      const movedTo = moved.get(chat);
      if (movedTo !== undefined) return { movedTo };
      if (blocked.has(chat)) return "blocked";
      return chats.has(chat) ? null : "unknown";
    },
    open: (chat) => void (chats.has(chat) || chats.set(chat, [])),
    block: (chat, isBlocked) => void (isBlocked ? blocked.add(chat) : blocked.delete(chat)),
    move(chat) {
      // Supergroups have numbers below this one.
      const movedTo = -1_000_000_000_000 - Math.abs(chat);
      moved.set(chat, movedTo);
      chats.set(movedTo, of(chat));
      return movedTo;
    },
    add(chat, message) {
      const shown = { ...message, id: nextId(), edited: false };
      chats.set(chat, [...of(chat), shown]);
      note(shown.id, shown);
      return shown;
    },
    edit(chat, id, content) {
      const message = of(chat).find((one) => one.id === id && one.by === null);
      if (!message) return "missing";
      if (signOf(message) === signOf(content)) return "same";
      Object.assign(message, content, { edited: true });
      note(id, content);
      return "edited";
    },
    find(id) {
      const all = [...chats].flatMap(([chat, messages]) => messages.map((message) => ({ chat, message })));
      return all.find(({ message }) => message.id === id);
    },
    button: (chat, id, label) => {
      const isThere = of(chat).some((message) => message.id === id);
      return isThere ? everShown.get(id)?.find((button) => button.label === label) : undefined;
    },
    remove(chat, id) {
      const kept = of(chat).filter((message) => message.id !== id);
      chats.set(chat, kept);
    },
  };
}

/** The same for what looks the same. */
function signOf({ text, bold, buttons }: Content): string {
  return JSON.stringify([text, bold, buttons]);
}
