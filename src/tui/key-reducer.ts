/** How a key changes what the screens remember, and which command it asks for. Pure. */
import { actOnRows, type KeyPress, type Step } from "./row-commands.ts";
import { commandOf, SCREENS, type Command, type Screen } from "./keys.ts";
import { filterOf, select, selectedId, type Lead, type State } from "./state.ts";

/** The state after a key, and the command that it asks for. */
export function press(before: State, event: KeyPress): Step {
  const state: State = { ...before, notice: null };
  if (event.key === "ctrl-c") return { state, effect: { command: "quit", ids: [], input: "" } };
  switch (state.mode) {
    case "confirm":
      return turned(state, event) ?? answer(state, event);
    case "filter":
    case "instructions":
      return type(state, event);
    case "help":
      return turned(state, event) ?? { state: close(state) };
    default:
      return obey(state, event);
  }
}

/** Goes back to the list and the details, which are as they were. */
function close(state: State): State {
  return { ...state, mode: "browse", input: "", asked: null, overScroll: 0 };
}

/** Turns the pages of the help or the question; undefined when the key does not. */
function turned(state: State, { key, page, depth = 0 }: KeyPress): Step | undefined {
  const steps: Partial<Record<Command, number>> = { pageDown: page, pageUp: -page, down: 1, up: -1 };
  const by = steps[commandOf(key, state.screen) as Command];
  if (by === undefined) return undefined;
  return { state: { ...state, overScroll: within(state.overScroll + by, depth) } };
}

function within(to: number, depth: number): number {
  return Math.max(Math.min(to, depth), 0);
}

/** Yes carries the command out for the answers that have been read; the others stay marked. */
function answer(state: State, { key, early = false, isRead = () => true }: KeyPress): Step {
  const { asked } = state;
  if (key !== "y" || !asked) return { state: { ...close(state), notice: "notPublished" } };
  if (early) return { state: { ...state, notice: "tooEarly" } };
  const ids = asked.ids.filter(isRead);
  if (ids.length === 0) return { state: { ...state, notice: "unread" } };
  return { state: close(state), effect: { ...asked, ids } };
}

function type(state: State, { key, text }: KeyPress): Step {
  if (key === "escape") {
    const closed = close(state);
    return { state: state.mode === "filter" ? filtered(closed, "") : closed };
  }
  if (key === "backspace") return typed(state, Array.from(state.input).slice(0, -1).join(""));
  if (key !== "enter") return typed(state, state.input + text);
  const asked = state.mode === "instructions" && state.input.trim() !== "" ? state.asked : null;
  const next = close(state);
  return asked ? { state: next, effect: { ...asked, input: state.input.trim() } } : { state: next };
}

function typed(state: State, input: string): Step {
  const next = { ...state, input };
  return { state: state.mode === "filter" ? filtered(next, input) : next };
}

function filtered(state: State, filter: string): State {
  return { ...state, filters: { ...state.filters, [state.screen]: filter } };
}

function obey(state: State, event: KeyPress): Step {
  const command = commandOf(event.key, state.screen);
  if (command === undefined) return { state };
  if (command === "elsewhere") return { state: { ...state, notice: "notHere" } };
  return travel(state, command, event) ?? look(state, command, event) ?? actOnRows(state, command, event);
}

/** Keys that go to another screen or row, or turn the pages of the details. */
function travel(state: State, command: Command, { key, rows, page, depth = 0 }: KeyPress): Step | undefined {
  const at = SCREENS.indexOf(state.screen);
  const row = rows.indexOf(selectedId(state, rows) ?? "");
  switch (command) {
    case "screen":
      return goTo(state, SCREENS[Number(key) - 1]);
    case "next":
      return goTo(state, SCREENS[(at + 1) % SCREENS.length]);
    case "previous":
      return goTo(state, SCREENS[(at + SCREENS.length - 1) % SCREENS.length]);
    case "down":
      return { state: select(state, rows, row + 1) };
    case "up":
      return { state: select(state, rows, row - 1) };
    case "first":
      return { state: select(state, rows, 0) };
    case "last":
      return { state: select(state, rows, rows.length - 1) };
    case "pageDown":
      return { state: state.opened ? scroll(state, page, depth) : select(state, rows, row + page) };
    case "pageUp":
      return { state: state.opened ? scroll(state, -page, depth) : select(state, rows, row - page) };
    default:
      return undefined;
  }
}

/** Marks and filters stay with the screen that is left. */
function goTo(state: State, screen: Screen = state.screen): Step {
  return { state: { ...state, screen, opened: false, scroll: 0 } };
}

function scroll(state: State, by: number, depth: number): State {
  return { ...state, scroll: within(state.scroll + by, depth) };
}

/** Keys that show the same screen in another way. */
function look(state: State, command: Command, { key, lead, rows }: KeyPress): Step | undefined {
  switch (command) {
    case "help":
      return { state: { ...state, mode: "help", overScroll: 0 } };
    case "open":
      return open(state, lead);
    case "filter":
      return { state: filtered({ ...state, mode: "filter", input: "" }, "") };
    case "back":
      return back(state, key, rows);
    default:
      return undefined;
  }
}

function open(state: State, lead: Lead | undefined): Step {
  if (lead) return { state: filtered(goTo(state, lead.screen).state, lead.filter) };
  if (state.screen === "overview") return { state: { ...state, notice: "noDetails" } };
  return { state: { ...state, opened: true, scroll: 0 } };
}

/** Goes one step back. Only q leaves the program, so that one Escape too many does no harm. */
function back(state: State, key: string, rows: readonly string[]): Step {
  if (state.opened && rows.length > 0) return { state: { ...state, opened: false, scroll: 0 } };
  const marked = state.screen === "inbox" ? state.marked : [];
  if (marked.length > 0 || filterOf(state) !== "") {
    const cleared = filtered(state, "");
    return { state: state.screen === "inbox" ? { ...cleared, marked: [] } : cleared };
  }
  if (state.screen !== "overview") return goTo(state, "overview");
  if (key !== "q") return { state: { ...state, notice: "leaveByQ" } };
  return { state, effect: { command: "back", ids: [], input: "" } };
}
