/** What the terminal screens remember. Pure: what changes the shop is an effect, which the caller carries out. */
import type { Command, Screen } from "./keys.ts";

/** A command on rows, for the caller to carry out. */
export interface Effect {
  command: Command;
  ids: string[];
  /** Instructions for another draft, the reason of a skip, or to whom an item is handed on and why. */
  input: string;
  /** The row that is selected once these are decided. */
  next?: string | undefined;
}

/** `browse` is the list with the details; everything else lies over it and gives it back as it was. */
export type Mode = "browse" | "help" | "filter" | "instructions" | "confirm";
export type Notice =
  | "notHere"
  | "nothingHere"
  | "nothingToUndo"
  | "noDetails"
  | "tooEarly"
  | "notPublished"
  | "leaveByQ"
  | "unread";

export interface State {
  screen: Screen;
  mode: Mode;
  /** The details are open: in a narrow window they take the place of the list. */
  opened: boolean;
  /** The selected row of each screen, by id. */
  selected: Partial<Record<Screen, string>>;
  /** The marked rows of the inbox. */
  marked: readonly string[];
  /** What is typed after `/`, for each screen. */
  filters: Partial<Record<Screen, string>>;
  /** Rows of the details that have been scrolled past. */
  scroll: number;
  /** Rows that have been scrolled past in the help or the question, which lie over the details. */
  overScroll: number;
  input: string;
  /** The command that a question or a prompt is about. It stays as it was when the question came up. */
  asked: Effect | null;
  /** The rows whose decisions `u` takes back. */
  decided: readonly string[];
  notice: Notice | null;
}

/** The screen that Enter on a row leads to, and the filter to set there. */
export interface Lead {
  screen: Screen;
  filter: string;
}

export const START: State = {
  screen: "overview",
  mode: "browse",
  opened: false,
  selected: {},
  marked: [],
  filters: {},
  scroll: 0,
  overScroll: 0,
  input: "",
  asked: null,
  decided: [],
  notice: null,
};

/** The filter of this screen's list; empty when it has none. */
export function filterOf({ filters, screen }: State): string {
  return filters[screen] ?? "";
}

/** The selected id: the remembered one while it is listed, else the first. */
export function selectedId(state: State, rows: readonly string[]): string | undefined {
  const id = state.selected[state.screen];
  return id !== undefined && rows.includes(id) ? id : rows[0];
}

/** Whether both show the same list or the same question, so that a key meant for one is meant for the other, too. */
export function showsTheSame(one: State, other: State): boolean {
  return (
    one.screen === other.screen &&
    filterOf(one) === filterOf(other) &&
    one.mode === other.mode &&
    one.asked === other.asked
  );
}

/** Whether keys are taken as text now. */
export function isTyping({ mode }: State): boolean {
  return mode === "filter" || mode === "instructions";
}

/** Selects another row and shows its details from the top. */
export function selecting(state: State, id: string, screen: Screen = state.screen): State {
  return { ...state, scroll: 0, selected: { ...state.selected, [screen]: id } };
}

/** Selects the row at this place in the list, or the nearest. */
export function select(state: State, rows: readonly string[], index: number): State {
  const id = rows[Math.min(Math.max(index, 0), rows.length - 1)];
  return id === undefined ? state : selecting(state, id);
}

const DECISIONS: readonly Command[] = ["approve", "skip", "escalate"];

/**
 * The state after an effect was carried out for these rows. `u` takes back only what was really decided here; rows for
 * which it failed stay marked. The selection moves to the next row, or back to the row that was taken back.
 */
export function settled(state: State, { command, next }: Effect, done: readonly string[]): State {
  if (command === "undo") {
    // A decision that cannot be taken back now never can: the next `u` is for the selected row.
    return { ...(done[0] === undefined ? state : selecting(state, done[0], "inbox")), decided: [] };
  }
  const left = { ...state, marked: state.marked.filter((id) => !done.includes(id)) };
  if (!DECISIONS.includes(command)) return left;
  const isGone = done.includes(state.selected.inbox ?? done[0] ?? "");
  return { ...(isGone && next !== undefined ? selecting(left, next, "inbox") : left), decided: done };
}
