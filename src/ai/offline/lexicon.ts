/** What the built-in provider knows of Russian: `data/lexicon.ru.yaml`, which says what each part is for. */
import { z } from "zod";
import { readAsset } from "../../base/assets.ts";
import { messageOf } from "../../base/errors.ts";
import { readForm } from "../../config/yaml.ts";
import { ATTENTIONS, CATEGORIES } from "../../domain/analysis.ts";
import { wordPattern } from "../../domain/wording/russian.ts";

const FILE = "data/lexicon.ru.yaml";

/** What `…` stands for: some characters of the same sentence. */
const NEAR = "[^.!?\\n]{0,25}";

const text = z
  .string()
  .min(1)
  .max(6000)
  .regex(/^[^А-ЯЁё]*$/, "must be in small letters and without ё: so are the texts it is looked for in");

/** Turns of phrase, parted by ` | `. */
export const turns = text.transform((source, context) =>
  compiled(source.replaceAll(/\s+\|\s+/g, "|").replaceAll("…", NEAR), context),
);

/** Beginnings of words, parted by spaces; `=слово` is that word alone. */
export const beginnings = text.transform((list, context) => {
  const parts = split(list).map((entry) => (entry.startsWith("=") ? `${entry.slice(1)}$` : entry));
  return compiled(`^(?:${parts.join("|")})`, context);
});

const wordList = text.transform(split);

/** A list of words in each line. */
const wordLists = text.transform((lines) =>
  lines
    .split("\n")
    .map(split)
    .filter((line) => line.length > 0),
);

function split(list: string): string[] {
  return list.split(/\s+/).filter((word) => word !== "");
}

function compiled(source: string, context: z.RefinementCtx): RegExp {
  try {
    if (!/^\||\|\||\|$/.test(source)) return wordPattern(inTwoScripts(source));
    context.addIssue("has a | with nothing before or after it: it would fit every text");
  } catch (error) {
    context.addIssue(`is no regular expression: ${messageOf(error)}`);
  }
  return z.NEVER;
}

/** Latin and Cyrillic letters, as they stand between the brackets of a class. */
const LETTERS = "A-Za-z\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u024F\\u0400-\\u0481\\u048A-\\u052F";

/**
 * Has `\p{L}` stand for Latin and Cyrillic letters, as `_` does. The letters of all scripts are hundreds of ranges, and V8
 * takes ten times as long to compile hundreds of such patterns, which it does while the first text is read.
 */
function inTwoScripts(source: string): string {
  return source.replaceAll(/(\[[^\][]*)?\\p\{L\}/g, (_, opened?: string) =>
    opened === undefined ? `[${LETTERS}]` : opened + LETTERS,
  );
}

const category = z.enum(CATEGORIES);
const tag = z.string().min(1).max(40);

const topic = z
  .strictObject({
    category,
    tag: tag.exactOptional(),
    attention: z.enum(ATTENTIONS).exactOptional(),
    said: turns.exactOptional(),
    unless: turns.exactOptional(),
    about: turns.exactOptional(),
    alone: z.boolean().default(false),
    decides: z.boolean().default(false),
    wide: z.boolean().default(false),
    general: z.boolean().default(false),
    contradicts: z.array(z.string()).default([]),
  })
  .refine(({ said, about }) => said ?? about, "needs said or about to be recognised by");

const questionTopic = z.strictObject({ category: category.exactOptional(), asks: turns });

function inOrder<T>(named: Record<string, T>): (T & { name: string })[] {
  return Object.entries(named).map(([name, entry]) => ({ name, ...entry }));
}

const topics = z.record(z.string(), topic).transform(inOrder);

const lexiconForm = z
  .strictObject({
    sentiment: z.strictObject({
      good: beginnings,
      very_good: beginnings,
      bad: beginnings,
      very_bad: beginnings,
      useful: beginnings,
      negations: beginnings,
      between: beginnings,
      turns: z.array(z.strictObject({ weight: z.number().min(-5).max(5), said: turns })),
    }),
    aspects: z.array(z.strictObject({ tag, category, words: beginnings })).min(1),
    in_passing: turns,
    no_harm: turns,
    alarms: z.strictObject({
      safety: z.array(turns).min(1),
      defect: z.array(turns).min(1),
      money: z.array(turns).min(1),
      law: z.array(turns).min(1),
      abuse: z.array(turns).min(1),
    }),
    doubts: z.strictObject({
      request: z.array(turns).min(1),
      delicate: z.array(turns).min(1),
      complaint: z.array(turns).min(1),
    }),
    complaints: topics,
    praises: topics,
    questions: z.record(z.string(), questionTopic).transform(inOrder),
    facts: z.strictObject({ synonyms: wordLists, asking: wordList, courtesy: wordList, too_common: wordList }),
    said_once: wordLists,
  })
  // This check is a separate step because it needs valid topics, and a refinement would also run on a broken file.
  .transform((found, context) => {
    checkTopics(found, context);
    return found;
  });

interface Named {
  complaints: Topic[];
  praises: Topic[];
}

/** Every category has a topic that stands for it, and every complaint that is named exists. */
function checkTopics({ complaints, praises }: Named, context: z.RefinementCtx): void {
  const say = (path: string[], message: string): void => context.addIssue({ code: "custom", path, message });
  for (const [list, found] of Object.entries({ complaints, praises })) {
    for (const missing of CATEGORIES.filter((name) => name !== "other" && !hasGeneral(found, name)))
      say([list], `needs a topic with general for ${missing}`);
  }
  for (const { name, contradicts } of praises) {
    for (const other of contradicts.filter((it) => complaints.every((complaint) => complaint.name !== it)))
      say(["praises", name], `there is no complaint "${other}"`);
  }
}

function hasGeneral(found: readonly Topic[], wanted: Topic["category"]): boolean {
  return found.some(({ category: its, general }) => general && its === wanted);
}

/** Something buyers praise or complain of, and how it is recognised. */
export type Topic = z.infer<typeof topic> & { name: string };
/** The whole lexicon in the order of the file, where earlier entries take precedence. */
export type Lexicon = z.infer<typeof lexiconForm>;
/** Something buyers write about: the tag that the manager sees and the category it counts for. */
export type Aspect = Lexicon["aspects"][number];

let read: Lexicon | undefined;

/** The lexicon is read when it is first needed, because that takes some milliseconds. */
export function lexicon(): Lexicon {
  return (read ??= readLexicon(readAsset(FILE).toString("utf8")));
}

/** @throws InvalidConfig with every problem and its line */
export function readLexicon(yaml: string): Lexicon {
  return readForm(lexiconForm, { file: FILE, text: yaml, hint: "The comments in the file say what each part is." });
}
