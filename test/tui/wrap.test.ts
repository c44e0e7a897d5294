import fc from "fast-check";
import stringWidth from "string-width";
import { expect, test } from "vitest";
import { fitting, scrolled, wrapped } from "../../src/tui/wrap.ts";
import type { Line } from "../../src/tui/view.ts";

const HINT = { more: "дальше", end: "конец" };
const line = (text: string): Line => ({ text, tone: "plain" });

test("a text is parted into rows that fit, and nothing of it is lost", () => {
  const words = fc.array(
    fc.constantFrom(
      "Спасибо",
      "за",
      "отзыв!",
      "размер",
      "👍🏽",
      "宽宽宽",
      "очень-длинное-слово-без-пробелов-и-без-конца",
      "и",
      "",
    ),
    { minLength: 1, maxLength: 40 },
  );
  const bare = (text: string): string => text.replaceAll(" ", "");
  fc.assert(
    fc.property(words, fc.integer({ min: 10, max: 120 }), (parts, width) => {
      const text = parts.join(" ");
      const rows = wrapped([line(text)], width).map((row) => row.text);
      for (const row of rows) expect(stringWidth(row)).toBeLessThanOrEqual(width);
      expect(bare(rows.join(""))).toBe(bare(text));
      if (stringWidth(text) <= width) expect(rows).toHaveLength(1);
    }),
  );
});

test("what does not fit is scrolled to its end, and no row is passed over", () => {
  const rows = Array.from({ length: 50 }, (_, i) => line(String(i)));
  const seen: string[] = [];
  for (let scroll = 0, part; ; scroll += 9) {
    part = scrolled(rows, scroll, 10, HINT);
    expect(part.rows).toHaveLength(10);
    seen.push(...part.rows.slice(0, -1).map(({ text }) => text));
    expect(part.rows.at(-1)?.text).toContain(part.from === part.depth ? "конец" : "дальше");
    if (part.from === part.depth) break;
  }
  expect(new Set(seen)).toEqual(new Set(rows.map(({ text }) => text)));
  expect(scrolled(rows, 0, 50, HINT).depth).toBe(0);
});

test("of several answers only those that are on the screen whole count as read", () => {
  const groups = Array.from({ length: 20 }, (_, i) => ({
    id: String(i),
    lines: [line(`#${i} покупатель`), line("Ответ ".repeat(20))],
  }));
  const shown = fitting(groups, 78, 20);
  expect(shown.length).toBeGreaterThan(2);
  expect(shown.length).toBeLessThan(10);
  expect(
    wrapped(
      shown.flatMap(({ lines }) => lines),
      78,
    ).length,
  ).toBeLessThanOrEqual(20);
  expect(fitting(groups, 78, 500)).toHaveLength(20);
});
