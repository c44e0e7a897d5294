import { expect, test } from "vitest";
import { findInjection } from "../../../src/domain/wording/injection.ts";
import { INJECTIONS, ORDINARY } from "../../ai/injections.ts";

test.each(INJECTIONS)("%j is noticed", (text) => {
  expect(findInjection(text)).not.toBeNull();
});

test.each(ORDINARY)("%j is an ordinary text", (text) => {
  expect(findInjection(text)).toBeNull();
});
