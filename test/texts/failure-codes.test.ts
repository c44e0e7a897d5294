/** Every error that ends a task of an item, or meets a person who decides, has a sentence of its own. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { FAILURE_CODES, failureSentence, refusalSentence } from "../../src/domain/failure.ts";
import { textsOf } from "../../src/texts/texts.ts";

const SRC = join(import.meta.dirname, "../../src");

/** Codes that no item and no decision shows, by the reason. */
const ELSEWHERE: Record<string, readonly string[]> = {
  "a finding of the configuration's checks": ["custom"],
  "stops the program before there are items": [
    "config.missing",
    "config.forbidden",
    "daemon.running",
    "http.listen",
    "http.tls",
    "config.hub",
  ],
  "ends the daemon or the command that takes over; answers that wait for an epoch say so by themselves": [
    "standby.place",
    "standby.superseded",
    "standby.unknown_place",
    "standby.litestream",
    "standby.restore",
    "standby.condition",
    "standby.no_copy",
  ],
  "told to a hub by a cell: its page says that the cell is away, or what it cannot do": [
    "cell.away",
    "cell.token",
    "cell.protocol",
    "cell.busy",
    "cell.failed",
    "cell.method",
    "cell.rights",
    "cell.args",
  ],
  "of the commands that split and move accounts": ["move.busy", "move.counts", "move.same", "cells.many"],
  "the built-in provider stands in, or it ends a redraft": ["llm.invalid_output", "llm.refused", "item.no_analysis"],
  "the marketplace has no such item: it is closed": ["marketplace.not_found"],
  "a proof that the answer stands: it is published": ["marketplace.already_answered"],
  "of unknown effect: it is read back": ["marketplace.interrupted"],
  "spends no attempt": ["job.interrupted", "job.lease", "job.stale"],
  "no decision: the search is made again": ["search.busy"],
  "the job has no task that could tell its item": ["job.args", "job.kind"],
};
/** What an error is called whose maker gave it no code. */
const UNNAMED = ["usage", "state", "auth.refused", "marketplace.failed", "llm.failed", "internal"];

function codesInSources(): string[] {
  const files = globSync("**/*.{ts,tsx}", { cwd: SRC }).filter((file) => !file.startsWith("sandbox/"));
  const found = files.flatMap((file) => {
    const text = readFileSync(join(SRC, file), "utf8");
    const named = text.matchAll(/\bcode(?::| =) (?:\w+ \? )?"([a-z_.]+)"(?: : "([a-z_.]+)")?/g);
    const byDefault = text.matchAll(/super\(message, "([a-z_.]+)"/g);
    return [...named, ...byDefault].flatMap(([, ...codes]) => codes.filter((code) => code !== undefined));
  });
  return [...new Set(found)].filter((code) => !code.startsWith("store."));
}

const decisions = Object.keys(textsOf("ru").decisions);
/** Said by the screen's own messages. */
const MESSAGES = ["answer.unread"];

describe("every code of an error in the sources", () => {
  test("has a sentence, or a reason to have none", () => {
    const known = new Set([
      ...FAILURE_CODES,
      ...decisions,
      ...MESSAGES,
      ...Object.values(ELSEWHERE).flat(),
      ...UNNAMED,
    ]);
    const codes = codesInSources();
    expect(codes.length).toBeGreaterThan(50);
    expect(codes).toContain("marketplace.refused");
    expect(codes.filter((code) => !known.has(code))).toEqual([]);
  });

  test("is still there: no sentence is kept for an error that nothing makes", () => {
    const codes = new Set(codesInSources());
    const said = [...FAILURE_CODES, ...decisions, ...MESSAGES, ...Object.values(ELSEWHERE).flat()];
    expect(said.filter((code) => !codes.has(code))).toEqual([]);
  });
});

describe.each(["ru", "en"] as const)("in %s", (locale) => {
  const { failures } = textsOf(locale);
  const say = (code: string, message = "why"): string => failureSentence({ code, message })(failures);

  test("no two codes have the same sentence", () => {
    expect(new Set(FAILURE_CODES.map((code) => say(code))).size).toBe(FAILURE_CODES.length);
  });

  test("a fault of the database has one, and a code that nobody knows the general one, both with the program's words", () => {
    expect(say("store.constraint_check", "CHECK failed")).toBe(
      `${failures.store} ${failures.technical("CHECK failed")}`,
    );
    expect(say("some.news", "why")).toBe(`${failures.other} ${failures.technical("why")}`);
    expect(say("toString")).toContain(failures.other);
  });

  test("the program's words are one harmless line of bounded length", () => {
    const long = say("internal.unexpected", `\u001B[31mone\n\ttwo ${"x".repeat(5000)}`);
    expect(long).toContain(failures.technical("one two xxx"));
    expect(long.length).toBeLessThan(600);
  });

  test("what the marketplace said is kept whole, and said once", () => {
    const said = `Слово ${"очень ".repeat(40)}длинное`;
    const refused = { code: "marketplace.refused", message: `Ozon answered HTTP 400 to POST x/y: ${said}` };
    const sentence = refusalSentence(refused, said)(failures);
    expect(sentence.split(said)).toHaveLength(2);
    expect(sentence).toContain(failures.technical("Ozon answered HTTP 400 to POST x/y: …"));
    expect(refusalSentence(refused, undefined)(failures)).toContain(failures.refusedSilently);
  });
});
