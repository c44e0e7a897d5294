import { firstName } from "../../domain/wording/first-name.ts";
import { plain } from "../../domain/wording/russian.ts";
import type { Category } from "../../domain/analysis.ts";
import { GRAVE } from "./phrases/complaints-grave.ts";
import { LIGHT } from "./phrases/complaints-light.ts";
import type { Part, Plan } from "./compose.ts";
import * as frames from "./phrases/frames.ts";
import type { Tone } from "./phrases/frames.ts";
import type { DraftRequest, Subject, Voice } from "../llm.ts";
import { AFTER_COMPLAINT, AFTER_PRAISE } from "./phrases/next-steps.ts";
import { PRAISES } from "./phrases/praises.ts";
import * as questions from "./phrases/question-topics.ts";
import type { Reading } from "./sentiment.ts";
import { topicsIn, type Topic } from "./topic.ts";

/** What an answer takes up, and in which tone. */
interface Findings {
  kind: "complaint" | "mixed" | "praise" | "question";
  bad: Topic[];
  good: Topic[];
}

/**
 * What an answer is to be made of: apology first under complaints, thanks only where there is praise, and what this
 * buyer wrote about in each.
 * @param fact what is known of the thing a question asks for, as a sentence
 */
export function planFor(request: DraftRequest, reading: Reading, fact: string | null): Plan {
  const findings = findingsIn(request, reading);
  const tone = toneOf(request.voice);
  const greeting: Part = { texts: greetings(request), rank: 3 };
  const middle = {
    complaint: () => complaint(request, findings.bad, tone),
    mixed: () => mixed(request, findings, tone),
    praise: () => praise(request, findings.good, tone),
    question: () => question(request, findings.bad, tone, fact),
  }[findings.kind]();
  const closing: Part = { texts: closings(request, findings, tone), rank: namesBrand(request.voice) ? 4 : 3 };
  const parts = [greeting, ...middle, ...privacy(request), closing].map((part) => filled(part, request));
  const shortest =
    findings.kind === "complaint" ? "sorry" : findings.kind === "question" ? questionKind(request) : "glad";
  return { parts, shortest: frames.SHORTEST[shortest] };
}

/** What the buyer is unhappy and happy about. Where the stars say the opposite, only clear words count. */
function findingsIn({ subject, analysis }: DraftRequest, reading: Reading): Findings {
  const said = { text: plain(allText(subject)), clauses: reading.clauses };
  const complains = (subject.rating !== null && subject.rating <= 3) || analysis.sentiment === "negative";
  const found = topicsIn([...GRAVE, ...LIGHT], said, -1, !complains);
  if (subject.itemType === "question") return { kind: "question", bad: found, good: [] };
  if (complains)
    return {
      kind: "complaint",
      bad: found.length > 0 ? found : general(LIGHT, analysis.category, reading, -1),
      good: [],
    };
  const trifles = subject.rating === 5 && reading.weight >= 3;
  const bad = trifles ? found.filter(({ attention }) => attention !== undefined) : found;
  const good = bad.some(({ alone }) => alone)
    ? []
    : topicsIn(PRAISES, said, 1, bad.length > 0 || analysis.sentiment === "neutral");
  const troubled = bad.length > 0 || analysis.sentiment === "neutral" || reading.weight < -2.5;
  const praised = good.length > 0 ? good : general(PRAISES, analysis.category, reading, 1);
  const pleasing = good.filter((topic) => !bad.some((other) => contradict(topic, other)));
  return troubled ? { kind: "mixed", bad, good: pleasing } : { kind: "praise", bad: [], good: praised };
}

/** «Аромат вам понравился» and «запах вас разочаровал» in one answer: one of them was misread. */
function contradict(good: Topic, bad: Topic): boolean {
  if (good.category !== "quality") return good.category !== "other" && good.category === bad.category;
  return good.name === bad.name || (good.name === "scent" && (bad.name === "smell" || bad.name === "faint"));
}

