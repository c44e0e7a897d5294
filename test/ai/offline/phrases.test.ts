import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Drafted, Subject, Voice } from "../../../src/ai/llm.ts";
import { lexicon, readLexicon } from "../../../src/ai/offline/lexicon.ts";
import { phrasesOf, readPhrases } from "../../../src/ai/offline/phrases.ts";
import { createOffline } from "../../../src/ai/offline/provider.ts";
import { ConfigError } from "../../../src/base/errors.ts";
import { tempFolder } from "../../support/temp.ts";

const llm = createOffline();
const live = new AbortController().signal;
const data = (name: string): string => readFileSync(new URL(`../../../data/${name}`, import.meta.url), "utf8");
const PHRASES = data("offline.ru.yaml");
const LEXICON = data("lexicon.ru.yaml");

function brandFile(text: string): string {
  const file = join(tempFolder(), "phrases.ru.yaml");
  writeFileSync(file, text);
  return file;
}

async function drafted(phrasesFile: string | null, over: Partial<Subject> = {}): Promise<Drafted> {
  const subject: Subject = {
    id: 7,
    platform: "wb",
    itemType: "review",
    rating: 5,
    text: "",
    pros: null,
    cons: null,
    clientName: "Анна",
    productName: null,
    photoCount: 0,
    ...over,
  };
  const voice: Voice = {
    brandId: "market",
    brandName: "Охана Маркет",
    tone: null,
    signature: "Команда Охана Маркет",
    forbidden: [],
    maxLength: 1000,
    useName: true,
    emoji: false,
    phrasesFile,
  };
  const { analysis } = await llm.analyze(subject, live);
  const request = { subject, analysis, voice, facts: null, instructions: null, problems: [], variant: 0 };
  return llm.draft(request, live);
}

async function draft(phrasesFile: string | null, over: Partial<Subject> = {}): Promise<string> {
  return (await drafted(phrasesFile, over)).text;
}

function messageOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).message;
  }
  throw new Error("nothing was wrong with it");
}

describe("a brand's own phrases", () => {
  const OWN = `
greetings:
  with_name: |
    Привет, {name}!
thanks:
  five_stars:
    plain: |
      Пять звёзд от вас — лучший подарок!
complaints:
  small:
    what_happened: |
      платье село слишком плотно
`;

  test("replace the built-in ones", async () => {
    expect(await draft(brandFile(OWN))).toMatch(/^Привет, Анна! Пять звёзд от вас — лучший подарок! /u);
    const complaint = { rating: 2, text: "Маломерит на два размера" };
    expect(await draft(brandFile(OWN), complaint)).toMatch(/что платье село слишком плотно\./u);
  });

  test("change neither the other phrases nor other brands", async () => {
    const file = brandFile(OWN);
    const complaint = { rating: 2, text: "Ужасный запах", clientName: null };

    expect(await draft(file, complaint)).toBe(await draft(null, complaint));
    expect(await draft(file)).not.toBe(await draft(null));
    expect(await draft(null)).not.toMatch(/Привет|подарок/u);
  });

  test("may be a whole copy in which one list was edited", async () => {
    const edited = PHRASES.replace(/(?<=five_stars:.*\n {4}plain: \|\n)(?: {6}.*\n)+/u, "      Ура, пятёрка!\n");
    expect(edited).not.toBe(PHRASES);

    expect(await draft(brandFile(edited))).toContain("Ура, пятёрка!");
  });

  test("may be an empty file", () => {
    expect(phrasesOf(brandFile("# Пока ничего\n"))).toEqual(phrasesOf(null));
  });

  test("change the prompt hash, and equal phrases give equal hashes", async () => {
    const files = [null, brandFile(OWN), brandFile(OWN)];
    const hashes = await Promise.all(files.map(async (file) => (await drafted(file)).promptHash));

    expect(hashes[1]).toBe(hashes[2]);
    expect(hashes[0]).not.toBe(hashes[1]);
  });
});

