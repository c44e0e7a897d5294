/** What the terminal screens remember, and how a key changes it: pure. What reaches the shop is an effect for the caller. */
import { commandOf, SCREENS, type Command, type Screen } from "./keys.ts";

/** A command on rows, for the caller to carry out. */
export interface Effect {
  command: Command;
  ids: string[];
  /** Instructions for another draft. */
  input: string;
}

export type Mode = "list" | "detail" | "help" | "filter" | "instructions" | "confirm";
export type Notice = "notHere" | "nothingSelected";

export interface State {
  screen: Screen;
  mode: Mode;
  /** The selected row of each screen, by id. */
  selected: Partial<Record<Screen, string>>;
  marked: readonly string[];
  filter: string;
  /** Rows of the details that have been scrolled past. */
  scroll: number;
  input: string;
  /** What a confirmation or a prompt is about, fixed when it was asked. */
  asked: Effect | null;
  /** What `u` takes back. */
  decided: readonly string[];
  notice: Notice | null;
}

export const START: State = {
  screen: "overview",
  mode: "list",
  selected: {},
  marked: [],
  filter: "",
  scroll: 0,
  input: "",
  asked: null,
  decided: [],
  notice: null,
};

/** A key as `keyName` says it; the text it types; the ids that are listed; rows on a page; how far the details go on. */
export interface KeyPress {
  key: string;
  text: string;
  rows: readonly string[];
  page: number;
  depth?: number;
}

export interface Step {
  state: State;
  effect?: Effect;
}

/** The selected id: the remembered one while it is listed, else the first. */
export function selectedId(state: State, rows: readonly string[]): string | undefined {
  const id = state.selected[state.screen];
  return id !== undefined && rows.includes(id) ? id : rows[0];
}

/** The state after a key, and what it asks for. */
export function press(state: State, event: KeyPress): Step {
  if (event.key === "ctrl-c") return { state, effect: { command: "quit", ids: [], input: "" } };
  switch (state.mode) {
    case "confirm":
      return answer(state, event.key);
    case "filter":
    case "instructions":
      return type(state, event);
    case "help":
      return { state: { ...state, mode: "list" } };
    default:
      return obey({ ...state, notice: null }, event);
  }
}

function answer(state: State, key: string): Step {
  const effect = key === "y" || key === "н" ? state.asked : null;
  const next: State = { ...state, mode: "list", asked: null };
  return effect ? decide(next, effect) : { state: next };
}

function type(state: State, { key, text }: KeyPress): Step {
  if (key === "escape") {
    const filter = state.mode === "filter" ? "" : state.filter;
    return { state: { ...state, mode: "list", input: "", asked: null, filter } };
  }
  if (key === "backspace") return typed(state, Array.from(state.input).slice(0, -1).join(""));
  if (key !== "enter") return typed(state, state.input + text);
  const next: State = { ...state, mode: "list", input: "", asked: null };
  const asked = state.mode === "instructions" && state.input.trim() !== "" ? state.asked : null;
  return asked ? { state: next, effect: { ...asked, input: state.input.trim() } } : { state: next };
}

function typed(state: State, input: string): Step {
  return { state: { ...state, input, ...(state.mode === "filter" && { filter: input }) } };
}

function obey(state: State, event: KeyPress): Step {
  const command = commandOf(event.key, state.screen);
  if (command === undefined) return { state };
  if (command === "elsewhere") return { state: { ...state, notice: "notHere" } };
  return travel(state, command, event) ?? look(state, command) ?? act(state, command, event);
}

