import type { Answer, Reading } from "./view.ts";
import { wrapped, type Part } from "./wrap.ts";

/** The texts on the screen that can be scrolled, as they are drawn. */
export interface ShownText {
  readings: readonly Reading[];
  /** The rows of them that are on the screen. */
  part: Part;
  /** Columns of a row. */
  width: number;
}

/** What a person has read: what is approved must be what was on the screen. */
export class ReadAnswers {
  readonly #texts = new Map<string, string>();
  /** Which texts are on the screen, and their rows that have been there, from the first on. */
  #shown = { of: "", rows: 0 };

  has(id: string, answer: Answer | undefined): boolean {
    return answer !== undefined && this.#texts.get(id) === answer.text;
  }

  /** The text that was read last; undefined when none was. */
  textOf(id: string): string | undefined {
    return this.#texts.get(id);
  }

  /**
   * An answer is read once every row from the first down to its end has been on the screen, page by page.
   * @returns whether one has been read that was not before
   */
  note({ readings, part, width }: ShownText): boolean {
    const of = JSON.stringify([width, readings.map(({ id, answer }) => [id, answer?.text])]);
    if (this.#shown.of !== of) this.#shown = { of, rows: 0 };
    const end = part.from + part.rows.length - (part.depth > 0 ? 1 : 0);
    if (part.from <= this.#shown.rows) this.#shown.rows = Math.max(this.#shown.rows, end);
    let before = 0;
    let isNews = false;
    for (const { id, lines, needed, answer } of readings) {
      const isSeen = this.#shown.rows >= before + wrapped(lines.slice(0, needed), width).length;
      if (answer && isSeen && !this.has(id, answer)) {
        this.#texts.set(id, answer.text);
        isNews = true;
      }
      before += wrapped(lines, width).length;
    }
    return isNews;
  }
}
