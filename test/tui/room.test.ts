import fc from "fast-check";
import { renderToString, Box, Text } from "ink";
import { createElement as h } from "react";
import { expect, test } from "vitest";
import { fitting, rowsOf } from "../../src/tui/room.ts";
import type { Line } from "../../src/tui/view.ts";

const line = (text: string): Line => ({ text, tone: "plain" });

test("never fewer rows are reckoned with than the terminal takes", () => {
  const words = fc.array(
    fc.constantFrom("Спасибо", "за", "отзыв!", "размер", "👍", "очень-длинное-слово-без-пробелов", "и"),
    { minLength: 1, maxLength: 40 },
  );
  fc.assert(
    fc.property(fc.array(words, { minLength: 1, maxLength: 5 }), fc.integer({ min: 40, max: 120 }), (texts, width) => {
      const lines = texts.map((parts) => line(parts.join(" ")));
      const rows = lines.map(({ text }, i) => h(Text, { key: i }, text));
      const drawn = renderToString(h(Box, { flexDirection: "column", width }, rows), { columns: width });
      expect(rowsOf(lines, width)).toBeGreaterThanOrEqual(drawn.split("\n").length);
    }),
    { numRuns: 60 },
  );
});

test("of several answers only those that are on the screen whole count as read", () => {
  const groups = Array.from({ length: 20 }, (_, i) => ({
    id: String(i),
    lines: [line(`#${i} покупатель`), line("Ответ ".repeat(20))],
  }));
  const shown = fitting(groups, 78, 20);
  expect(shown.length).toBeGreaterThan(2);
  expect(shown.length).toBeLessThan(10);
  expect(shown.reduce((sum, { lines }) => sum + rowsOf(lines, 78), 0)).toBeLessThanOrEqual(20);
  expect(fitting(groups, 78, 500)).toHaveLength(20);
});
