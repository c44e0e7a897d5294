import type { Timer } from "../base/clock.ts";
import { Fetched, type Wish } from "./fetched.ts";
import { parseFilter } from "./filter.ts";
import type { Source } from "./source.ts";
import { filterOf, selectedId, type State } from "./state.ts";
import { unreadable } from "./unreadable.ts";
import type { Reading, View } from "./view.ts";

const LOOK_MS = 1000;
/** After this long everything is fetched again, although nothing was committed: it tells how long ago things were. */
const STALE_MS = 10_000;

/** The latest answers to what the screens want to show. They are fetched again whenever something was committed. */
export class Snapshots {
  readonly #source: Source;
  readonly #view: Fetched<View>;
  readonly #detail: Fetched<Reading>;
  readonly #question: Fetched<Reading[]>;
  #isPending = true;
  #version = Number.NaN;
  #fetchedAt = Number.NEGATIVE_INFINITY;
  #isOver = false;
  #nextLook: Timer | undefined;

  /** @param onNews called when a wanted answer has arrived */
  constructor(source: Source, onNews: () => void) {
    this.#source = source;
    this.#detail = new Fetched(onNews);
    this.#question = new Fetched(onNews);
    this.#view = new Fetched(onNews);
  }

  get view(): View | undefined {
    return this.#view.value;
  }

  get detail(): Reading | undefined {
    return this.#detail.value;
  }

  /** The answers in the question to the person, as they were when the question came up. */
  get question(): readonly Reading[] | undefined {
    return this.#question.value;
  }

  /** Whether a wanted answer is still missing. */
  get isPending(): boolean {
    return this.#isPending;
  }

  /** From now on the source is asked once a second whether anything was committed. */
  async start(): Promise<void> {
    this.#version = await this.#source.version().catch(() => Number.NaN);
    this.#fetchedAt = this.#source.clock.now();
    this.#lookLater();
  }

  stop(): void {
    this.#isOver = true;
    this.#nextLook?.cancel();
  }

  /** Wants what this state shows: the list, the details of the selected row, the answers in a question. */
  want(state: State): void {
    this.#view.want(this.#listWish(state));
    const rows = this.#view.value?.rows.map(({ id }) => id) ?? [];
    const selected = selectedId(state, rows);
    // The inbox shows details beside its list when the window is wide enough.
    const isDetailed = state.opened || state.screen === "inbox";
    const detail = selected !== undefined && isDetailed ? this.#detailWish(state, selected) : undefined;
    this.#detail.want(detail);
    const question = state.asked ? this.#questionWish(state.asked.ids) : undefined;
    this.#question.want(question);
    const missing = [!this.#view.value, detail && !this.#detail.value, question && !this.#question.value];
    this.#isPending = missing.some(Boolean);
  }

  /** Forgets the list and the details, and fetches them anew. */
  forget(): void {
    this.#fetchedAt = this.#source.clock.now();
    this.#view.forget();
    this.#detail.forget();
  }

  #listWish(state: State): Wish<View> {
    const { screens, texts } = this.#source;
    const filter = filterOf(state);
    const trouble = (error: unknown): View => {
      return { title: "", columns: [], rows: [], trouble: unreadable(error, texts).lines };
    };
    return {
      key: `${state.screen} ${filter}`,
      fetch: () => screens[state.screen].list(parseFilter(filter)).catch(trouble),
    };
  }

  #detailWish({ screen }: State, id: string): Wish<Reading> {
    const { screens, texts } = this.#source;
    const trouble = (error: unknown): Reading => unreadable(error, texts);
    return { key: `${screen} ${id}`, fetch: () => screens[screen].detail(id).catch(trouble) };
  }

  #questionWish(ids: readonly string[]): Wish<Reading[]> {
    const trouble = (error: unknown): Reading[] => [unreadable(error, this.#source.texts)];
    return { key: ids.join(" "), fetch: () => this.#source.answers(ids).catch(trouble) };
  }

  async #look(): Promise<void> {
    const version = await this.#source.version().catch(() => Number.NaN);
    const now = this.#source.clock.now();
    if (!Object.is(version, this.#version) || now - this.#fetchedAt >= STALE_MS) {
      this.#version = version;
      this.#fetchedAt = now;
      this.#view.renew();
      this.#detail.renew();
    }
    this.#lookLater();
  }

  #lookLater(): void {
    if (!this.#isOver) this.#nextLook = this.#source.clock.after(LOOK_MS, () => void this.#look());
  }
}