describe("a mistake in a brand's phrases is reported with its line and the correct form", () => {
  test.each([
    ["a misspelt name", "thanks:\n  revew:\n    plain: Спасибо!", /:2:3 {2}thanks\.revew .*did you mean "review"/],
    ["an unknown topic", "complaints:\n  smal:\n    what_happened: мало", /:2:3 .*did you mean "small"/],
    ["an unknown placeholder", "greetings:\n  with_name: Привет, {imya}!", /:2:14 .*\{imya\} \(here it is \{name\}\)/],
    ["a placeholder where none is filled in", "emoji: |\n  {brand}", /:1:8 .*\{brand\} \(none is filled in here\)/],
    ["a lonely brace", "any_praise: всё хорошо}", /unknown placeholder \}/],
    ["a placeholder that is missing", "joys:\n  warm: Мы рады.", /:2:9 .*must have \{what_happened\} exactly once/],
    ["a placeholder too many", "joys: {warm: '{what_happened} {what_happened}'}", /exactly once/],
    ["the same phrase twice", "emoji: |\n  Ура!\n  ура!", /"ура!" is there twice/],
    ["a list without phrases", "emoji: |\n\nany_praise: да", /:1:1 {2}emoji {2}must be at least 1 long/],
    ["an empty phrase", "emoji: ['']", /:1:9 {2}emoji\.0 {2}must not be empty/],
    ["a comment among the phrases", "emoji: |\n  # смайлики\n  Ура!", /is a comment among the phrases/],
    ["a phrase of two lines", 'emoji: ["a\\nb"]', /must be one line/],
    ["an endless phrase", `emoji: ${"о".repeat(301)}`, /must be at most 300 characters long, got 301/],
    [
      "too many phrases",
      `emoji: |\n${Array.from({ length: 21 }, (_, k) => `  ${k}\n`).join("")}`,
      /must be at most 20 long, got 21/,
    ],
    ["what is no text", "emoji: 5", /:1:1 {2}emoji {2}must be a list, got a number/],
    ["a list in the place of a mapping", "thanks: [Спасибо]", /:1:1 {2}thanks {2}must be a mapping, got a list/],
    [
      "a next that leads nowhere",
      "complaints: {small: {next: sise}}",
      /there is no after_complaint\.sise \(there is: /,
    ],
    [
      "a list to which nothing leads",
      "after_praise: {jou: Ура!}",
      /after_praise\.jou {2}is what no topic in praises has/,
    ],
    ["what belongs to the lexicon", "complaints: {small: {said: мало}}", /unknown key "said"/],
    ["a list", "- Спасибо", /must be a mapping, got a list/],
    ["no YAML", "thanks: [", /:1:\d+ /],
    ["the same name twice", "emoji: Ура!\nemoji: Ого!", /:2:1 .*keys must be unique/],
    ["a name that every object has", "__proto__: {emoji: Ура!}\nconstructor: 1", /constructor/],
  ])("%s", (_, text, message) => {
    const file = brandFile(text);
    const told = messageOf(() => phrasesOf(file));
    expect(told.startsWith(`${file}:`)).toBe(true);
    expect(told).toMatch(message);
  });

  test("a flood of aliases, endless nesting and a thousand mistakes fail quickly with a short error", () => {
    const bomb = ["a: &a [x,x,x,x,x,x,x,x,x]"];
    for (let k = 1; k < 12; k++)
      bomb.push(`${"a".repeat(k + 1)}: &${"a".repeat(k + 1)} [${`*${"a".repeat(k)},`.repeat(9)}]`);
    expect(messageOf(() => phrasesOf(brandFile(bomb.join("\n"))))).toMatch(/its aliases stand for far more/);
    expect(messageOf(() => phrasesOf(brandFile("[".repeat(200_000))))).toMatch(/:1:/);
    const mistakes = Array.from({ length: 1000 }, (_, k) => `x${k}: y`).join("\n");
    expect(messageOf(() => phrasesOf(brandFile(mistakes))).split("\n").length).toBeLessThanOrEqual(20);
  });

  test("an oversized file, a folder and a missing file are refused", () => {
    const folder = tempFolder();
    mkdirSync(join(folder, "phrases"));

    expect(messageOf(() => phrasesOf(brandFile("# ".padEnd(50_000_000, "я"))))).toMatch(/it is larger than 512 KB/);
    expect(messageOf(() => phrasesOf(join(folder, "phrases")))).toMatch(/it is not a regular file/);
    expect(messageOf(() => phrasesOf(join(folder, "none.yaml")))).toMatch(/none\.yaml cannot be read: ENOENT/);
  });
});

