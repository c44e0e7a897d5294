/** The vocabulary of harmless answers: `data/answer-words.ru.yaml`, which says what each list is for. */
import { parse } from "yaml";
import { z } from "zod";
import { readAsset } from "../../base/assets.ts";
import { words } from "../wording/russian.ts";
import { stemsOf } from "../wording/stem.ts";

const FILE = "data/answer-words.ru.yaml";

const list = z.string().transform(words);
const exact = list.transform((found) => new Set(found));
const stems = list.transform(stemsIn);

const form = z.strictObject({
  exact,
  inflected: stems,
  sorry: exact,
  topics: z.string().transform((lines) =>
    lines
      .split("\n")
      .map(words)
      .filter((line) => line.length > 0)
      .map(stemsIn),
  ),
  repeated: stems,
  praising_negations: exact,
  complaining_negations: exact,
  never: list,
  about_facts: exact,
});

type AnswerWords = z.infer<typeof form>;

let read: AnswerWords | undefined;

/** The lists are read when they are first needed. */
export function answerWords(): AnswerWords {
  return (read ??= form.parse(parse(readAsset(FILE).toString("utf8"))));
}

function stemsIn(found: readonly string[]): Set<string> {
  return new Set(found.flatMap(stemsOf));
}

/** Whether two words are forms of one, or a word is a form of one of a list. */
export function sharesStem(word: string, known: ReadonlySet<string>): boolean {
  return stemsOf(word).some((stem) => known.has(stem));
}

/** Whether answers have this word at all. */
export function isAnswerWord(word: string): boolean {
  const { exact, inflected, sorry } = answerWords();
  return exact.has(word) || sorry.has(word) || sharesStem(word, inflected);
}
