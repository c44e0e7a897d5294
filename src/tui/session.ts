/**
 * What goes on between a key and a picture. Keys change what is remembered; that says what is wanted of the source; what
 * is remembered and what was fetched become a frame together. A key decides only about what was on the screen when it
 * was pressed.
 */
import type { Timer } from "../base/clock.ts";
import { messageOf } from "../base/errors.ts";
import { answerState, PENDING_DETAIL, PENDING_VIEW, type AnswerState, type Frame } from "./frame.ts";
import { press } from "./key-reducer.ts";
import { createKeyboard, type Typed } from "./keyboard.ts";
import type { Press } from "./keys.ts";
import { ReadAnswers, type ShownText } from "./read-answers.ts";
import type { KeyPress } from "./row-commands.ts";
import { Snapshots } from "./snapshots.ts";
import type { Source } from "./source.ts";
import { isTyping, selectedId, settled, showsTheSame, START, type Effect, type State } from "./state.ts";

/** What the screens end with when they were interrupted by Ctrl-C, not left. */
export const INTERRUPTED = "interrupted";

/** What is fetched sooner is drawn at once with what it is for, so that nothing flickers. */
const PATIENCE_MS = 100;

/** The terminal that a session is shown on. */
export interface Terminal {
  exit(result?: string): void;
  /** Lends the terminal to another program while `run` goes on. */
  lend(run: () => Promise<void>): Promise<void>;
}

/** A frame that is on the screen. */
export interface ShownFrame {
  frame: Frame;
  /** What of it can be scrolled. */
  text: ShownText;
  /** Rows on a page. */
  page: number;
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

  /** Begins to fetch. Resolves when there is something to be drawn. */
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

  /** Is told of each frame. @returns ends it */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The frame is on the screen, and the keys that were pressed before have been given to `type`. */
  shown(shown: ShownFrame): void {
    if (this.#isOver) return;
    this.#shown = shown;
    const { frame, text } = shown;
    // A key may have come since this was drawn: what it did is still to be drawn.
    if (frame.state === this.#state) this.#keyboard.drawn(selectedRow(frame)?.id, this.#source.clock.now());
    const isNews = this.#read.note(text);
    if (this.#takeWaiting() || isNews) this.#change();
  }

  /** Nothing of it can be seen. */
  hidden(): void {
    this.#shown = undefined;
  }

  /** Keys were pressed, in this order. */
  type(presses: readonly Press[]): void {
    for (const { key, text } of presses) {
      // Whatever is being fetched: nobody is kept here.
      if (key === "ctrl-c") this.#take({ key, text, early: false });
      else this.#arrive(key, text);
    }
    this.#change();
  }

  /** A text was pasted: elsewhere than in a text it would be a row of commands. */
  paste(text: string): void {
    if (!isTyping(this.#state)) return;
    this.#arrive("", text.replaceAll(/\s+/g, " "));
    this.#change();
  }

  #arrive(key: string, text: string): void {
    this.#keyboard.arrive(key, text, this.#isReady() && this.#busy === 0, this.#source.clock.now());
    this.#takeWaiting();
  }

  /** @returns whether there was one */
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

  /** Whether what is on the screen is what a key will find: nobody can mean a row of what is not. Text needs no row. */
  #isReady(): boolean {
    if (isTyping(this.#state)) return true;
    const frame = this.#shown?.frame;
    if (!frame || frame.isPending || frame.settled !== this.#settled) return false;
    return showsTheSame(this.#state, frame.state);
  }

  #take({ key, text, early }: Typed): void {
    const { state, effect } = press(this.#state, { ...this.#onScreen(), key, text, early });
    this.#state = state;
    // What was pressed too early changes nothing: what was said of the key before it still stands.
    if (state.notice === "tooEarly") this.#keyboard.refuse();
    else this.#said = "";
    if (effect) void this.#obey(effect);
  }

  /** What a key is judged by. */
  #onScreen(): Omit<KeyPress, "key" | "text" | "early"> {
    if (!this.#shown) return { rows: [], page: 1 };
    const { frame, text, page } = this.#shown;
    const { rows } = frame.view;
    const ids = rows.map(({ id }) => id);
    const selected = selectedId(this.#state, ids);
    const states = (asked: readonly string[]): AnswerState[] => this.#answerStates(asked, frame);
    return {
      rows: ids,
      page,
      depth: text.part.depth,
      lead: rows.find(({ id }) => id === selected)?.lead,
      needsYes: (asked) => asked.length > 1 || states(asked).some(({ isDoubtful }) => isDoubtful),
      isRead: (id) => states([id]).every(({ isRead }) => isRead),
    };
  }

  /** How answers stand, as they were fetched with the question or the list. */
  #answerStates(ids: readonly string[], { question = [], view }: Pick<Frame, "question" | "view">): AnswerState[] {
    return ids.map((id) => {
      const fetched = question.find((one) => one.id === id) ?? view.rows.find((one) => one.id === id);
      return answerState(fetched?.answer, this.#read.has(id, fetched?.answer));
    });
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
    const { said, done } = await this.#source.carryOut(this.#state.screen, effect, (id) => this.#read.textOf(id));
    this.#state = settled(this.#state, effect, done);
    this.#said = said;
    this.#settled++;
  }

  /** What is remembered or what was fetched is another now. */
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
    const { view = PENDING_VIEW, detail, question, isPending } = this.#snapshots;
    const { asked } = this.#state;
    return {
      state: this.#state,
      said: this.#said,
      view,
      detail: detail ?? (isPending ? PENDING_DETAIL : undefined),
      question,
      answers: asked ? this.#answerStates(asked.ids, { question, view }) : [],
      isPending,
      settled: this.#settled,
    };
  }
}

function selectedRow({ state, view }: Frame): { id: string } | undefined {
  const selected = selectedId(
    state,
    view.rows.map(({ id }) => id),
  );
  return view.rows.find(({ id }) => id === selected);
}
