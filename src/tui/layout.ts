/** Where the parts of a frame stand in a window. Pure. */
import type { Texts } from "../texts/ru/index.ts";
import { keyLines, statusLines, tabs } from "./footer.ts";
import { PENDING_DETAIL, selectedRow, type Frame } from "./frame.ts";
import { helpLines } from "./help.ts";
import type { ShownText } from "./read-answers.ts";
import type { Line, Reading } from "./view.ts";
import { scrolled, wrapped } from "./wrap.ts";

/** From this width on the details stand beside the list. */
const WIDE = 100;
const LEAST = { columns: 80, rows: 20 };
/** A longer message is cut, so that the list stays in sight. */
const STATUS_ROWS = 4;

export interface WindowSize {
  columns: number;
  rows: number;
}

export interface Layout {
  tabs: string;
  body: Body;
  /** Rows of the body. */
  height: number;
  status: Line[];
  keys: string[];
  /** The text in the body that can be scrolled. */
  text: ShownText;
  /** Rows by which a list is paged. */
  page: number;
}

/** What stands between the tabs and the status: a text, or the list, perhaps with a text beside it. */
export type Body =
  | { kind: "text"; lines: readonly Line[] }
  | { kind: "list"; selected: string; width: number; beside: readonly Line[] | undefined };

/** @returns undefined when the window is too small for the screens */
export function layoutOf(frame: Frame, texts: Texts, { columns, rows }: WindowSize): Layout | undefined {
  if (columns < LEAST.columns || rows < LEAST.rows) return undefined;
  const keys = keyLines(frame.state, texts, columns);
  const status = wrapped(statusLines(frame, texts), columns).slice(0, STATUS_ROWS);
  const height = rows - 2 - status.length - keys.length;
  const { body, text } = bodyOf(frame, texts, columns, height);
  return { tabs: tabs(frame.state, texts), body, height, status, keys, text, page: rows - 6 };
}

function bodyOf(frame: Frame, texts: Texts, width: number, height: number): Pick<Layout, "body" | "text"> {
  const { state, view, detail } = frame;
  const { more, openForMore, end } = texts.messages;
  const over = overList(frame, texts, width - 2);
  if (over) return textBody(shownText(over, state.overScroll, width - 2, height, { more, end }));
  const selected = selectedRow(frame);
  if (view.trouble || selected === undefined) {
    const lines = view.trouble ?? [{ text: view.isPending ? "…" : texts.words.empty, tone: "dim" as const }];
    return { body: { kind: "text", lines: wrapped(lines, width - 2) }, text: nothing(width) };
  }
  const isBeside = width >= WIDE && state.screen === "inbox";
  const left = isBeside ? Math.floor(width * 0.55) : width;
  const room = (isBeside ? width - left : width) - 2;
  // Beside the list PgDn turns the list's pages until the details are opened.
  const hint = { more: state.opened ? more : openForMore, end };
  const text = shownText(detail ? [detail] : [], state.scroll, room, height, hint);
  if (isBeside) return { body: { kind: "list", selected, width: left, beside: text.part.rows }, text };
  if (state.opened && text.part.rows.length > 0) return textBody(text);
  return { body: { kind: "list", selected, width, beside: undefined }, text: nothing(width) };
}

/** What lies over the list: the help, or the answers in a question. */
function overList({ state, question }: Frame, texts: Texts, width: number): readonly Reading[] | undefined {
  if (state.mode === "confirm") return question ?? [PENDING_DETAIL];
  if (state.mode !== "help") return undefined;
  return [{ id: "", lines: helpLines(state.screen, texts, width), needed: 0, answer: undefined }];
}

function textBody(text: ShownText): Pick<Layout, "body" | "text"> {
  return { body: { kind: "text", lines: text.part.rows }, text };
}

function shownText(
  readings: readonly Reading[],
  scroll: number,
  width: number,
  height: number,
  hint: { more: string; end: string },
): ShownText {
  const lines = readings.flatMap((reading) => reading.lines);
  return { readings, part: scrolled(wrapped(lines, width), scroll, height, hint), width };
}

function nothing(width: number): ShownText {
  return { readings: [], part: { rows: [], from: 0, depth: 0 }, width };
}
