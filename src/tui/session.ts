/**
 * Everything between the keys and what is drawn. Keys change the state; the state says what is wanted of the source; the
 * state and the answers to it become a frame. A key decides only about what was on the screen when it was pressed.
 */
import type { Timer } from "../base/clock.ts";
import { messageOf } from "../base/errors.ts";
import { frameOf, judgedBy, selectedRow, type Frame, type ShownFrame } from "./frame.ts";
import { press } from "./key-reducer.ts";
import { createKeyboard, type Typed } from "./keyboard.ts";
import type { Press } from "./keys.ts";
import { ReadAnswers } from "./read-answers.ts";
import type { KeyPress } from "./row-commands.ts";
import { Snapshots } from "./snapshots.ts";
import type { Source } from "./source.ts";
import { isTyping, settled, showsTheSame, START, type Effect, type State } from "./state.ts";

/** What the screens end with when they were interrupted by Ctrl-C, not left. */
export const INTERRUPTED = "interrupted";

/** A frame waits this long for what it wants of the source, so that nothing flickers; then it is drawn without. */
const PATIENCE_MS = 100;

/** The terminal that a session is shown on. */
export interface Terminal {
  exit(result?: string): void;
  /** Lends the terminal to another program while `run` goes on. */
  lend(run: () => Promise<void>): Promise<void>;
}

export class Session {
  readonly #source: Source;
  #terminal: Terminal | undefined;
  readonly #snapshots: Snapshots;
  readonly #read = new ReadAnswers();
  readonly #keyboard = createKeyboard();
  readonly #listeners = new Set<() => void>();
  #state: State = START;
  #said = "";
  /** Commands that are being carried out. */
  #busy = 0;
  /** Commands that have been carried out. */
  #settled = 0;
  #frame: Frame;
  #shown: ShownFrame | undefined;
  #patience: Timer | undefined;
  #isOver = false;

  constructor(source: Source) {
    this.#source = source;
    this.#snapshots = new Snapshots(source, () => this.#change());
    this.#frame = this.#build();
  }

  /** Begins to fetch. Resolves when there is a frame to be drawn. */
  async start(): Promise<void> {
    await this.#snapshots.start();
    const first = new Promise<void>((resolve) => {
      const stop = this.subscribe(() => {
        stop();
        resolve();
      });
    });
    this.#change();
    await first;
  }

  /** From now on it is shown on this terminal. */
  attach(terminal: Terminal): void {
    this.#terminal = terminal;
  }

  stop(): void {
    this.#isOver = true;
    this.#patience?.cancel();
    this.#snapshots.stop();
  }

  /** What is to be drawn now. */
  readonly frame = (): Frame => this.#frame;

  /** Calls the listener at each new frame. @returns a function that ends that */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Tells that a frame is on the screen, and that the keys pressed before have been given to `type`. */
  shown(shown: ShownFrame): void {
    if (this.#isOver) return;
    this.#shown = shown;
    const { frame, text } = shown;
    // A key may have come since this frame was made: what it did is still to be drawn.
    if (frame.state === this.#state) this.#keyboard.drawn(selectedRow(frame), this.#source.clock.now());
    const isNews = this.#read.note(text);
    if (this.#takeWaiting() || isNews) this.#change();
  }

  /** Tells that the window is too small to show anything. */
  hidden(): void {
    this.#shown = undefined;
  }

  /** Takes keys in the order they were pressed. */
  type(presses: readonly Press[]): void {
    for (const { key, text } of presses) {
      // Ctrl-C waits for nothing, not even for an answer that never comes.
      if (key === "ctrl-c") this.#take({ key, text, early: false });
      else this.#arrive(key, text);
    }
    this.#change();
  }

  /** Takes a pasted text where text is typed. Anywhere else it would be a row of commands. */
  paste(text: string): void {
    if (!isTyping(this.#state)) return;
    this.#arrive("", text.replaceAll(/\s+/g, " "));
    this.#change();
  }

  #arrive(key: string, text: string): void {
    this.#keyboard.arrive(key, text, this.#isReady() && this.#busy === 0, this.#source.clock.now());
    this.#takeWaiting();
  }

  /** Takes the keys that wait, as far as they may be taken. @returns whether one was */
  #takeWaiting(): boolean {
    let taken = 0;
    while (!this.#isOver && this.#isReady()) {
      const next = this.#keyboard.next();
      if (!next) break;
      this.#take(next);
      taken++;
    }
    return taken > 0;
  }

  /** Whether a key finds what is on the screen: nobody can mean a row that is not. Text needs no row. */
  #isReady(): boolean {
    if (isTyping(this.#state)) return true;
    const frame = this.#shown?.frame;
    if (!frame || frame.isPending || frame.settled !== this.#settled) return false;
    return showsTheSame(this.#state, frame.state);
  }

  #take({ key, text, early }: Typed): void {
    const { state, effect } = press(this.#state, { ...this.#judgedBy(), key, text, early });
    this.#state = state;
    // A key that came too early changes nothing, so the words about the key before it stay.
    if (state.notice === "tooEarly") this.#keyboard.refuse();
    else this.#said = "";
    if (effect) void this.#obey(effect);
  }

  #judgedBy(): Omit<KeyPress, "key" | "text" | "early"> {
    return this.#shown ? judgedBy(this.#shown, this.#state, this.#read) : { rows: [], page: 1 };
  }

  async #obey(effect: Effect): Promise<void> {
    if (effect.command === "back" || effect.command === "quit") {
      this.#isOver = true;
      return this.#terminal?.exit(effect.command === "quit" ? INTERRUPTED : undefined);
    }
    this.#busy++;
    try {
      const run = (): Promise<void> => this.#carryOut(effect);
      await (effect.command === "edit" && this.#terminal ? this.#terminal.lend(run) : run());
    } catch (error) {
      this.#said = `✗ ${messageOf(error)}`;
    } finally {
      this.#busy--;
    }
    this.#snapshots.forget();
    this.#change();
  }

  async #carryOut(effect: Effect): Promise<void> {
    const { said, done } = await this.#source.carryOut(this.#state.screen, effect, (id) => this.#read.versionOf(id));
    this.#state = settled(this.#state, effect, done);
    this.#said = said;
    this.#settled++;
  }

  /** Makes a frame of the state and the answers of now. */
  #change(): void {
    this.#snapshots.want(this.#state);
    if (this.#snapshots.isPending) this.#patience ??= this.#source.clock.after(PATIENCE_MS, () => this.#publish());
    else this.#publish();
  }

  #publish(): void {
    this.#patience?.cancel();
    this.#patience = undefined;
    this.#frame = this.#build();
    for (const listener of this.#listeners) listener();
  }

  #build(): Frame {
    return frameOf(this.#state, this.#snapshots, this.#read, { said: this.#said, settled: this.#settled });
  }
}
