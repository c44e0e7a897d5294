import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ConfigError } from "../../src/base/errors.ts";
import { builtInSamples, readSamples } from "../../src/sandbox/samples.ts";

async function sampleFile(text: string) {
  const folder = await mkdtemp(join(tmpdir(), "reputation-samples-"));
  const file = join(folder, "samples.jsonl");
  await writeFile(file, text);
  return { file, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}

describe("readSamples", () => {
  it("reads one item a line and ignores empty lines and unknown keys", async () => {
    const question = { id: "2", text: "Есть 46?", rating: null, itemType: "question", platform: "ym", sku: "OM-1001" };
    const lines = ['{"id":"1","text":"Хорошо","rating":5,"source":"x","product":null}', "", JSON.stringify(question)];
    await using samples = await sampleFile(`${lines.join("\n")}\n`);
    expect(readSamples(samples.file)).toEqual([{ id: "1", text: "Хорошо", rating: 5 }, question]);
  });

  it.each([
    ["not json", "this line is not JSON"],
    ['{"id":"2","text":"Хорошо"}', "rating:"],
    ['{"id":"2","text":"Хорошо","rating":6}', "rating:"],
    ['{"id":"2","text":"Хорошо","rating":null}', "a review has 1 to 5 stars"],
    ['{"id":"2","text":"Как?","rating":5,"itemType":"question"}', "a question has null"],
    ['{"id":"1","text":"Снова","rating":5}', 'id "1" is on line 1 already'],
    ['{"id":"2","text":"Где?","rating":5,"platform":"avito"}', "platform:"],
  ])("names file and line of %s", async (line, problem) => {
    await using samples = await sampleFile(`{"id":"1","text":"Хорошо","rating":5}\n${line}\n`);
    const read = (): unknown => readSamples(samples.file);
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(`${samples.file}:2  `);
    expect(read).toThrow(problem);
  });

  it("says that a file cannot be read", () => {
    expect(() => readSamples("/nowhere/samples.jsonl")).toThrow("cannot read the samples file /nowhere");
  });
});

describe("the built-in samples", () => {
  const samples = builtInSamples();
  const texts = samples.map(({ text }) => text);

  it("cover the three marketplaces evenly, with reviews of every rating and questions", () => {
    expect(samples.length).toBeGreaterThanOrEqual(60);
    for (const platform of ["wb", "ozon", "ym"]) {
      const ratings = samples.filter((sample) => sample.platform === platform).map(({ rating }) => rating);
      expect(new Set(ratings)).toEqual(new Set([1, 2, 3, 4, 5, null]));
      expect(ratings).toHaveLength(samples.length / 3);
    }
  });

  it("have ids of their own", () => {
    expect(new Set(samples.map(({ id }) => id)).size).toBe(samples.length);
  });

  it.each([
    ["bare stars", (text: string) => text === ""],
    ["a very long text", (text: string) => text.length > 1500],
    ["HTML", (text: string) => text.includes("<script>")],
    ["emoji", (text: string) => /\p{Extended_Pictographic}/u.test(text)],
    ["terminal escapes", (text: string) => text.includes("\u001B[31m")],
    ["bidirectional overrides", (text: string) => text.includes("\u202E")],
    ["a prompt injection", (text: string) => /игнорируй/i.test(text)],
  ])("include %s", (_, isSuch) => {
    expect(texts.some(isSuch)).toBe(true);
  });
});
