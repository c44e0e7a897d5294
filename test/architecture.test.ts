import { globSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, test } from "vitest";

const SRC = resolve(import.meta.dirname, "../src");

/** The floors of the house, from the ground up. Imports point down only; places on one floor never import each other. */
const FLOORS = [
  ["base"],
  ["domain"],
  ["store", "config", "texts"],
  ["queue", "marketplaces", "ai", "office"],
  ["schedule"],
  ["decisions"],
  ["desk"],
  ["tasks"],
  ["app.ts", "http", "tui"],
  ["cli"],
];
/** The sandbox meets the adapters on the wire only. */
const SANDBOX_MAY = new Set(["base", "domain"]);
/** Handed what they show, so that they can be tested without a database. */
const NARROW: Record<string, Set<string>> = {
  http: new Set(["base", "domain", "desk"]),
  marketplaces: new Set(["base", "domain", "config"]),
  ai: new Set(["base", "domain", "config"]),
};
/** Where SQL may be written. */
const SQL_IN = new Set(["store", "queue"]);

interface Import {
  from: string;
  to: string;
  line: string;
}

function placeOf(file: string): string {
  return relative(SRC, file).split("/")[0] ?? "";
}

function sources(): string[] {
  return globSync("**/*.{ts,tsx}", { cwd: SRC }).map((file) => join(SRC, file));
}

function importsOf(file: string): Import[] {
  const text = readFileSync(file, "utf8");
  const found = text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g);
  return [...found].map(([line, path = ""]) => ({
    from: placeOf(file),
    to: placeOf(resolve(dirname(file), path)),
    line,
  }));
}

function isAllowed({ from, to }: Import): boolean {
  if (from === to) return true;
  if (from === "sandbox") return SANDBOX_MAY.has(to);
  if (to === "sandbox") return from === "cli";
  const floor = (place: string): number => FLOORS.findIndex((places) => places.includes(place));
  // The command line starts the screens and the server: they are handed what they need.
  return floor(to) < floor(from) && (NARROW[from]?.has(to) ?? true);
}

describe("the house", () => {
  test("imports point down only", () => {
    const wrong = sources().flatMap((file) => {
      return importsOf(file)
        .filter((found) => !isAllowed(found))
        .map(({ line, to }) => `${relative(SRC, file)}: ${line} (${to})`);
    });
    expect(wrong).toEqual([]);
  });

  test("every place has a floor", () => {
    const places = new Set(sources().map(placeOf));
    const known = new Set([...FLOORS.flat(), "sandbox"]);
    expect([...places].filter((place) => !known.has(place))).toEqual([]);
  });

  test("the check sees a wrong import", () => {
    expect(isAllowed({ from: "domain", to: "store", line: "" })).toBe(false);
    expect(isAllowed({ from: "queue", to: "tasks", line: "" })).toBe(false);
    expect(isAllowed({ from: "marketplaces", to: "ai", line: "" })).toBe(false);
    expect(isAllowed({ from: "sandbox", to: "marketplaces", line: "" })).toBe(false);
    expect(isAllowed({ from: "tasks", to: "store", line: "" })).toBe(true);
  });

  test("SQL is written in store and queue only", () => {
    const wrong = sources()
      .filter((file) => !SQL_IN.has(placeOf(file)))
      .filter((file) =>
        /\.statement\(|\b(?:select|insert into|delete from) [a-z_*]+ (?:from|values|where)\b/.test(
          readFileSync(file, "utf8"),
        ),
      );
    expect(wrong.map((file) => relative(SRC, file))).toEqual([]);
  });

  test("nothing asks the machine for time or chance behind the clock's back", () => {
    const wrong = sources().filter((file) => {
      return (
        !file.endsWith("clock.ts") && /\bDate\.now\(|\bMath\.random\(|\bnew Date\(\)/.test(readFileSync(file, "utf8"))
      );
    });
    expect(wrong.map((file) => relative(SRC, file))).toEqual([]);
  });
});
