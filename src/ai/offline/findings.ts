/** The parts of a buyer's text that an answer mentions. */
import type { Category } from "../../domain/analysis.ts";
import { plain } from "../../domain/wording/russian.ts";
import type { DraftRequest, Subject } from "../llm.ts";
import { complaintIn } from "./doubts.ts";
import { lexicon, type Topic } from "./lexicon.ts";
import type { Phrases, Tone } from "./phrases-form.ts";
import type { BuyerText, Reading } from "./sentiment.ts";
import { topicsIn } from "./topic.ts";

export interface Findings {
  /** `thanks`: five stars with something that may be a complaint, which gets thanks alone. */
  kind: "complaint" | "mixed" | "praise" | "thanks" | "question";
  bad: Topic[];
  good: Topic[];
}

/** The findings by which the sentences of an answer are chosen. */
export interface Given {
  request: DraftRequest;
  findings: Findings;
  phrases: Phrases;
  tone: Tone;
}

/** What the buyer is unhappy and happy about. Where the stars say the opposite, only clear words count. */
export function findingsIn({ subject, analysis }: DraftRequest, reading: Reading): Findings {
  const { complaints, praises } = lexicon();
  const said = { text: plain(allText(subject)), clauses: reading.clauses };
  const complains = (subject.rating !== null && subject.rating <= 3) || analysis.sentiment === "negative";
  const found = topicsIn(complaints, said, -1, !complains);
  if (subject.itemType === "question") return { kind: "question", bad: found, good: [] };
  if (complains) {
    const bad = found.length > 0 ? found : general(complaints, analysis.category, reading, -1);
    return { kind: "complaint", bad, good: [] };
  }
  // Under five stars neither an apology nor joy fits what may be a complaint; an alarm is a complaint, for a person.
  const isAlarming = analysis.attention.length > 0;
  if (subject.rating === 5 && (!isAlarming || found.length === 0)) {
    if (isAlarming || complaintIn(wordsOf(subject)) !== null) return { kind: "thanks", bad: [], good: [] };
    return { kind: "praise", bad: [], good: topicsIn(praises, said, 1, false).slice(0, 1) };
  }
  const bad = found;
  const good = bad.some(({ alone }) => alone)
    ? []
    : topicsIn(praises, said, 1, bad.length > 0 || analysis.sentiment === "neutral");
  const troubled = bad.length > 0 || analysis.sentiment === "neutral" || reading.weight < -2.5;
  const pleasing = good.filter((topic) => !bad.some((other) => contradict(topic, other)));
  return troubled ? { kind: "mixed", bad, good: pleasing } : { kind: "praise", bad: [], good };
}

/** An answer with both «Аромат вам понравился» and «запах вас разочаровал» has misread one of them. */
function contradict(good: Topic, bad: Topic): boolean {
  if (good.category !== "quality") return good.category !== "other" && good.category === bad.category;
  return good.name === bad.name || good.contradicts.includes(bad.name);
}

/** The topic that the analysis names, used when the words themselves show none. */
function general(topics: readonly Topic[], category: Category, { weights }: Reading, sign: 1 | -1): Topic[] {
  const weight = weights[category];
  if (weight === undefined || weight * sign <= 0) return [];
  return topics.filter((topic) => topic.general && topic.category === category);
}

function wordsOf({ text, pros, cons, rating }: Subject) {
  return { client_text: text, pros, cons, rating };
}

/** All that the buyer wrote, a line for each field. */
export function allText({ text, pros, cons }: BuyerText): string {
  return [text, pros, cons].filter((field) => field !== null).join("\n");
}
