import fc from "fast-check";
import { renderToString } from "ink";
import { expect, test } from "vitest";
import { fitTo } from "../../src/base/text-width.ts";
import { safeLine } from "../../src/domain/wording/safe-text.ts";
import { Toned } from "../../src/tui/parts/table.tsx";

/** Ink leaves out a letter that is invisible by itself. */
const seen = (text: string): string => text.replaceAll(/\p{Default_Ignorable_Code_Point}/gu, "");

test("Ink draws whole what we have fitted: it measures as we do", () => {
  const text = fc.array(fc.oneof(fc.string({ unit: "grapheme" }), fc.constantFrom("1\u20E3", "नमस्ते", "👨‍👩‍👧‍👦", "❤️")));
  fc.assert(
    fc.property(text, fc.integer({ min: 10, max: 60 }), (parts, width) => {
      const line = `›${fitTo(safeLine(parts.join("")), width - 2)}‹`;
      expect(seen(renderToString(<Toned tone="plain">{line}</Toned>, { columns: width }))).toBe(seen(line));
    }),
  );
});
