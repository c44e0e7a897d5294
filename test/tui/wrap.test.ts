import { expect, test } from "vitest";
import { scrolled } from "../../src/tui/wrap.ts";
import type { Line } from "../../src/tui/view.ts";

const HINT = { more: "дальше", end: "конец" };
const line = (text: string): Line => ({ text, tone: "plain" });

test("a text that does not fit is scrolled to its end, and no row is skipped", () => {
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
