import type { Answer, Reading } from "./view.ts";
import { wrapped, type Part } from "./wrap.ts";

/** The texts on the screen that can be scrolled, and how far they are. */
export interface ShownText {
  readings: readonly Reading[];
  /** The rows that are on the screen. */
  part: Part;
  /** Columns of a row. */
  width: number;
}

/** The answers that a person has read. Only a text that was on the screen as a whole may be approved. */
export class ReadAnswers {
  /** The version of each answer that was read last, by item. */
  readonly #versions = new Map<string, number>();
  /** The texts that are on the screen, and how many of their rows, from the first on, have been there. */
  #shown = { of: "", rows: 0 };

  has(id: string, answer: Answer | undefined): boolean {
    return answer !== undefined && this.#versions.get(id) === answer.version;
  }

  /** The version of this answer that was read last; undefined when none was. */
  versionOf(id: string): number | undefined {
    return this.#versions.get(id);
  }

  /**
   * Notes what is on the screen. An answer has been read once every row down to its end has been there, page by page.
   * @returns whether another answer has been read now
   */
  note({ readings, part, width }: ShownText): boolean {
    const of = JSON.stringify([width, readings.map(({ id, answer }) => [id, answer?.version])]);
    if (this.#shown.of !== of) this.#shown = { of, rows: 0 };
    const end = part.from + part.rows.length - (part.depth > 0 ? 1 : 0);
    if (part.from <= this.#shown.rows) this.#shown.rows = Math.max(this.#shown.rows, end);
    let before = 0;
    let isNews = false;
    for (const { id, lines, needed, answer } of readings) {
      const isSeen = this.#shown.rows >= before + wrapped(lines.slice(0, needed), width).length;
      if (answer && isSeen && !this.has(id, answer)) {
        this.#versions.set(id, answer.version);
        isNews = true;
      }
      before += wrapped(lines, width).length;
    }
    return isNews;
  }
}