const GENERAL: Record<Category, string> = {
  sizing: "size",
  quality: "quality",
  delivery: "delivery",
  packaging: "crumpled",
  price: "price",
  appearance: "look",
  other: "",
};
const GENERAL_PRAISE: Record<Category, string> = { ...GENERAL, sizing: "fit", packaging: "intact" };

/** What the analysis says it is about, when the words themselves tell nothing else. */
function general(topics: readonly Topic[], category: Category, { weights }: Reading, sign: 1 | -1): Topic[] {
  const weight = weights[category];
  if (weight !== undefined && weight * sign <= 0) return [];
  const name = (sign === 1 ? GENERAL_PRAISE : GENERAL)[category];
  return topics.filter((topic) => topic.name === name);
}

function complaint({ subject, analysis }: DraftRequest, bad: Topic[], tone: Tone): Part[] {
  const bare = allText(subject).trim() === "";
  const attention = analysis.attention;
  const general = attention.includes("abuse") ? "rude" : attention.includes("safety") ? "serious" : "sorry";
  const next = bare ? "bare" : (bad[0]?.next ?? general);
  return [framed(frames.SORRY[tone], bad, frames.SORRY_THAT, 1), { texts: AFTER_COMPLAINT[next] ?? [], rank: 2 }];
}

function mixed({ subject, analysis }: DraftRequest, { bad, good }: Findings, tone: Tone): Part[] {
  const bare = allText(subject).trim() === "";
  if (bare)
    return [
      { texts: frames.THANKS_FOR_FOUR[tone], rank: 1 },
      { texts: frames.ALMOST, rank: 2 },
    ];
  const thanks: Part = { texts: frames.THANKS_EVENLY[tone], rank: 1 };
  const glad = good.length === 0 ? [] : [framed(frames.GLAD[tone], good.slice(0, bad.length > 0 ? 1 : 2), [], 3)];
  const photos: Part[] = subject.photoCount > 0 ? [{ texts: frames.PHOTOS, rank: 4 }] : [];
  if (bad.length > 0) {
    const next: Part = { texts: AFTER_COMPLAINT[bad[0]?.next ?? "sorry"] ?? [], rank: 3 };
    return [thanks, ...photos, ...glad, framed(frames.PITY[tone], bad, [], 2), ...(bad[0]?.attention ? [next] : [])];
  }
  if (analysis.sentiment === "positive")
    return [thanks, ...photos, framed(frames.PITY[tone], [], frames.SORRY_THAT, 2)];
  const almost = { texts: noticed(analysis.category, glad.length > 0), rank: 2 } as const;
  return [thanks, ...photos, ...glad, almost];
}

/** Four stars whose words name neither good nor bad: still about what they are about. */
function noticed(category: Category, taken: boolean): readonly string[] {
  return taken || category === "other" ? frames.ALMOST : frames.NOTICED[category];
}

function praise({ subject, voice }: DraftRequest, good: Topic[], tone: Tone): Part[] {
  const bare = allText(subject).trim() === "";
  const thanks = bare ? frames.THANKS_FOR_STARS : frames.THANKS;
  const photos: Part[] = subject.photoCount > 0 ? [{ texts: frames.PHOTOS, rank: 4 }] : [];
  const glad = framed(frames.GLAD[tone], good, frames.GLAD_THAT, 2);
  const wish: Part = { texts: AFTER_PRAISE[good[0]?.next ?? "joy"] ?? [], rank: 4 };
  return [{ texts: thanks[tone], rank: 1 }, ...photos, glad, ...(namesBrand(voice) ? [] : [wish])];
}

function question({ subject, analysis }: DraftRequest, bad: Topic[], tone: Tone, fact: string | null): Part[] {
  const thanks: Part = { texts: questions.THANKS_FOR_QUESTION[tone], rank: 2 };
  if (fact !== null) {
    const intros = questions.FACT_INTROS.map((intro) => `${intro} ${fact}`);
    return [
      { ...thanks, rank: 3 },
      { texts: intros, rank: 1 },
    ];
  }
  const text = plain(allText(subject));
  const matter =
    questions.MATTERS.find(({ asks }) => asks.test(text)) ??
    questions.MATTERS.find(({ category }) => category === analysis.category);
  const hold: Part = { texts: matter?.hold ?? questions.UNKNOWN_MATTER, rank: 1 };
  if (analysis.sentiment !== "negative") return [thanks, hold];
  const next: Part = { texts: AFTER_COMPLAINT[bad[0]?.next ?? "sorry"] ?? [], rank: 2 };
  const sorry = framed(frames.SORRY[tone], bad, frames.SORRY_THAT, 1);
  return bad.length === 0 && matter !== undefined ? [sorry, { ...hold, rank: 2 }] : [sorry, next];
}

