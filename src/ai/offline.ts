import { createHash } from "node:crypto";
import { type Analysis, type Sentiment, sentimentOfStars } from "../domain/analysis.ts";
import { type AnswerContext, checkAnswer } from "../domain/answer-rules.ts";
import { alarms } from "./alarms.ts";
import { answers, type Order } from "./compose.ts";
import { factsFor } from "./facts.ts";
import type { DraftRequest, Llm, Subject } from "./llm.ts";
import { type Reading, readText } from "./reading.ts";
import { FACT_INTROS, GREETINGS, phrasesFor } from "./templates.ts";

const MODEL = "offline";
const NO_USAGE = { inputTokens: 0, outputTokens: 0 };
/** How many wordings are tried before a shorter or less fitting answer is taken. */
const TRIES = 6;

/**
 * The built-in provider: no network, no cost, and the same answer for the same item, variant and number of problems.
 * The stars decide the sentiment; a Russian lexicon decides it where there are none, and finds the rest of the
 * analysis. Drafts are put together from phrases and already pass `checkAnswer` as far as the brand's own settings
 * let them. `instructions` cannot be followed: a regenerated draft is another wording.
 */
export function createOffline(): Llm {
  const promptHash = createHash("sha256")
    .update(JSON.stringify([GREETINGS, FACT_INTROS, allPhrases()]))
    .digest("hex")
    .slice(0, 12);
  return {
    model: MODEL,
    async analyze(subject, signal) {
      signal.throwIfAborted();
      return { analysis: analysisOf(subject), model: MODEL, usage: NO_USAGE };
    },
    async draft(request, signal) {
      signal.throwIfAborted();
      return { text: draftOf(request), model: MODEL, promptHash, usage: NO_USAGE };
    },
  };
}

function allPhrases() {
  return (["positive", "neutral", "negative"] as const).flatMap((sentiment) => [
    phrasesFor("review", sentiment),
    phrasesFor("question", sentiment),
  ]);
}

function analysisOf(subject: Subject): Analysis {
  const reading = readText(subject);
  const attention = alarms(allText(subject));
  const sentiment = sentimentOfStars(subject.rating) ?? sentimentOfText(reading, attention.length > 0);
  return {
    sentiment,
    sentiment_score: score(subject.rating, reading.weight),
    tags: reading.tags,
    category: reading.category,
    key_points: reading.keyPoints,
    attention,
  };
}

/** A question names bad things that it only asks about («не маломерит?»), so it takes more to sound like a complaint. */
function sentimentOfText({ weight }: Reading, alarming: boolean): Sentiment {
  if (weight >= 1.5) return "positive";
  return weight <= -1.5 || (alarming && weight < 0) ? "negative" : "neutral";
}

const SCORE_OF_STARS = [0.5, 0.1, 0.2, 0.35, 0.6, 0.92];

function score(rating: number | null, weight: number): number {
  const said = Math.tanh(weight / 3);
  const value = rating === null ? 0.5 + 0.4 * said : (SCORE_OF_STARS[rating] ?? 0.5) + 0.08 * said;
  return Math.round(Math.min(1, Math.max(0, value)) * 100) / 100;
}

function draftOf(request: DraftRequest): string {
  const { subject, variant, problems } = request;
  const turn = Math.abs(Math.trunc(subject.id)) + 1009 * (variant + problems.length);
  const fact = subject.itemType === "question" ? factsFor(subject.text, request.facts) : null;
  const orders = fact === null ? [orderFor(request, null)] : [orderFor(request, fact), orderFor(request, null)];
  const drafts = orders.flatMap((order) => draftsFor(order, turn));
  const context = contextOf(request);
  const good = drafts.find((draft) => checkAnswer(draft, context).length === 0);
  return good ?? drafts.find((draft) => draft.length <= context.maxLength) ?? "";
}

/** All wordings of the longest shape first, then of the next. */
function draftsFor(order: Order, turn: number): string[] {
  const wordings = Array.from({ length: TRIES }, (_, i) => answers(order, turn + 499 * i));
  return (wordings[0] ?? []).flatMap((_, shape) => wordings.flatMap((wording) => wording[shape] ?? []));
}

function orderFor(request: DraftRequest, fact: string | null): Order {
  const { subject, voice, analysis } = request;
  const reading = readText(subject);
  const said = reading.weights[analysis.category];
  const sentiment = toneOfAnswer(request, reading);
  const fits = said === undefined || (sentiment === "negative" ? said <= 0 : sentiment === "neutral" || said >= 0);
  return {
    voice,
    phrases: phrasesFor(subject.itemType, sentiment),
    clientName: subject.clientName,
    bare: allText(subject).trim() === "",
    category: subject.itemType === "question" || fits ? analysis.category : "other",
    hasPhotos: subject.photoCount > 0,
    fact,
  };
}

/** Five stars with a complaint under them get no cheers, and three stars with a compliment get an apology. */
function toneOfAnswer({ subject, analysis }: DraftRequest, reading: Reading): Sentiment {
  if ((subject.rating !== null && subject.rating <= 3) || analysis.sentiment === "negative") return "negative";
  const complains = reading.sentiment === "negative" || (reading.weights[analysis.category] ?? 0) < 0;
  return complains ? "neutral" : analysis.sentiment;
}

function contextOf({ subject, analysis, voice }: DraftRequest): AnswerContext {
  return {
    platform: subject.platform,
    itemType: subject.itemType,
    rating: subject.rating,
    analysis,
    minLength: 2,
    maxLength: voice.maxLength,
    brandName: voice.brandName,
    otherBrandNames: [],
    forbidden: voice.forbidden,
    buyerText: allText(subject),
    clientName: subject.clientName,
    allowEmoji: false,
    recentAnswers: [],
  };
}

function allText({ text, pros, cons }: Subject): string {
  return [text, pros, cons].filter((field) => field !== null).join("\n");
}
