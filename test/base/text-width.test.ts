import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cutTo, fitTo, textWidth, wrapTo } from "../../src/base/text-width.ts";

/** What is seen as one character, each. */
const charactersOf = (text: string): string[] => Array.from(new Intl.Segmenter().segment(text), (one) => one.segment);

/** Texts as buyers write them: words, emoji sequences, flags, combining marks, wide letters, and any character there is. */
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
/** No character is wider than so many columns. */
const WIDTH = fc.integer({ min: 8, max: 120 });

describe("the width of a text", () => {
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

test("a text is cut between characters, and as much of it is kept as fits", () => {
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

test("a text that is fitted takes exactly the columns it is given, and says so when something is missing", () => {
  fc.assert(
    fc.property(TEXT, fc.nat({ max: 60 }), fc.constantFrom("left", "right"), (text, width, align) => {
      const fitted = fitTo(text, width, align);
      expect(textWidth(fitted)).toBe(width);
      if (textWidth(text) <= width) expect(fitted.trim()).toBe(text.trim());
      else if (width > 0) expect(fitted).toContain("…");
    }),
  );
});

test("a text is parted into rows that fit, between words where it can be, and nothing of it is lost", () => {
  const bare = (text: string): string => text.replaceAll(" ", "");
  fc.assert(
    fc.property(TEXT, WIDTH, (text, width) => {
      const rows = wrapTo(text, width);
      for (const row of rows) expect(textWidth(row)).toBeLessThanOrEqual(width);
      expect(bare(rows.join(""))).toBe(bare(text.normalize()));
      if (textWidth(text) <= width) expect(rows).toHaveLength(1);
    }),
  );
});

test("a row keeps its indent, and a word is parted only where it is longer than a row", () => {
  expect(wrapTo("  тёплая куртка", 9)).toEqual(["  тёплая", "куртка"]);
  expect(wrapTo("да сверхдлинноеслово", 8)).toEqual(["да сверх", "длинноес", "лово"]);
});
