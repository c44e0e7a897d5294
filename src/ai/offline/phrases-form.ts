/** The form of what the built-in provider says. `data/offline.ru.yaml` tells what each part is for. */
import { z } from "zod";
import { plain } from "../../domain/wording/russian.ts";
import type { Lexicon } from "./lexicon.ts";

type Placeholder = "{what_happened}" | "{name}" | "{brand}";

/** Wordings of one thing, a line for each, each with the placeholder exactly once, or with none. */
function wordingsWith(placeholder?: Placeholder) {
  const phrase = z
    .string()
    .max(300)
    .superRefine((text, context) => {
      const problem = problemOf(text, placeholder);
      if (problem !== undefined) context.addIssue(problem);
    });
  return z.preprocess(linesOf, z.array(phrase).min(1).max(20).superRefine(checkDifferent));
}

function linesOf(value: unknown): unknown {
  if (typeof value !== "string") return value;
  return value
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

function problemOf(text: string, wanted?: Placeholder): string | undefined {
  if (text.trim() === "") return "must not be empty";
  if (text.startsWith("#")) return `is a comment among the phrases, where it would be said: "${text}"`;
  if (text !== text.trim() || /\p{Cc}/u.test(text)) return "must be one line, without spaces around it";
  const found = text.match(/\{[^{}]*\}|[{}]/g) ?? [];
  const unknown = found.filter((placeholder) => placeholder !== wanted);
  const known = wanted === undefined ? "none is filled in here" : `here it is ${wanted}`;
  if (unknown.length > 0) return `"${text}" has the unknown placeholder ${unknown.join(" ")} (${known})`;
  return wanted === undefined || found.length === 1 ? undefined : `"${text}" must have ${wanted} exactly once`;
}

function checkDifferent(list: string[], context: z.RefinementCtx): void {
  const seen = list.map(plain);
  for (const [at, text] of list.entries()) {
    if (seen.indexOf(seen[at] ?? "") < at)
      context.addIssue({ code: "custom", path: [at], message: `"${text}" is there twice` });
  }
}

// Each schema is created once, because its first use takes time.
const wordings = wordingsWith();
const withName = wordingsWith("{name}");
const withBrand = wordingsWith("{brand}");
const withWhatHappened = wordingsWith("{what_happened}");

/** Matter-of-factly and warmly. */
const toned = z.strictObject({ plain: wordings, warm: wordings });
const tonedFrames = z.strictObject({ plain: withWhatHappened, warm: withWhatHappened });
const kinds = z.strictObject({ praise: wordings, complaint: wordings, question: wordings });

/** One entry for each of the topics. */
function forEach<T extends z.ZodType>(topics: readonly { name: string }[], entry: T) {
  return z.strictObject(Object.fromEntries(topics.map(({ name }) => [name, entry])));
}

const topicPhrases = z.strictObject({ what_happened: wordings, next: z.string() });

/** The sentences that follow when no topic provides one. */
const WITHOUT_TOPIC = {
  after_complaint: { sorry: wordings, bare: wordings, serious: wordings, rude: wordings },
  after_praise: { joy: wordings },
};

const noticed = z.strictObject({
  sizing: wordings,
  quality: wordings,
  delivery: wordings,
  packaging: wordings,
  price: wordings,
  appearance: wordings,
});

const thanks = z.strictObject({
  review: toned,
  five_stars: toned,
  four_stars: toned,
  mixed: toned,
  question: toned,
  photos: wordings,
});

/** Every topic of the lexicon needs its phrases, and has no others. */
export function phrasesForm({ complaints, praises, questions }: Lexicon) {
  return z
    .strictObject({
      greetings: z.strictObject({ with_name: withName, without_name: wordings }),
      thanks,
      apologies: tonedFrames,
      regrets: tonedFrames,
      joys: tonedFrames,
      any_complaint: wordings,
      any_praise: wordings,
      four_stars: z.strictObject({ almost: wordings, noticed }),
      complaints: forEach(complaints, topicPhrases),
      after_complaint: z.object(WITHOUT_TOPIC.after_complaint).catchall(wordings),
      praises: forEach(praises, topicPhrases),
      after_praise: z.object(WITHOUT_TOPIC.after_praise).catchall(wordings),
      questions: z.strictObject({
        from_facts: wordings,
        topics: forEach(questions, wordings),
        unknown: wordings,
      }),
      personal_data: wordings,
      farewells: z.strictObject({ praise: toned, complaint: wordings, question: wordings }),
      brand_farewells: z.strictObject({
        praise: withBrand,
        complaint: withBrand,
        question: withBrand,
      }),
      emoji: wordings,
      shortest: kinds,
    })
    .superRefine((phrases, context) => {
      checkNext(phrases, "complaints", "after_complaint", context);
      checkNext(phrases, "praises", "after_praise", context);
    });
}

/** Checks that every `next` names a list and that every list is named by some `next`. */
function checkNext(
  phrases: Record<"complaints" | "praises", Record<string, TopicPhrases>> & Record<keyof typeof WITHOUT_TOPIC, object>,
  topics: "complaints" | "praises",
  lists: keyof typeof WITHOUT_TOPIC,
  context: z.RefinementCtx,
): void {
  const say = (path: string[], message: string): void => context.addIssue({ code: "custom", path, message });
  const names = Object.keys(phrases[lists]);
  const used = new Set(Object.keys(WITHOUT_TOPIC[lists]));
  for (const [name, { next }] of Object.entries(phrases[topics])) {
    used.add(next);
    if (!names.includes(next))
      say([topics, name, "next"], `there is no ${lists}.${next} (there is: ${names.join(", ")})`);
  }
  for (const name of names.filter((list) => !used.has(list)))
    say([lists, name], `is what no topic in ${topics} has as its next`);
}

/** How a topic is taken up: what fits after «Нам жаль, что …» or «Рады, что …», and the list of what may follow. */
export type TopicPhrases = z.infer<typeof topicPhrases>;
export type Phrases = z.infer<ReturnType<typeof phrasesForm>>;
/** How a brand speaks: matter-of-factly, or warmly («тёплый», «заботливый»). */
export type Tone = "plain" | "warm";
