import fc from "fast-check";

/** The halves of a pair (U+D800 to U+DFFF) are no characters of their own. */
const HALVES = { from: 0xd800, count: 0x800 };
const LAST = 0x10ffff;

/**
 * Any character of Unicode, as a unit for `fc.string`. Its own unit "binary" is the same, but first makes a table of all
 * of them, which takes a second in each process.
 */
export const anyCharacter = fc.integer({ min: 0, max: LAST - HALVES.count }).map(
  (place) => String.fromCodePoint(place < HALVES.from ? place : place + HALVES.count),
  (character) => {
    const code = typeof character === "string" ? character.codePointAt(0) : undefined;
    if (code === undefined || String.fromCodePoint(code) !== character) throw new Error("this is not one character");
    return code < HALVES.from ? code : code - HALVES.count;
  },
);