/** All patterns within a value. */
function patternsIn(value: unknown): RegExp[] {
  if (value instanceof RegExp) return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(patternsIn) : [];
}

test("a letter of a turn is a Latin or Cyrillic one, alone and in a class, so that the patterns are compiled in time", () => {
  const source = LEXICON.replace("_аллерги(?!к) |", "_аллерги(?!к) | ~\\p{L}+~ | ~[^\\d\\p{L}]+~ |");
  const patterns = patternsIn(readLexicon(source));
  const found = (text: string): boolean => patterns.some((pattern) => pattern.exec(text)?.[0] === text);
  expect(["~яҗz~", "~!×÷~"].map(found)).toEqual([true, true]);
  expect(["~я1~", "~!z~", "~я÷~"].map(found)).toEqual([false, false, false]);
  expect(patternsIn(lexicon()).filter(({ source: made }) => made.includes("\\p{"))).toEqual([]);
});

describe("the schema of the built-in files", () => {
  test.each([
    [
      "a list that the program needs is gone",
      "    price: | # цена\n",
      "    prize: | # цена\n",
      /noticed\.price {2}is required/,
    ],
    ["a topic has no phrases", "  small: # мало", "  smal: # мало", /complaints\.small {2}is required/],
    ["the sentences without a topic are gone", "  bare: | #", "  bear: | #", /after_complaint\.bare {2}is required/],
  ])("when %s", (_, from, to, message) => {
    expect(PHRASES).toContain(from);
    const told = messageOf(() => readPhrases(PHRASES.replace(from, to), "data/offline.ru.yaml"));
    expect(told).toMatch(/^data\/offline\.ru\.yaml:\d+:\d+ /);
    expect(told).toMatch(message);
  });

  test.each([
    ["a category has no general topic", "    general: true\n", "", /needs a topic with general for sizing/],
    ["an alternative is empty", "_аллерги(?!к) |", "_аллерги(?!к) | |", /it would fit every text/],
    ["a turn is no regular expression", "_аллерги(?!к) |", "_аллерги((?!к) |", /is no regular expression/],
    ["a word could never be found", "_аллерги(?!к) |", "_Аллерги(?!к) |", /in small letters and without ё/],
    ["a category is unknown", "category: sizing", "category: size", /must be one of sizing, quality/],
    ["a name is misspelt", "    alone: true", "    alon: true", /did you mean "alone"/],
    [
      "a topic is recognised by nothing",
      "    about: >-\n      _достав | _курьер | _пвз_ | _пункт\\p{L}* выдач | _выдач\n",
      "",
      /needs said or about/,
    ],
    ["praise contradicts an unknown complaint", "[smell, faint]", "[smel]", /there is no complaint "smel"/],
  ])("when %s", (_, from, to, message) => {
    const broken = LEXICON.replace(from, to);
    expect(broken).not.toBe(LEXICON);
    const told = messageOf(() => readLexicon(broken));
    expect(told).toMatch(/^data\/lexicon\.ru\.yaml:\d+:\d+ /);
    expect(told).toMatch(message);
  });
});
