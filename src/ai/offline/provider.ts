import { type Analysis, type Sentiment, sentimentOfStars } from "../../domain/analysis.ts";
import { type AnswerContext, checkAnswer } from "../../domain/wording/answer-rules.ts";
import { pattern } from "../../domain/wording/russian.ts";
import { alarms } from "./alarms.ts";
import { byLexicon, understand } from "./category.ts";
import { categoryOf } from "./model/suspect.ts";
import { answers } from "./compose.ts";
import { faqEntryFor } from "./faq-asked-for.ts";
import { factsAskedFor } from "./facts-asked-for.ts";
import { allText, findingsIn } from "./findings.ts";
import { BUILT_IN, type DraftRequest, type Llm, type Subject } from "../llm.ts";
import { type Reading, readText } from "./sentiment.ts";
import { phrasesOf } from "./phrases.ts";
import type { Phrases } from "./phrases-form.ts";
import { planAnswer } from "./answer-plan.ts";

const NO_USAGE = { inputTokens: 0, outputTokens: 0 };

/**
 * The built-in provider: no network, no cost, and the same answer for the same item, variant and number of problems.
 * The stars decide the sentiment; a Russian lexicon decides it where there are none, and finds the rest of the
 * analysis. Drafts are put together from phrases and already pass `checkAnswer` as far as the brand's own settings
 * let them. `instructions` cannot be followed: a regenerated draft is another wording.
 */
export function createOffline(): Llm {
  return {
    model: BUILT_IN,
    async analyze(subject, signal) {
      signal.throwIfAborted();
      return { analysis: analysisOf(subject), model: BUILT_IN, usage: NO_USAGE };
    },
    async draft(request, signal) {
      signal.throwIfAborted();
      const { phrases, hash } = phrasesOf(request.voice.phrasesFile);
      return { text: draftOf(request, phrases), model: BUILT_IN, promptHash: hash, usage: NO_USAGE };
    },
  };
}

function analysisOf(subject: Subject): Analysis {
  const understood = understand(subject, subject.rating);
  const { reading, said, topics } = understood;
  const text = allText(subject);
  const attention = alarms(text, subject.rating);
  const sentiment = sentimentOfStars(subject.rating) ?? sentimentOfText(said.text, reading, attention.length > 0);
  return {
    sentiment,
    sentiment_score: score(subject.rating, reading.weight),
    tags: [...new Set([...reading.tags.slice(0, 3), ...topics.flatMap(({ tag }) => tag ?? []), ...reading.tags])].slice(
      0,
      5,
    ),
    category: categoryOf(text, subject.rating, byLexicon(understood)),
    key_points: reading.keyPoints,
    attention,
  };
}

/** Phrases by which a question tells of what has happened instead of asking about what might happen. */
const HAPPENED = pattern`_почему_|_за что_|_верните_|_вернули_|_до сих пор_|_приш(?:ел|ла|ло|ли)_|_прислали_|_слома|_где (?:мой|моя|мои|деньги)_|_сколько можно`;

/** A question names bad things that it only asks about («не маломерит?»), so it takes more to sound like a complaint. */
function sentimentOfText(text: string, { weight }: Reading, alarming: boolean): Sentiment {
  if (weight >= 1.5) return "positive";
  if (weight >= 0) return alarming && HAPPENED.test(text) ? "negative" : "neutral";
  if (alarming) return HAPPENED.test(text) || !text.includes("?") ? "negative" : "neutral";
  return weight <= -1.5 ? "negative" : "neutral";
}

const SCORE_OF_STARS = [0.5, 0.1, 0.2, 0.35, 0.6, 0.92];

function score(rating: number | null, weight: number): number {
  const said = Math.tanh(weight / 3);
  const value = rating === null ? 0.5 + 0.4 * said : (SCORE_OF_STARS[rating] ?? 0.5) + 0.08 * said;
  return Math.round(Math.min(1, Math.max(0, value)) * 100) / 100;
}

function draftOf(request: DraftRequest, phrases: Phrases): string {
  const { subject, variant, problems, voice } = request;
  const turn = Math.abs(Math.trunc(subject.id)) + 1009 * (variant + problems.length);
  const known = subject.itemType === "question" ? toldTo(request, phrases) : [];
  const findings = findingsIn(request, readText(subject));
  const context = contextOf(request);
  let fitting = "";
  // What is known but breaks the rules (a link in the product data) is left out.
  for (const told of [...known, null]) {
    for (const draft of answers(planAnswer(request, findings, phrases, told), voice, turn)) {
      if (checkAnswer(draft, context).length === 0) return draft;
      if (fitting === "" && draft.length <= context.maxLength) fitting = draft;
    }
  }
  return fitting;
}

/** What answers a question, in wordings: the facts about the product, else the brand's own answer as it stands. */
function toldTo({ subject, facts, context }: DraftRequest, phrases: Phrases): string[][] {
  const fact = factsAskedFor(subject.text, facts);
  if (fact !== null) return [phrases.questions.from_facts.map((intro) => `${intro} ${fact}`)];
  const entry = faqEntryFor(subject.text, context?.faq ?? []);
  return entry === null ? [] : [[entry.answer]];
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
    allowEmoji: voice.emoji,
    recentAnswers: [],
  };
}
