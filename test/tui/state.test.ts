import { expect, test } from "vitest";
import { BINDINGS, SCREENS, worksOn } from "../../src/tui/keys.ts";
import { press, START, type State } from "../../src/tui/state.ts";

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

test("undo takes back what was decided last, although it is not listed any more", () => {
  const skipped = key(inbox, "s");
  expect(skipped.effect).toEqual({ command: "skip", ids: ["1"], input: "" });
  const undone = press(skipped.state, { key: "u", text: "u", rows: ["2", "3"], page: 2 });
  expect(undone.effect).toEqual({ command: "undo", ids: ["1"], input: "" });
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
