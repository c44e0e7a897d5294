/** What is to be fetched, and how. The same key is the same thing. `fetch` never rejects. */
export interface Wish<T> {
  key: string;
  fetch: () => Promise<T>;
}

/** Something that is fetched again and again: never twice at once, and the answer to an earlier wish is dropped. */
export class Fetched<T> {
  #wish: Wish<T> | undefined;
  #value: T | undefined;
  /** Counts how often everything known was forgotten: what was asked for before that is no answer any more. */
  #era = 0;
  /** Keys of the fetches under way. */
  readonly #underWay = new Set<string>();
  /** Asked for again while it was under way. */
  #isOutdated = false;
  readonly #onNews: () => void;

  /** @param onNews called when there is a new answer to what is wanted now */
  constructor(onNews: () => void) {
    this.#onNews = onNews;
  }

  /** The last answer to what is wanted now; undefined while there is none. */
  get value(): T | undefined {
    return this.#value;
  }

  /** From now on this is wanted, or nothing. */
  want(wish: Wish<T> | undefined): void {
    if (wish?.key === this.#wish?.key) return;
    this.#wish = wish;
    this.forget();
  }

  /** Fetches what is wanted once more; what is known stays until it is there. */
  renew(): void {
    if (!this.#wish) return;
    if (this.#underWay.has(this.#wish.key)) this.#isOutdated = true;
    else void this.#fetch(this.#wish);
  }

  /** Fetches what is wanted once more; what is known does not count until then. */
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
