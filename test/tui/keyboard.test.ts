import { describe, expect, test } from "vitest";
import { createKeyboard, type Typed } from "../../src/tui/keyboard.ts";

/** Presses keys at these times, on a screen that is ready, and takes each at once. */
function typed(...keys: [key: string, at: number][]): Typed[] {
  const keyboard = createKeyboard();
  return keys.flatMap(([key, at]) => {
    keyboard.arrive(key, key, true, at);
    return keyboard.next() ?? [];
  });
}
const earlies = (keys: readonly Typed[]): boolean[] => keys.map(({ early }) => early);

describe("a key decides nothing", () => {
  test("while it is held down", () => {
    expect(earlies(typed(["s", 0], ["s", 250], ["s", 290], ["s", 330], ["s", 700]))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
    expect(earlies(typed(["s", 0], ["j", 10], ["s", 20]))).toEqual([false, false, false]);
  });

  test("before its row is on the screen, or while an earlier key still waits", () => {
    const keyboard = createKeyboard();
    keyboard.arrive("2", "2", true, 0);
    keyboard.arrive("s", "s", true, 1);
    expect([keyboard.next(), keyboard.next()].map((one) => one?.early)).toEqual([false, true]);
    keyboard.arrive("a", "a", false, 1000);
    expect(keyboard.next()?.early).toBe(true);
  });

  test("right after the selection has moved by itself", () => {
    const keyboard = createKeyboard();
    keyboard.drawn("1", 990);
    const pressed = (at: number): boolean | undefined => {
      keyboard.arrive(`key at ${at}`, "", true, at);
      return keyboard.next()?.early;
    };
    expect(pressed(1000)).toBe(false);
    keyboard.drawn("2", 1010);
    expect(pressed(1020)).toBe(false);
    keyboard.drawn("2", 1030);
    keyboard.drawn("3", 2000);
    expect(pressed(2400)).toBe(true);
    keyboard.drawn("3", 2410);
    expect(pressed(2500)).toBe(false);
  });
});

test("after a key that did not count every key but Ctrl-C is dropped until there is a pause", () => {
  const keyboard = createKeyboard();
  const taken = (key: string, at: number): string | undefined => {
    keyboard.arrive(key, key, true, at);
    return keyboard.next()?.key;
  };
  taken("d", 0);
  keyboard.arrive("k", "k", true, 1);
  keyboard.refuse();
  expect(keyboard.next()).toBeUndefined();
  expect([taken("o", 100), taken("a", 500), taken("s", 900)]).toEqual([undefined, undefined, undefined]);
  expect(taken("ctrl-c", 950)).toBe("ctrl-c");
  keyboard.refuse();
  expect([taken("a", 1000), taken("j", 1600)]).toEqual([undefined, "j"]);
});
