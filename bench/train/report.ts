/** What the words and a model find in examples that it did not learn from. */
import { alarmsByWords, readAlarms } from "../../src/ai/offline/alarms.ts";
import { byLexicon, understand } from "../../src/ai/offline/category.ts";
import { featuresOf } from "../../src/ai/offline/model/features.ts";
import type { Model } from "../../src/ai/offline/model/weights.ts";
import { certain, isGrave, SUSPECTS } from "../../src/domain/analysis.ts";
import { interval } from "../eval/labels.ts";
import type { Example } from "./examples.ts";

/** An example, and what was found in it. */
export interface Told {
  example: Example;
  byWords: boolean;
  /** Whether it waits for a person, and whether people are called for a matter of health or law. */
  held: boolean;
  called: boolean;
  score: number;
  danger: number;
  topic: string;
  category: { lexicon: string; model: string };
}

export function told(examples: readonly Example[], model: Model): Told[] {
  return examples.map((example) => {
    const { text, rating } = example;
    const features = featuresOf(text, rating, model.meanings);
    const lexicon = byLexicon(understand({ text, pros: null, cons: null }, rating));
    const said = alarmsByWords(text);
    const found = readAlarms(text, rating, model);
    return {
      example,
      byWords: said.length > 0,
      held: found.attention.length > 0,
      called: isGrave(certain(found)),
      score: model.alarm(features, said),
      danger: model.danger(features, said),
      topic: model.topic(features, said, SUSPECTS),
      category: { lexicon: lexicon.category, model: model.category(features, lexicon) },
    };
  });
}

/** Lines of a table: alarms by words alone, and with the model, by what the examples were written for. */
export function report(all: readonly Told[]): string[] {
  const known = all.filter(({ example }) => example.topics !== undefined);
  const kinds = Map.groupBy(known, ({ example }) => example.kind);
  const lines = [...kinds]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([kind, of]) => {
      const due = of.filter(({ example }) => example.topics?.length !== 0);
      const idle = of.filter(({ example }) => example.topics?.length === 0);
      const caught = (one: readonly Told[], how: (t: Told) => boolean) => interval(one.filter(how).length, one.length);
      return [
        ...(due.length > 0
          ? [`${kind}: recall by words ${caught(due, (t) => t.byWords)}; with the model ${caught(due, (t) => t.held)}`]
          : []),
        ...(idle.length > 0
          ? [
              `${kind}: false alarms by words ${caught(idle, (t) => t.byWords)}; with the model ${caught(idle, (t) => t.held)}`,
            ]
          : []),
      ];
    });
  const raised = (how: (t: Told) => boolean) => {
    const found = known.filter(how);
    return interval(found.filter(({ example }) => example.topics?.length !== 0).length, found.length);
  };
  const sorted = all.filter(({ example }) => example.category !== undefined && example.kind === "review");
  const right = (of: "lexicon" | "model") =>
    interval(sorted.filter((t) => t.category[of] === t.example.category).length, sorted.length);
  const alarming = known.filter(({ example }) => example.topics?.length !== 0);
  const named = alarming.filter(({ example, topic }) => example.topics?.some((one) => one === topic));
  return [
    ...lines,
    `precision of all: by words ${raised((t) => t.byWords)}; with the model ${raised((t) => t.held)}`,
    `people are called: ${called(known)}; of reviews ${called(known.filter(({ example }) => example.kind === "review"))}`,
    `topic named right: ${interval(named.length, alarming.length)}`,
    `category of reviews: by the lexicon ${right("lexicon")}; by the model ${right("model")}`,
  ];
}

/** Of how many that people are called for it is a matter of health or law, and of how many such matters they are called. */
function called(known: readonly Told[]): string {
  const grave = (some: readonly Told[]) => some.filter(({ example }) => isGrave(example.topics ?? []));
  const found = known.filter((one) => one.called);
  return `precision ${interval(grave(found).length, found.length)}, recall ${interval(grave(found).length, grave(known).length)}`;
}

/** Recall and false alarms at several thresholds, for each number of stars, to choose them by. */
export function choices(all: readonly Told[]): string[] {
  const known = all.filter(({ example }) => example.topics !== undefined);
  return [1, 2, 3, 4, 5].flatMap((stars) => {
    const of = known.filter(({ example }) => example.rating === stars);
    return [-1.5, -1, -0.5, 0, 0.5, 1, 1.5].map((threshold) => {
      const share = (due: boolean, real: boolean) => {
        const some = of.filter(
          ({ example }) => (example.topics?.length !== 0) === due && (example.kind === "review") === real,
        );
        return interval(some.filter(({ byWords, score }) => byWords || score > threshold).length, some.length);
      };
      return `${stars}★ above ${threshold}: reviews ${share(true, true)} false ${share(false, true)} · invented ${share(true, false)} false ${share(false, false)}`;
    });
  });
}
