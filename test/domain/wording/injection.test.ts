import { expect, test } from "vitest";
import { findInjection } from "../../../src/domain/wording/injection.ts";
import { INJECTIONS, ORDINARY } from "../../ai/injections.ts";

test.each(INJECTIONS)("an instruction to the AI is found in %j", (text) => {
  expect(findInjection(text)).not.toBeNull();
});

test.each(ORDINARY)("no instruction to the AI is found in %j", (text) => {
  expect(findInjection(text)).toBeNull();
});
