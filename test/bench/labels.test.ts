import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { agreementOf, interval, readLabels } from "../../bench/eval/labels.ts";

const FOLDER = "bench/eval/labels";

test.each([
  [FOLDER, 400],
  [`${FOLDER}/unseen`, 80],
  [`${FOLDER}/training`, 900],
  [`${FOLDER}/development`, 250],
])("the labels in %s hold ids and no word of a review, and both passes label the same reviews", (folder, fewest) => {
  const { one, two } = readLabels(folder);
  expect(one.size).toBeGreaterThanOrEqual(fewest);
  expect([...two.keys()]).toEqual([...one.keys()]);
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".jsonl"))) {
    expect(readFileSync(`${folder}/${file}`, "utf8")).not.toMatch(/[а-яё]/iu);
  }
});

test("no review that was put aside is among those that the words were chosen by or the model was trained on", () => {
  const known = readLabels(FOLDER).one;
  const trained = readLabels(`${FOLDER}/training`).one;
  for (const aside of ["unseen", "development"]) {
    const ids = [...readLabels(`${FOLDER}/${aside}`).one.keys()];
    expect(ids.filter((id) => known.has(id) || trained.has(id))).toEqual([]);
  }
});

test("kappa takes off the agreement of chance, and the interval is Wilson's", () => {
  const label = (id: string, category: "quality" | "other") => ({
    id,
    category,
    sentiment: "neutral" as const,
    attention: [],
  });
  const pass = (categories: ("quality" | "other")[]) =>
    new Map(categories.map((one, at) => [String(at), label(String(at), one)]));
  const one = pass(["quality", "quality", "other", "other"]);
  const two = pass(["quality", "other", "other", "other"]);
  expect(agreementOf({ one, two }).category).toBe("75 % kappa 0.50");
  expect(interval(84, 100)).toBe("84 of 100, 84 % (75.6–89.9)");
});
