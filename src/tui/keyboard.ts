/** Keys in the order they were pressed, and which of them came too early to decide anything. Times are ms. */

export interface Typed {
  /** As `keyName` says it. */
  key: string;
  /** What it types. */
  text: string;
  /** It may move and mark, but decides nothing: what it would be for was not there to be seen when it was pressed. */
  early: boolean;
}

/** A key that comes again this soon is held down, or a slip. */
const REPEAT_MS = 300;
/** So soon after the selection went to another row by itself, a key is meant for the row before. */
const SHIFT_MS = 500;
/** After a key that did not count, what was meant to come after it is dropped, up to a pause this long. */
const QUIET_MS = 500;

export interface Keyboard {
  /** @param ready whether what is on the screen is what the key will find, and nothing is being carried out */
  arrive(key: string, text: string, ready: boolean, now: number): void;
  /** The next key to be taken. */
  next(): Typed | undefined;
  /** A key did not count: the keys after it were meant to come after it. */
  refuse(): void;
  /** This row is selected on the screen. */
  drawn(row: string | undefined, now: number): void;
}

export function createKeyboard(): Keyboard {
  let waiting: Typed[] = [];
  let last = { key: "", at: Number.NEGATIVE_INFINITY };
  let refused = false;
  let shown: string | undefined;
  // The first drawing is for nobody's key.
  let taken = true;
  let shiftedAt = Number.NEGATIVE_INFINITY;
  return {
    arrive(key, text, ready, now) {
      const since = now - last.at;
      const isHeld = key === last.key && since < REPEAT_MS;
      last = { key, at: now };
      if (refused && since < QUIET_MS && key !== "ctrl-c") return;
      refused = false;
      const early = isHeld || !ready || waiting.length > 0 || now - shiftedAt < SHIFT_MS;
      waiting.push({ key, text, early });
    },
    next() {
      const typed = waiting.shift();
      if (typed) taken = true;
      return typed;
    },
    refuse() {
      waiting = [];
      refused = true;
    },
    drawn(row, now) {
      if (row !== shown && !taken) shiftedAt = now;
      shown = row;
      taken = false;
    },
  };
}
