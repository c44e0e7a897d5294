import fc from "fast-check";
import stringWidth from "string-width";
import { describe, expect, test } from "vitest";
import { cutTo, fitTo, textWidth, wrapTo } from "../../src/base/text-width.ts";

/** Texts that are each seen as one character. */
const charactersOf = (text: string): string[] => Array.from(new Intl.Segmenter().segment(text), (one) => one.segment);

/** Texts as buyers write them: words, emoji sequences, flags, combining marks, wide letters, and random characters. */
const TEXT = fc
  .array(
    fc.oneof(
      fc.constantFrom("Спасибо", "отзыв!", " ", "  ", "размер", "очень-длинное-слово-без-пробелов-и-без-конца"),
      fc.constantFrom(
        "❤️",
        "1️⃣",
        "🇷🇺",
        "👨‍👩‍👧‍👦",
        "👍🏽",
        "⚠️",
        "𠀋",
        "宽宽",
        "Ａ",
        "и\u0306",
        "नमस्ते",
        "สวัสดี",
        "a\u0301\u0302",
      ),
      fc.string({ unit: "grapheme", maxLength: 8 }),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join("").replaceAll(/\p{Cc}/gu, ""));
/** The largest number of columns that one character takes. */
const WIDTH = fc.integer({ min: 8, max: 120 });

describe("text width", () => {
  test.each([
    ["❤️", 2],
    ["1️⃣", 2],
    ["🇷🇺", 2],
    ["👨‍👩‍👧‍👦", 2],
    ["👍🏽", 2],
    ["⚠️", 2],
    ["𠀋", 2],
    ["Ａ", 2],
    ["и\u0306", 1],
    ["a\u0301\u0302\u0303", 1],
    ["мир", 3],
    ["\u3164", 0],
  ])("%s takes %i columns", (text, width) => {
    expect(textWidth(text)).toBe(width);
  });
});

test("a letter takes as many columns as Ink counts, alone and among others", () => {
  const letters = Array.from({ length: 0x530 - 0x20 }, (_, i) => String.fromCharCode(0x20 + i)).concat([
    "–",
    "—",
    "…",
    "№",
    ...Array.from("«»·₽→○●★✓✗"),
  ]);
  for (const letter of letters) {
    for (const text of [letter, `й${letter}`, `a${letter}б`]) expect(textWidth(text), text).toBe(stringWidth(text));
  }
});

test("a text is cut between characters and keeps as much as fits", () => {
  fc.assert(
    fc.property(TEXT, fc.nat({ max: 60 }), (text, width) => {
      const kept = cutTo(text, width);
      const rest = charactersOf(text.slice(kept.length));
      expect(text.startsWith(kept)).toBe(true);
      expect([...charactersOf(kept), ...rest]).toEqual(charactersOf(text));
      expect(textWidth(kept)).toBeLessThanOrEqual(width);
      if (rest[0] !== undefined) expect(textWidth(kept + rest[0])).toBeGreaterThan(width);
    }),
  );
});

test("a fitted text takes exactly the given columns and shows when something is missing", () => {
  fc.assert(
    fc.property(TEXT, fc.nat({ max: 60 }), fc.constantFrom("left", "right"), (text, width, align) => {
      const fitted = fitTo(text, width, align);
      expect(textWidth(fitted)).toBe(width);
      if (textWidth(text) <= width) expect(fitted.trim()).toBe(text.trim());
      else if (width > 0) expect(fitted).toContain("…");
    }),
  );
});

test("a text is wrapped into rows that fit, between words where possible, and nothing is lost", () => {
  const bare = (text: string): string => text.replaceAll(" ", "");
  fc.assert(
    fc.property(TEXT, WIDTH, (text, width) => {
      const rows = wrapTo(text, width);
      for (const row of rows) expect(textWidth(row)).toBeLessThanOrEqual(width);
      for (const row of rows) expect(row).not.toMatch(/ $/);
      expect(bare(rows.join(""))).toBe(bare(text.normalize()));
      if (textWidth(text) <= width) expect(rows).toHaveLength(1);
    }),
  );
});

test("a row keeps its indent, and only a word longer than a row is broken", () => {
  expect(wrapTo("  тёплая куртка", 9)).toEqual(["  тёплая", "куртка"]);
  expect(wrapTo("да сверхдлинноеслово", 8)).toEqual(["да сверх", "длинноес", "лово"]);
});
