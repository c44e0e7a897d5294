import { globSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, test } from "vitest";

const TEST = import.meta.dirname;
const SRC = resolve(TEST, "../src");

/** The floors of the house, from the ground up. Imports point down only; places on one floor never import each other. */
const FLOORS = [
  ["base"],
  ["domain"],
  ["store", "config", "texts", "net"],
  ["queue", "marketplaces", "ai", "office", "identity", "channels"],
  ["schedule", "standby"],
  ["decisions"],
  ["desk"],
  ["tasks", "outside.ts"],
  ["app.ts", "http", "hub", "mcp", "tui", "web"],
  ["cli"],
];
/** The sandbox meets the adapters on the wire only. */
const SANDBOX_MAY = new Set(["base", "domain"]);
/** Handed what they show, so that they can be tested without a database. */
const NARROW: Record<string, Set<string>> = {
  http: new Set(["base", "domain", "desk"]),
  marketplaces: new Set(["base", "domain", "config", "net"]),
  ai: new Set(["base", "domain", "config", "net"]),
  identity: new Set(["base", "domain", "net"]),
  channels: new Set(["base", "domain", "config", "net"]),
  mcp: new Set(["base", "domain", "desk"]),
};

/** Where the database is written: what is decided, what the machine does, and the engine under both. */
const WRITES_IN = new Set(["store", "queue", "schedule", "standby", "decisions", "tasks"]);
/**
 * Each writes something else than a state: the process's lease and its agents' rows, a line of the audit, a
 * request to reload and its answer.
 */
const WRITES_TOO = ["app.ts", "cli/commands/restore.ts", "cli/commands/reload.ts", "cli/reloader.ts"];

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

  test("SQL is written in store only", () => {
    const wrong = sources()
      .filter((file) => placeOf(file) !== "store")
      .filter((file) =>
        /\.statement\(|\b(?:select|insert into|delete from) [a-z_*]+ (?:from|values|where)\b/.test(
          readFileSync(file, "utf8"),
        ),
      );
    expect(wrong.map((file) => relative(SRC, file))).toEqual([]);
  });

  test("the database is written by decisions, tasks and the engine under them only", () => {
    const writing = sources()
      .filter((file) => !WRITES_IN.has(placeOf(file)) && /\bdb\.write\(/.test(readFileSync(file, "utf8")))
      .map((file) => relative(SRC, file));
    expect(writing.toSorted()).toEqual(WRITES_TOO.toSorted());
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

/** The files of test/ that a test is made of: itself, and what it imports from there. */
function partsOf(file: string, found = new Set<string>()): Set<string> {
  if (found.has(file) || !file.startsWith(TEST)) return found;
  found.add(file);
  const paths = readFileSync(file, "utf8").matchAll(/(?:from|import)\s*\(?\s*"(\.[^"$]+\.tsx?)"/g);
  for (const [, path = ""] of paths) partsOf(resolve(dirname(file), path), found);
  return found;
}

describe("the fast tests", () => {
  const all = globSync("**/*.test.{ts,tsx}", { cwd: TEST });
  const startsProcesses = (file: string): boolean =>
    [...partsOf(join(TEST, file))].some((part) =>
      /"(?:node:)?(?:child_process|cluster)"/.test(readFileSync(part, "utf8")),
    );

  test("start no processes: a test that does stands in test/e2e or test/browser", () => {
    expect(all.filter((file) => !/^(e2e|browser)\//.test(file)).filter(startsProcesses)).toEqual([]);
  });

  test("leave to test/e2e what starts them", () => {
    expect(all.filter(startsProcesses).length).toBeGreaterThan(5);
  });
});