function questionKind({ analysis }: DraftRequest): "sorry" | "question" {
  return analysis.sentiment === "negative" ? "sorry" : "question";
}

/** «Нам жаль, что размер не подошёл и запах вам не понравился.» */
function framed(
  list: readonly string[],
  topics: readonly Topic[],
  otherwise: readonly string[],
  rank: Part["rank"],
): Part {
  const [first, second] = topics;
  const those = first === undefined ? otherwise : joined(first.that, second?.that ?? []);
  return { texts: list.flatMap((frame) => those.map((that) => frame.replace("{that}", that))), rank };
}

function joined(first: readonly string[], second: readonly string[]): string[] {
  if (second.length === 0) return [...first];
  const pairs = first.flatMap((a) => second.map((b) => [a, b] as const));
  // «Заказ приехал быстро и заказ доехал в целости»: better another pair.
  const apart = pairs.filter(([a, b]) => a.split(" ", 1)[0] !== b.split(" ", 1)[0]);
  return apart.map(([a, b]) => `${a}${a.includes(",") ? "," : ""} и ${b}`);
}

function greetings({ voice, subject }: DraftRequest): readonly string[] {
  return voice.useName && firstName(subject.clientName) !== null ? frames.NAMED : frames.UNNAMED;
}

function closings({ voice, analysis }: DraftRequest, { kind, good, bad }: Findings, tone: Tone): readonly string[] {
  const named = namesBrand(voice);
  const upset =
    kind === "complaint" ||
    (kind === "question" && analysis.sentiment === "negative") ||
    bad.some(({ attention }) => attention !== undefined && kind === "mixed");
  if (upset) return named ? frames.GOODBYE_SORRY : frames.BRAND_SORRY;
  if (kind === "question") return named ? questions.GOODBYE_QUESTION : questions.BRAND_QUESTION;
  const glad = named ? frames.GOODBYE_GLAD[tone] : frames.BRAND_GLAD;
  if (kind === "mixed") return named ? glad : frames.BRAND_SORRY.slice(0, 1).concat(frames.BRAND_GLAD);
  const wishes = named ? (AFTER_PRAISE[good[0]?.next ?? "joy"] ?? []) : [];
  const all = [...wishes, ...glad];
  return voice.emoji ? all.map((text, at) => `${text} ${frames.EMOJI[at % frames.EMOJI.length] ?? ""}`.trim()) : all;
}

function privacy({ analysis }: DraftRequest): Part[] {
  return analysis.attention.includes("personal_data") ? [{ texts: frames.KEEP_PRIVATE, rank: 3 }] : [];
}

function filled({ texts, rank }: Part, { voice, subject }: DraftRequest): Part {
  const name = firstName(subject.clientName) ?? "";
  const brand = /[«»"“”]/u.test(voice.brandName) ? voice.brandName : `«${voice.brandName}»`;
  return { rank, texts: texts.map((text) => text.replace("{brand}", () => brand).replace("{name}", () => name)) };
}

function toneOf({ tone }: Voice): Tone {
  return /тепл|забот|дет|нежн|ласков|душевн/u.test(plain(tone ?? "")) ? "warm" : "plain";
}

function namesBrand({ signature, brandName }: Voice): boolean {
  return plain(signature ?? "").includes(plain(brandName));
}

/** All that the buyer wrote, a line for each field. */
export function allText({ text, pros, cons }: Pick<Subject, "text" | "pros" | "cons">): string {
  return [text, pros, cons].filter((field) => field !== null).join("\n");
}
