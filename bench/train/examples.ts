/** What the model learns from: invented texts that stand in the project, and labelled reviews whose texts stay outside. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { CATEGORIES, SUSPECTS } from "../../src/domain/analysis.ts";

const FOLDER = import.meta.dirname;
const LABELS = join(FOLDER, "../eval/labels");

const invented = z.strictObject({
  kind: z.string(),
  rating: z.int().min(1).max(5),
  text: z.string().min(1),
  topics: z.array(z.enum(SUSPECTS)),
  category: z.enum(CATEGORIES).optional(),
});
const labelled = z.looseObject({
  id: z.string(),
  category: z.enum(CATEGORIES).optional(),
  attention: z.array(z.enum(SUSPECTS)).optional(),
});
const review = z.object({ id: z.string(), text: z.string(), rating: z.int().min(1).max(5) });

export interface Example {
  /** `review` for a real one, else what the invented text was written for. */
  kind: string;
  text: string;
  rating: number;
  /** Why a person must see it; empty: nobody has to; missing: readers may differ. */
  topics?: readonly (typeof SUSPECTS)[number][] | undefined;
  category?: (typeof CATEGORIES)[number] | undefined;
}

/** @param reviews the file with the texts of the labelled reviews; undefined: the invented texts alone */
export function readExamples(reviews: string | undefined): { training: Example[]; development: Example[] } {
  const texts = (name: string) => lines(join(FOLDER, "texts", `${name}.jsonl`)).map((line) => invented.parse(line));
  const known = reviews === undefined ? new Map() : textsOf(reviews);
  const labels = (folder: string, names: readonly string[]) => agreed(join(LABELS, folder), names, known);
  return {
    training: [
      ...labels("", ["pass-one", "pass-two"]),
      ...labels("training", ["pass-one"]),
      ...["alarms", "harmless", "complaints"].flatMap(texts),
    ],
    development: [
      ...labels("development", ["pass-one"]),
      ...labels("unseen", ["pass-one", "pass-two"]),
      ...texts("development"),
    ],
  };
}

type Review = z.infer<typeof review>;

function textsOf(file: string): ReadonlyMap<string, Review> {
  if (!existsSync(file))
    throw new Error(`There is no file ${file}: --reviews names the reviews that the labels belong to.`);
  return new Map(
    lines(file)
      .map((line) => review.parse(line))
      .map((one) => [one.id, one]),
  );
}

/** The labels on which all passes agree. */
function agreed(folder: string, passes: readonly string[], known: ReadonlyMap<string, Review>): Example[] {
  const [first = [], ...others] = passes.map((name) =>
    lines(join(folder, `${name}.jsonl`)).map((l) => labelled.parse(l)),
  );
  return first.flatMap((label) => {
    const found = known.get(label.id);
    if (found === undefined) return [];
    const same = others.map((pass) => pass.find(({ id }) => id === label.id));
    const needs = same.every((one) => (one?.attention?.length === 0) === (label.attention?.length === 0));
    const about = same.every((one) => one?.category === label.category);
    const { text, rating } = found;
    const topics = needs ? label.attention : undefined;
    return [{ kind: "review", text, rating, topics, category: about ? label.category : undefined }];
  });
}

function lines(file: string): unknown[] {
  const found = readFileSync(file, "utf8").trim().split("\n");
  return found.map((line) => JSON.parse(line) as unknown);
}
