import { expect, test } from "vitest";
import { textsOf } from "../../src/texts/texts.ts";
import { narrowed, parseFilter } from "../../src/tui/filter.ts";
import type { Row, View } from "../../src/tui/view.ts";

const row = (id: string, ...cells: string[]): Row => ({ id, cells, tone: "plain" });
const view: View = {
  title: "",
  columns: [],
  rows: [row("1", "wb-main", "Зелёная куртка"), row("2", "ozon", "куртка")],
};
const left = (typed: string): string[] => narrowed(view, parseFilter(typed), textsOf("ru")).rows.map(({ id }) => id);

test("a filter finds rows with all of its words, in any case; after an exclamation mark it finds the others", () => {
  expect(left("")).toEqual(["1", "2"]);
  expect(left("КУРТКА")).toEqual(["1", "2"]);
  expect(left("куртка зелена")).toEqual(["1"]);
  expect(left("!wb")).toEqual(["2"]);
  expect(left("!")).toEqual(["1", "2"]);
});
