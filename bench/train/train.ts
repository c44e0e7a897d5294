/**
 * Trains the model that the built-in AI reads reviews by, beside its word lists, and writes `data/reading.ru.bin`:
 *   npm run train -- --reviews reviews.jsonl
 *   npm run train -- --reviews reviews.jsonl --folds 5   cross-validates only, and shows thresholds to choose from
 * The labels hold ids; the texts of the labelled reviews stay outside, and without them the shipped weights stay. The same
 * examples always give the same weights. Printed is what is found in examples that were not trained on.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { modelOf } from "../../src/ai/offline/model/weights.ts";
import { groupsOf } from "./alike.ts";
import { readExamples, type Example } from "./examples.ts";
import { fileOf, fit } from "./fit.ts";
import { choices, report, told } from "./report.ts";

const OUT = join(import.meta.dirname, "../../data/reading.ru.bin");
const SEEDS = [4104, 5207, 6301, 7411];
/** Chosen by cross-validation: for 1 to 5 stars. */
const THRESHOLDS = {
  suspected: [-0.4, -0.7, -0.9, -0.4, 0],
  sure: 2,
  beyond: { ordinary: 0, denied: -1 },
  harmless: [-3, -3, -3, -3, -0.7],
  danger: { agreed: 0.3, alone: 1.5 },
};

const { values } = parseArgs({ options: { reviews: { type: "string" }, folds: { type: "string" } } });
if (values.reviews === undefined) {
  say(
    "The labelled reviews are not here, so data/reading.ru.bin stays as it is. Name their file: --reviews reviews.jsonl",
  );
} else if (values.folds === undefined) {
  writeModel(values.reviews);
} else {
  crossValidate(values.reviews, Number(values.folds));
}

function writeModel(reviews: string): void {
  const { training, development } = readExamples(reviews);
  const file = fileOf(fit(unlike(training, development), SEEDS), THRESHOLDS);
  writeFileSync(OUT, file);
  say(`${file.length} bytes written to ${OUT}\nOf examples that were not trained on:`);
  for (const line of report(told(development, modelOf(file)))) say(line);
}

/** Training examples that are nearly one of the others would make the others no test. */
function unlike(training: readonly Example[], development: readonly Example[]): Example[] {
  const groups = groupsOf([...development, ...training].map(({ text }) => text));
  const taken = new Set(groups.slice(0, development.length));
  return training.filter((_, at) => !taken.has(groups[development.length + at] ?? -1));
}

function crossValidate(reviews: string, folds: number): void {
  const { training } = readExamples(reviews);
  const groups = groupsOf(training.map(({ text }) => text));
  const foldOf = (at: number): number => (Math.imul(groups[at] ?? 0, 0x9e3779b1) >>> 7) % folds;
  const all = Array.from({ length: folds }, (_, fold) => {
    const parts = fit(
      training.filter((_one, at) => foldOf(at) !== fold),
      SEEDS.slice(0, 1),
    );
    return told(
      training.filter((_one, at) => foldOf(at) === fold),
      modelOf(fileOf(parts, THRESHOLDS)),
    );
  }).flat();
  for (const line of [...report(all), ...choices(all)]) say(line);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