/** Another screen, another row; in the details another page of them. */
function travel(state: State, command: Command, { key, rows, page, depth = 0 }: KeyPress): Step | undefined {
  const at = SCREENS.indexOf(state.screen);
  const row = rows.indexOf(selectedId(state, rows) ?? "");
  switch (command) {
    case "screen":
      return goTo(state, Number(key) - 1);
    case "next":
      return goTo(state, (at + 1) % SCREENS.length);
    case "previous":
      return goTo(state, (at + SCREENS.length - 1) % SCREENS.length);
    case "down":
      return select(state, rows, row + 1);
    case "up":
      return select(state, rows, row - 1);
    case "first":
      return select(state, rows, 0);
    case "last":
      return select(state, rows, rows.length - 1);
    case "pageDown":
      return state.mode === "detail" ? scroll(state, state.scroll + page, depth) : select(state, rows, row + page);
    case "pageUp":
      return state.mode === "detail" ? scroll(state, state.scroll - page, depth) : select(state, rows, row - page);
    default:
      return undefined;
  }
}

function goTo(state: State, index: number): Step {
  return {
    state: {
      ...state,
      screen: SCREENS[index] ?? state.screen,
      mode: "list",
      marked: [],
      filter: "",
      input: "",
      scroll: 0,
    },
  };
}

function scroll(state: State, to: number, depth: number): Step {
  return { state: { ...state, scroll: Math.max(Math.min(to, depth), 0) } };
}

function select(state: State, rows: readonly string[], index: number): Step {
  const id = rows[Math.min(Math.max(index, 0), rows.length - 1)];
  if (id === undefined) return { state };
  return { state: { ...state, scroll: 0, selected: { ...state.selected, [state.screen]: id } } };
}

/** Another way to look at the same. */
function look(state: State, command: Command): Step | undefined {
  switch (command) {
    case "help":
      return { state: { ...state, mode: "help" } };
    case "open":
      return { state: { ...state, mode: "detail", scroll: 0 } };
    case "filter":
      return { state: { ...state, mode: "filter", input: state.filter } };
    case "back":
      return back(state);
    default:
      return undefined;
  }
}

function back(state: State): Step {
  if (state.mode === "detail") return { state: { ...state, mode: "list" } };
  if (state.filter !== "" || state.marked.length > 0) return { state: { ...state, filter: "", marked: [] } };
  if (state.screen !== "overview") return goTo(state, 0);
  return { state, effect: { command: "back", ids: [], input: "" } };
}

/** What is done to rows: the marked ones if there are any, else the selected one. */
function act(state: State, command: Command, { rows }: KeyPress): Step {
  if (command === "refresh" || command === "quit") return { state, effect: { command, ids: [], input: "" } };
  const remembered = state.selected[state.screen];
  // The row that was selected is gone: what took its place has not been looked at, and no key is for it.
  if (remembered !== undefined && !rows.includes(remembered) && command !== "undo") {
    return { state: { ...select(state, rows, 0).state, notice: "nothingSelected" } };
  }
  const selected = selectedId(state, rows);
  if (command === "mark") return selected === undefined ? { state } : mark(state, selected, rows);
  const marked = state.marked.filter((id) => rows.includes(id));
  const chosen = marked.length > 0 ? marked : selected === undefined ? [] : [selected];
  const ids = command === "undo" ? [...state.decided] : chosen;
  if (ids.length === 0) return { state: { ...state, notice: "nothingSelected" } };
  const effect = { command, ids, input: "" };
  if (command === "approve" && ids.length > 1) return { state: { ...state, mode: "confirm", asked: effect } };
  if (command === "regenerate") return { state: { ...state, mode: "instructions", input: "", asked: effect } };
  return decide(state, effect);
}

function mark(state: State, id: string, rows: readonly string[]): Step {
  const marked = state.marked.includes(id) ? state.marked.filter((other) => other !== id) : [...state.marked, id];
  return select({ ...state, marked }, rows, rows.indexOf(id) + 1);
}

function decide(state: State, effect: Effect): Step {
  return { state: { ...state, marked: [], scroll: 0 }, effect };
}

/** What became of an effect: only what has really been decided here can be taken back by `u`. */
export function settled(state: State, { command }: Effect, done: readonly string[]): State {
  if (command === "approve" || command === "skip" || command === "escalate") return { ...state, decided: done };
  return command === "undo" ? { ...state, decided: state.decided.filter((id) => !done.includes(id)) } : state;
}
