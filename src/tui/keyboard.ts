/** Hands on keys in the order they were pressed, and tells which came too early to decide anything. Times are ms. */

export interface Typed {
  /** As `keyName` says it. */
  key: string;
  /** What it types. */
  text: string;
  /** It was pressed before what it would be for could be seen: it may move and mark, but decides nothing. */
  early: boolean;
}

/** A key that comes again this soon is held down, or was hit twice by mistake. */
const REPEAT_MS = 300;
/** A key this soon after the selection moved by itself is meant for the row that was selected before. */
const SHIFT_MS = 500;
/** After a key that did not count, the keys that follow are dropped until there is a pause this long. */
const QUIET_MS = 500;

export interface Keyboard {
  /** @param ready whether what is on the screen is what the key will find, and nothing is being carried out */
  arrive(key: string, text: string, ready: boolean, now: number): void;
  /** The next key to be taken. */
  next(): Typed | undefined;
  /** The last key did not count, so the keys that were typed after it must not count either. */
  refuse(): void;
  /** A frame with this row selected is on the screen. */
  drawn(row: string | undefined, now: number): void;
}

export function createKeyboard(): Keyboard {
  let waiting: Typed[] = [];
  let last = { key: "", at: Number.NEGATIVE_INFINITY };
  let refused = false;
  let shown: string | undefined;
  // Before the first frame nobody can have meant a row.
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
