/** What is wanted, and how it is fetched. Two wishes with the same key want the same. `fetch` never rejects. */
export interface Wish<T> {
  key: string;
  fetch: () => Promise<T>;
}

/** The answer to the latest wish. It is never fetched twice at once; an answer to an earlier wish is dropped. */
export class Fetched<T> {
  #wish: Wish<T> | undefined;
  #value: T | undefined;
  /** Counts how often the answer was forgotten. A fetch that began before that brings nothing. */
  #era = 0;
  /** Keys of the fetches under way. */
  readonly #underWay = new Set<string>();
  /** The wish was renewed while its fetch was under way. */
  #isOutdated = false;
  readonly #onNews: () => void;

  /** @param onNews called when there is a new answer */
  constructor(onNews: () => void) {
    this.#onNews = onNews;
  }

  /** The last answer; undefined while there is none. */
  get value(): T | undefined {
    return this.#value;
  }

  /** Wants this from now on, or nothing. */
  want(wish: Wish<T> | undefined): void {
    if (wish?.key === this.#wish?.key) return;
    this.#wish = wish;
    this.forget();
  }

  /** Fetches once more. The last answer stays until there is a new one. */
  renew(): void {
    if (!this.#wish) return;
    if (this.#underWay.has(this.#wish.key)) this.#isOutdated = true;
    else void this.#fetch(this.#wish);
  }

  /** Drops the last answer and fetches a new one. */
  forget(): void {
    this.#era++;
    this.#value = undefined;
    this.renew();
  }

  async #fetch({ key, fetch }: Wish<T>): Promise<void> {
    const era = this.#era;
    this.#isOutdated = false;
    this.#underWay.add(key);
    const value = await fetch();
    this.#underWay.delete(key);
    if (key !== this.#wish?.key) return;
    if (this.#isOutdated) void this.#fetch(this.#wish);
    if (era !== this.#era) return;
    this.#value = value;
    this.#onNews();
  }
}
