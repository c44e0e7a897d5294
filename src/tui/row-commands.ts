/** Keys that do something to rows: which rows they are for, and whether they may. */
import type { Command } from "./keys.ts";
import { select, selectedId, type Effect, type Lead, type State } from "./state.ts";

/** A key, and what is on the screen when it is taken. */
export interface KeyPress {
  /** As `keyName` says it. */
  key: string;
  /** What it types. */
  text: string;
  /** The ids that are listed. */
  rows: readonly string[];
  /** Rows on a page. */
  page: number;
  /** How far what is scrolled goes on. */
  depth?: number;
  /** It was pressed before its list or question was on the screen, or it is held down. */
  early?: boolean;
  /** Where the selected row leads. */
  lead?: Lead | undefined;
  /** Whether these answers take a yes before they are approved. */
  needsYes?: (ids: readonly string[]) => boolean;
  /** Whether this answer has been read. */
  isRead?: (id: string) => boolean;
}

export interface Step {
  state: State;
  effect?: Effect;
}

/** Keys that first ask for words, and the command that is then carried out with them. */
const WORDED: Partial<Record<Command, Command>> = { regenerate: "regenerate", skipWhy: "skip", escalateTo: "escalate" };

/** A command for rows: for the marked ones if there are any, else for the selected one. */
export function actOnRows(state: State, command: Command, event: KeyPress): Step {
  const { rows, early = false, needsYes = (ids) => ids.length > 1 } = event;
  if (command === "refresh" || command === "quit") return { state, effect: { command, ids: [], input: "" } };
  if (early && command !== "mark") return { state: { ...state, notice: "tooEarly" } };
  const selected = selectedId(state, rows);
  if (command === "undo") return undo(state, selected);
  if (selected === undefined) return { state: { ...state, notice: "nothingHere" } };
  if (command === "mark") return mark(state, selected, rows);
  const ids = chosen(state, selected, rows);
  const effect = { command, ids, input: "", next: after(selected, ids, rows) };
  if (command === "approve" && needsYes(ids)) {
    return { state: { ...state, mode: "confirm", asked: effect, overScroll: 0 } };
  }
  const worded = WORDED[command];
  if (worded) {
    return { state: { ...state, mode: "instructions", input: "", asked: { ...effect, command: worded } } };
  }
  return { state: { ...state, scroll: 0 }, effect };
}

/** Takes back what was decided last; when nothing was, what was once decided about the selected row. */
function undo(state: State, selected: string | undefined): Step {
  const ids = state.decided.length > 0 ? [...state.decided] : selected === undefined ? [] : [selected];
  if (ids.length === 0) return { state: { ...state, notice: "nothingToUndo" } };
  return { state, effect: { command: "undo", ids, input: "" } };
}

/** Rows that are marked but filtered away are not on the screen, so no key is for them. */
function chosen({ marked, screen }: State, selected: string, rows: readonly string[]): string[] {
  const listed = screen === "inbox" ? marked.filter((id) => rows.includes(id)) : [];
  return listed.length > 0 ? listed : [selected];
}

function after(selected: string, ids: readonly string[], rows: readonly string[]): string | undefined {
  const at = rows.indexOf(selected);
  const left = (id: string): boolean => !ids.includes(id);
  return rows.slice(at).find(left) ?? rows.slice(0, at).findLast(left);
}

function mark(state: State, id: string, rows: readonly string[]): Step {
  const marked = state.marked.includes(id) ? state.marked.filter((other) => other !== id) : [...state.marked, id];
  return { state: select({ ...state, marked }, rows, rows.indexOf(id) + 1) };
}
