import { expect, test } from "vitest";
import { rememberingLast } from "../../src/base/remembering-last.ts";

test("the latest result is kept for the same arguments, all of them, and for no others", () => {
  const asked: string[] = [];
  const joined = rememberingLast((a: string, b: string | null) => {
    asked.push(`${a}+${b}`);
    return `${a}${b}`;
  });
  const told = [joined("a", "b"), joined("a", "b"), joined("a", null), joined("c", null), joined("a", "b")];
  expect(told).toEqual(["ab", "ab", "anull", "cnull", "ab"]);
  expect(asked).toEqual(["a+b", "a+null", "c+null", "a+b"]);
});
