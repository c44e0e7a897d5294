import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadFrom } from "../../../src/store/sqlite/native.ts";
import { tempFolder } from "../../support/temp.ts";

const PACKAGE = dirname(createRequire(import.meta.url).resolve("better-sqlite3/package.json"));
const ADDON = readFileSync(join(PACKAGE, "prebuilds", `${process.platform}-${process.arch}.node`));

function only(folder: string): string {
  const names = readdirSync(folder);
  expect(names).toHaveLength(1);
  return join(folder, names[0]!);
}

describe("native addon of the binary", () => {
  test("the addon is unpacked once, readable by its user alone, and reused afterwards", () => {
    const folder = join(tempFolder(), "cache");
    expect(loadFrom([folder], ADDON)).toHaveProperty("Database");
    const file = only(folder);
    expect(readFileSync(file).equals(ADDON)).toBe(true);
    expect(statSync(file).mode & 0o777).toBe(0o500);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    const before = statSync(file);
    loadFrom([folder], ADDON);
    expect(statSync(only(folder)).ino).toBe(before.ino);
  });

  test("an unpacked addon that differs by a byte is replaced", () => {
    const folder = join(tempFolder(), "cache");
    loadFrom([folder], ADDON);
    const file = only(folder);
    // The test uses another file, because this process has the first one mapped.
    rmSync(file);
    writeFileSync(file, ADDON.subarray(0, 1000));
    loadFrom([folder], ADDON);
    expect(readFileSync(only(folder)).equals(ADDON)).toBe(true);
  });

  test("a folder that others can write to, or a link, is passed over for the next folder", () => {
    const [open, linked, good] = [join(tempFolder(), "open"), join(tempFolder(), "link"), join(tempFolder(), "good")];
    mkdirSync(open);
    chmodSync(open, 0o777);
    symlinkSync(tempFolder(), linked);
    loadFrom([open, linked, good], ADDON);
    expect(readdirSync(open)).toEqual([]);
    expect(readdirSync(linked)).toEqual([]);
    only(good);
  });

  test("when no folder allows the addon, the error names every folder with its reason and the setting to change", () => {
    const file = join(tempFolder(), "file");
    writeFileSync(file, "");
    let thrown: unknown;
    try {
      loadFrom([join(file, "cache"), "/proc/reputation"], ADDON);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({
      message: expect.stringMatching(/file\/cache: .*\n.*\/proc\/reputation: /) as string,
      hint: expect.stringContaining("REPUTATION_CACHE_DIR") as string,
    });
  });

  test("a file that is no addon is refused with the loader's message", () => {
    expect(() => loadFrom([join(tempFolder(), "cache")], Buffer.from("no addon"))).toThrow(/cache: /);
  });
});
