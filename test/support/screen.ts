/** What a terminal makes of the bytes it is sent: strict, so that what no screen of ours may send is noticed. */
import stringWidth from "string-width";

type Grid = string[][];

const widths = new Map<string, number>();

/** The columns of one character. A screen holds few different ones, and to measure one takes longer than all the rest. */
function widthOf(segment: string): number {
  const width = widths.get(segment) ?? stringWidth(segment);
  widths.set(segment, width);
  return width;
}

/** One cell for each column; a wide character leaves the cell after it empty. */
export class Screen {
  columns: number;
  rows: number;
  alternate = false;
  cursorVisible = true;
  /** Whether what is pasted is marked as such. */
  marksPaste = false;
  /** Whether the alternate screen was ever used. */
  wasAlternate = false;
  /** SGR parameters that were sent: colours, bold, inverse. */
  readonly styles = new Set<string>();
  /** Sequences that no screen of ours needs: titles, clipboards, queries. */
  readonly foreign: string[] = [];
  /** Lines that ran over the right edge. */
  readonly overflows: string[] = [];
  #grid: Grid;
  #primary: Grid;
  #x = 0;
  #y = 0;
  #rest = "";

  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.rows = rows;
    this.#grid = this.#empty();
    this.#primary = this.#empty();
  }

  /** What stands on the screen, line by line, without the blanks at the ends. */
  lines(): string[] {
    return this.#grid.map((line) => line.join("").trimEnd());
  }

  text(): string {
    return this.lines().join("\n").trimEnd();
  }

  /** As a terminal does when its window changes: what does not fit is cut. */
  resize(columns: number, rows: number): void {
    this.columns = columns;
    this.rows = rows;
    for (const grid of new Set([this.#grid, this.#primary])) {
      grid.splice(rows);
      while (grid.length < rows) grid.push(this.#blank());
      for (const line of grid) {
        line.splice(columns);
        while (line.length < columns) line.push(" ");
      }
    }
    this.#y = Math.min(this.#y, rows - 1);
    this.#x = Math.min(this.#x, columns);
  }

  write(bytes: string): void {
    const tokens = (this.#rest + bytes).match(TOKENS) ?? [];
    // A sequence may arrive in two halves.
    const last = tokens.at(-1) ?? "";
    const isHalf = last.startsWith("\u001B") && last.length < 12 && !COMPLETE.test(last);
    this.#rest = isHalf ? (tokens.pop() ?? "") : "";
    for (const token of tokens) this.#take(token);
  }

  #take(token: string): void {
    if (token === "\r") this.#x = 0;
    else if (token === "\n") this.#feed();
    else if (token === "\b") this.#x = Math.max(this.#x - 1, 0);
    else if (CSI.test(token)) this.#obey(token);
    else if (FOREIGN.test(token)) this.foreign.push(token);
    else for (const { segment } of new Intl.Segmenter().segment(token)) this.#put(segment);
  }

  #put(segment: string): void {
    const width = widthOf(segment);
    if (HIDDEN.test(segment) || (segment.match(/\p{M}/gu)?.length ?? 0) > 8) this.foreign.push(segment);
    if (this.#x + width > this.columns) {
      this.overflows.push(this.lines()[this.#y] ?? "");
      this.#x = 0;
      this.#feed();
    }
    const line = this.#grid[this.#y] ?? [];
    if (width > 0) line[this.#x] = segment;
    for (let i = 1; i < width; i++) line[this.#x + i] = "";
    this.#x += width;
  }

  #feed(): void {
    if (++this.#y < this.rows) return;
    this.#y = this.rows - 1;
    this.#grid.shift();
    this.#grid.push(this.#blank());
  }

  #obey(token: string): void {
    const [, mode = "", list = "", letter = ""] = CSI.exec(token) ?? [];
    if (mode === "?") return this.#switch(token, list, letter);
    const [first = 0, second = 0] = list.split(";").map(Number);
    const n = Math.max(first, 1);
    if (letter === "m") this.styles.add(list);
    else if (letter === "A") this.#y = Math.max(this.#y - n, 0);
    else if (letter === "B") this.#y = Math.min(this.#y + n, this.rows - 1);
    else if (letter === "C") this.#x = Math.min(this.#x + n, this.columns - 1);
    else if (letter === "D") this.#x = Math.max(this.#x - n, 0);
    else if (letter === "E") [this.#x, this.#y] = [0, Math.min(this.#y + n, this.rows - 1)];
    else if (letter === "G") this.#x = n - 1;
    else if (letter === "H") [this.#x, this.#y] = [Math.max(second, 1) - 1, n - 1];
    else if (letter === "K") this.#erase(first);
    else if (letter === "J") this.#eraseScreen(first);
    else this.foreign.push(token);
  }

  #switch(token: string, list: string, letter: string): void {
    const on = letter === "h";
    if (list === "25") this.cursorVisible = on;
    else if (list === "1049") this.#useAlternate(on);
    else if (list === "2004") this.marksPaste = on;
    else if (list !== "2026") this.foreign.push(token);
  }

  #useAlternate(on: boolean): void {
    if (on === this.alternate) return;
    if (on) [this.#primary, this.#grid] = [this.#grid, this.#empty()];
    else this.#grid = this.#primary;
    this.alternate = on;
    this.wasAlternate ||= on;
  }

  #erase(which: number): void {
    const line = this.#grid[this.#y] ?? [];
    const [from, to] = which === 0 ? [this.#x, this.columns] : which === 1 ? [0, this.#x + 1] : [0, this.columns];
    line.fill(" ", from, to);
  }

  #eraseScreen(which: number): void {
    if (which === 0) this.#erase(0);
    for (let y = which === 0 ? this.#y + 1 : 0; y < this.rows; y++) this.#grid[y] = this.#blank();
  }

  #blank(): string[] {
    return Array.from({ length: this.columns }, () => " ");
  }

  #empty(): Grid {
    return Array.from({ length: this.rows }, () => this.#blank());
  }
}

// oxlint-disable no-control-regex -- they are what is looked for
/** A CSI sequence, another escape sequence, a control character, or text up to the next of them. */
const TOKENS =
  /\u001B\[[0-?]*[ -/]*[@-~]|\u001B\][^\u0007\u001B]*(?:\u0007|\u001B\\)|\u001B[^[\]]|\u001B|[\u0000-\u001A\u001C-\u001F\u007F-\u009F]|[^\u0000-\u001F\u007F-\u009F]+/gu;
const COMPLETE = /^\u001B(?:\[[0-?]*[ -/]*[@-~]|[^[\]])/u;
const CSI = /^\u001B\[([?>=]?)([\d;]*)([A-Za-z])$/u;
const FOREIGN = /^[\u0000-\u001F\u007F-\u009F]/u;
// oxlint-enable no-control-regex
/** Turns the direction of writing, or takes no room. */
const HIDDEN = /[\u00AD\u061C\u200B\u200C\u200E\u200F\u2028-\u202E\u2060-\u206F\uFEFF]/u;
