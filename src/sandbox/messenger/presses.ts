/** The presses of a simulated messenger, and what the bot has said to whoever pressed. */

export interface Press {
  id: string;
  /** What the bot says to the one who has pressed, as soon as it does. */
  toast: Promise<string>;
}

export interface Presses {
  make(): Press;
  /** @returns whether there is such a press that can still be answered */
  answer(id: string, text: string): boolean;
}

/** @param nextId makes the id of a press */
export function createPresses(nextId: () => string): Presses {
  const open = new Map<string, (text: string) => void>();
  return {
    make() {
      const id = nextId();
      const { promise, resolve } = Promise.withResolvers<string>();
      open.set(id, resolve);
      return { id, toast: promise };
    },
    answer(id, text) {
      open.get(id)?.(text);
      return open.delete(id);
    },
  };
}
