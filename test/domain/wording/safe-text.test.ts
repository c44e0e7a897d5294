import fc from "fast-check";
import { expect, test } from "vitest";
import { cleanAnswer, safeJson, safeLine, safeText, visibleText } from "../../../src/domain/wording/safe-text.ts";
import { anyCharacter } from "../../support/characters.ts";

test("terminal sequences are removed as a whole", () => {
  expect(safeText("до\u001B[31m красное\u001B[0m после")).toBe("до красное после");
  expect(safeText("\u001B]0;new title\u0007текст")).toBe("текст");
  expect(safeText("\u001B]8;;http://x\u001B\\ссылка\u001B]8;;\u001B\\")).toBe("ссылка");
});

test("invisible characters and those that change the writing direction are removed", () => {
  expect(safeText("a\u202Eb\u200Bc\u2066d\uFEFFe")).toBe("abcde");
});

test("ordinary text stays as it is, including emoji and line breaks", () => {
  const text = "Отличное платье!\nРазмер 42–44, село идеально 👍🏽 «люблю»";
  expect(safeText(text)).toBe(text);
});

test("no letter keeps more combining marks than a script needs", () => {
  expect(safeText(`z${"\u0300".repeat(99)}a, до\u0301м`)).toBe(`z${"\u0300".repeat(4)}a, до\u0301м`);
});

test("no text leaves anything that could begin a terminal sequence", () => {
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter }), (text) => {
      // oxlint-disable-next-line no-control-regex -- they are what must not be there
      expect(safeText(text)).not.toMatch(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/);
      expect(safeLine(text)).not.toMatch(/[\n\t]/);
    }),
  );
});

test("a page keeps emoji whole, and of a text what can be seen of it, character by character", () => {
  const emoji = "👩‍👩‍👧 ❤️‍🔥 👍🏽 🇷🇺 1️⃣";
  expect(visibleText(emoji)).toBe(emoji);
  expect(visibleText("слово\u200dслово \u202eоборот\u202c \u{e0041}\u{e007f}\u0000конец")).toBe(
    "словослово оборот конец",
  );
  expect(visibleText("\u001b]0;<b>не закрыто</b> дальше\r\nконец")).toBe("]0;<b>не закрыто</b> дальше\nконец");
});

test("an answer is stored as it is seen, and emoji that are put together stay whole", () => {
  const written = " Спасибо\u001B[31m за\u200B отзыв\u202E!\r\n👩‍👩‍👧 ❤️‍🔥 слово\u200Dслово\u0000 ";
  expect(cleanAnswer(written)).toBe("Спасибо за отзыв!\n👩‍👩‍👧 ❤️‍🔥 словослово");
});

test("JSON steers nothing, and means the same", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.string({ unit: anyCharacter }), (value, text) => {
      const json = safeJson(JSON.stringify([value, text, "\u009B31m\u202Eтсет\u{E0041}"], null, 2));
      expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify([value, text, "\u009B31m\u202Eтсет\u{E0041}"])));
      expect(json).not.toMatch(/[\u007F-\u009F\u200B-\u200F\u202A-\u202E\u2060-\u206F]|[\u{E0000}-\u{E007F}]/u);
    }),
  );
});
