/** Files that people hand in, in the encodings that Windows, macOS and old programs save them in. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { decode, readBounded, readUtf8, requireUtf8, requireWhole } from "../../../src/base/files/text.ts";
import { encoded, utf16 } from "../../support/encodings.ts";
import { tempFolder } from "../../support/temp.ts";

const TEXT = "Состав: хлопок 95 %, эластан 5 % — «Охана»\nВес: 0,35 кг\n";

describe("a text", () => {
  test.each([
    ["UTF-8", Buffer.from(TEXT), "UTF-8"],
    ["UTF-8 with a mark", Buffer.from(`\uFEFF${TEXT}`), "UTF-8"],
    ["UTF-16 LE with a mark", Buffer.concat([Buffer.from([0xff, 0xfe]), utf16(TEXT)]), "UTF-16"],
    ["UTF-16 BE with a mark", Buffer.concat([Buffer.from([0xfe, 0xff]), utf16(TEXT, "be")]), "UTF-16"],
    ["UTF-16 LE without a mark", utf16(TEXT), "UTF-16"],
    ["UTF-16 BE without a mark", utf16(TEXT, "be"), "UTF-16"],
    ["windows-1251", encoded(TEXT, "windows-1251"), "windows-1251"],
  ])("in %s is read as it was written", (_, bytes, encoding) => {
    expect(decode(bytes)).toEqual({ text: TEXT, encoding });
  });

  test.each([
    ["KOI8-R", encoded("Состав: хлопок и эластан", "koi8-r")],
    ["the encoding of DOS", encoded("Состав: хлопок и эластан", "ibm866")],
    ["Latin with accents", encoded("Café, crème brûlée", "windows-1252")],
    ["UTF-8 with a broken character", Buffer.concat([Buffer.from(TEXT), Buffer.from([0xd0, 0x0a])])],
    ["UTF-8 with a mark and a broken character", Buffer.from([0xef, 0xbb, 0xbf, 0x61, 0xff])],
    ["UTF-16 with half a character", Buffer.concat([Buffer.from([0xff, 0xfe]), utf16(TEXT), Buffer.from([0x41])])],
    ["UTF-16 with half a pair", Buffer.concat([Buffer.from([0xff, 0xfe]), utf16("a\uD83Db")])],
    ["bytes of a program", Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 0xff])],
  ])("in %s is refused and not guessed", (_, bytes) => {
    expect(() => decode(bytes)).toThrow(/(?:neither UTF-8, UTF-16 nor Russian windows-1251|no text).*save it as UTF-8/);
  });

  test("that has to be UTF-8 is refused with its encoding, the line and the remedy", () => {
    const bytes = encoded("database: x.db\nname: Охана\n", "windows-1251");
    expect(() => requireUtf8(bytes)).toThrow("it is written in windows-1251, not in UTF-8 (line 2): save it as UTF-8");
    expect(() => requireUtf8(utf16("name: Охана"))).toThrow("it is written in UTF-16, not in UTF-8: save it as UTF-8");
    expect(() => requireUtf8(Buffer.from("a\nb\0"))).toThrow("line 2 holds a NUL");
  });
});

describe("a text that another program has spoilt", () => {
  test.each(["windows-1251", "windows-1252", "koi8-r", "ibm866"])("by taking its UTF-8 for %s is refused", (label) => {
    const spoilt = new TextDecoder(label).decode(Buffer.from("brand: Охана\nwords: [брак, возврат]\n"));
    expect(() => requireWhole(spoilt)).toThrow(/line 1 holds ".{6}", which no text has/);
  });

  test("is told from texts of other languages and signs", () => {
    const whole = `${TEXT} С…Р— №5 «С», С“Р”, Ñandú Ð, “Р”–С. РСФСР, ╨╤ ёлка: Ёё`;
    expect(requireWhole(whole)).toBe(whole);
    expect(() => requireWhole("a\nb\uFFFD")).toThrow("line 2 holds �");
  });
});

describe("a file", () => {
  test("is read to its end, and refused one byte above the limit", () => {
    const file = join(tempFolder(), "text");
    writeFileSync(file, "я".repeat(100_000));
    expect(readUtf8(file, 200_000)).toBe("я".repeat(100_000));
    expect(() => readBounded(file, 199_999)).toThrow("it is larger than");
  });

  test("that is a folder or a device is refused at once", () => {
    const folder = join(tempFolder(), "folder");
    mkdirSync(folder);
    for (const path of [folder, "/dev/zero", "/dev/null"])
      expect(() => readBounded(path, 1024), path).toThrow("it is not a regular file");
  });

  test("of the system that tells no size is bounded as well", () => {
    expect(readUtf8("/proc/self/status", 64 * 1024)).toContain("VmRSS");
    expect(() => readBounded("/proc/self/status", 100)).toThrow("it is larger than");
  });
});
