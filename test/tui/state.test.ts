import { expect, test } from "vitest";
import { BINDINGS, SCREENS, worksOn } from "../../src/tui/keys.ts";
import { press, settled, START, type State } from "../../src/tui/state.ts";

const rows = ["1", "2", "3"];
const inbox: State = { ...START, screen: "inbox" };
const key = (state: State, name: string) => press(state, { key: name, text: name, rows, page: 2 });

test("approving several asks once, and only yes carries it out", () => {
  const marked = key(key(inbox, "space").state, "space").state;
  const asked = key(marked, "a");
  expect(asked.effect).toBeUndefined();
  expect(asked.state.mode).toBe("confirm");
  expect(key(asked.state, "n").effect).toBeUndefined();
  expect(key(asked.state, "y").effect).toEqual({ command: "approve", ids: ["1", "2"], input: "" });
});

test("undo takes back what was decided here and succeeded, although it is not listed any more, and nothing else", () => {
  const skipped = key(inbox, "s");
  expect(skipped.effect).toEqual({ command: "skip", ids: ["1"], input: "" });
  const undo = (state: State) => press(state, { key: "u", text: "u", rows: ["2", "3"], page: 2 });
  expect(undo(skipped.state).effect).toBeUndefined();
  expect(undo(settled(skipped.state, skipped.effect!, [])).effect).toBeUndefined();
  const done = settled(skipped.state, skipped.effect!, ["1"]);
  const undone = undo(done);
  expect(undone.effect).toEqual({ command: "undo", ids: ["1"], input: "" });
  expect(undo(settled(undone.state, undone.effect!, ["1"])).effect).toBeUndefined();
});

test("a row that vanishes under the selection leaves its key to nobody else", () => {
  const state = key(inbox, "j").state;
  const step = press(state, { key: "a", text: "a", rows: ["1", "3"], page: 2 });
  expect(step.effect).toBeUndefined();
  expect(step.state.notice).toBe("nothingSelected");
  expect(press(step.state, { key: "a", text: "a", rows: ["1", "3"], page: 2 }).effect?.ids).toEqual(["1"]);
});

test("leaving a prompt leaves the filter as it was", () => {
  const filtered = { ...inbox, filter: "куртка" };
  const left = key(key(filtered, "d").state, "escape").state;
  expect(left).toMatchObject({ mode: "list", filter: "куртка", input: "" });
});

test("the selection follows the id when rows come and go", () => {
  const state = key(inbox, "j").state;
  const effect = press(state, { key: "s", text: "s", rows: ["9", "1", "2"], page: 2 }).effect;
  expect(effect?.ids).toEqual(["2"]);
});

test("a key that works elsewhere says so and does nothing", () => {
  const step = key(START, "a");
  expect(step.effect).toBeUndefined();
  expect(step.state.notice).toBe("notHere");
});

test("no key means two things on one screen", () => {
  for (const screen of SCREENS) {
    const keys = BINDINGS.filter((binding) => worksOn(binding, screen)).flatMap((binding) => binding.keys);
    expect(new Set(keys).size).toBe(keys.length);
  }
});
