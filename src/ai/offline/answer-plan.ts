import { firstName } from "../../domain/wording/first-name.ts";
import { plain } from "../../domain/wording/russian.ts";
import type { Category } from "../../domain/analysis.ts";
import type { AnswerPart, AnswerPlan } from "./compose.ts";
import { farewells, namesBrand, wishes } from "./farewells.ts";
import { allText, type Findings, type Given } from "./findings.ts";
import type { DraftRequest, Voice } from "../llm.ts";
import { lexicon, type Topic } from "./lexicon.ts";
import type { Phrases, Tone } from "./phrases-form.ts";
import { inFrames, nextOf, whatHappened } from "./topic-sentences.ts";

/**
 * Plans the parts of an answer: an apology first for a complaint, thanks only for praise, and in both the topics that
 * this buyer wrote about.
 * @param told what answers a question, in its possible wordings; null when nothing is known
 */
export function planAnswer(
  request: DraftRequest,
  findings: Findings,
  phrases: Phrases,
  told: readonly string[] | null,
): AnswerPlan {
  const given: Given = { request, findings, phrases, tone: toneOf(request.voice) };
  const greeting: AnswerPart = { texts: greetings(given), rank: 3 };
  const middle = {
    complaint: () => complaint(given),
    mixed: () => mixed(given),
    praise: () => praise(given),
    thanks: () => [{ texts: phrases.thanks.mixed[given.tone], rank: 1 } as const],
    question: () => question(given, told),
  }[findings.kind]();
  const closing: AnswerPart = { texts: farewells(given), rank: namesBrand(request.voice) ? 4 : 3 };
  const parts = [greeting, ...middle, ...privacy(given), closing].map((part) => filled(part, request));
  return { parts, shortest: phrases.shortest[shortestKind(given)] };
}

function shortestKind({ request, findings }: Given): keyof Phrases["shortest"] {
  if (findings.kind === "question") return request.analysis.sentiment === "negative" ? "complaint" : "question";
  return findings.kind === "complaint" ? "complaint" : "praise";
}

function complaint({ request, findings: { bad }, phrases, tone }: Given): AnswerPart[] {
  const { attention } = request.analysis;
  const unclear = attention.includes("abuse") ? "rude" : attention.includes("safety") ? "serious" : "sorry";
  const next = isBare(request) ? "bare" : nextOf(bad, phrases.complaints, unclear);
  const happened = whatHappened(bad, phrases.complaints, phrases.any_complaint);
  return [
    { texts: inFrames(phrases.apologies[tone], happened), rank: 1 },
    { texts: phrases.after_complaint[next] ?? [], rank: 2 },
  ];
}

function mixed(given: Given): AnswerPart[] {
  const { request, findings, phrases, tone } = given;
  const { bad, good } = findings;
  if (isBare(request))
    return [
      { texts: phrases.thanks.four_stars[tone], rank: 1 },
      { texts: phrases.four_stars.almost, rank: 2 },
    ];
  const thanks: AnswerPart = { texts: phrases.thanks.mixed[tone], rank: 1 };
  const pleasing = whatHappened(good.slice(0, bad.length > 0 ? 1 : 2), phrases.praises, []);
  const glad: AnswerPart[] = good.length === 0 ? [] : [{ texts: inFrames(phrases.joys[tone], pleasing), rank: 3 }];
  const opening = [thanks, ...photos(given)];
  const regret = (topics: readonly Topic[], otherwise: readonly string[]): AnswerPart => ({
    texts: inFrames(phrases.regrets[tone], whatHappened(topics, phrases.complaints, otherwise)),
    rank: 2,
  });
  if (bad.length > 0) {
    const next = phrases.after_complaint[nextOf(bad, phrases.complaints, "sorry")] ?? [];
    const advice: AnswerPart[] = bad[0]?.attention ? [{ texts: next, rank: 3 }] : [];
    return [...opening, ...glad, regret(bad, []), ...advice];
  }
  if (request.analysis.sentiment === "positive") return [...opening, regret([], phrases.any_complaint)];
  return [...opening, ...glad, { texts: noticed(request.analysis.category, glad.length > 0, phrases), rank: 2 }];
}

/** A four-star review whose words are neither good nor bad still gets an answer about its topic. */
function noticed(category: Category, taken: boolean, { four_stars }: Phrases): readonly string[] {
  return taken || category === "other" ? four_stars.almost : four_stars.noticed[category];
}

function praise(given: Given): AnswerPart[] {
  const { request, findings, phrases, tone } = given;
  const thanks = isBare(request) ? phrases.thanks.five_stars : phrases.thanks.review;
  const happened = whatHappened(findings.good, phrases.praises, phrases.any_praise);
  const wish: AnswerPart[] = namesBrand(request.voice) ? [] : [{ texts: wishes(given), rank: 4 }];
  return [
    { texts: thanks[tone], rank: 1 },
    ...photos(given),
    { texts: inFrames(phrases.joys[tone], happened), rank: 2 },
    ...wish,
  ];
}

function question({ request, findings: { bad }, phrases, tone }: Given, told: readonly string[] | null): AnswerPart[] {
  const thanks = phrases.thanks.question[tone];
  if (told !== null)
    return [
      { texts: thanks, rank: 3 },
      { texts: told, rank: 1 },
    ];
  const asked = askedTopic(request);
  const held = (asked === undefined ? undefined : phrases.questions.topics[asked]) ?? phrases.questions.unknown;
  if (request.analysis.sentiment !== "negative")
    return [
      { texts: thanks, rank: 2 },
      { texts: held, rank: 1 },
    ];
  const happened = whatHappened(bad, phrases.complaints, phrases.any_complaint);
  const sorry: AnswerPart = { texts: inFrames(phrases.apologies[tone], happened), rank: 1 };
  const next = phrases.after_complaint[nextOf(bad, phrases.complaints, "sorry")] ?? [];
  return [sorry, { texts: bad.length === 0 && asked !== undefined ? held : next, rank: 2 }];
}

/** The topic of a question, by its words, else by its category. */
function askedTopic({ subject, analysis }: DraftRequest): string | undefined {
  const text = plain(allText(subject));
  const { questions } = lexicon();
  const found =
    questions.find(({ asks }) => asks.test(text)) ?? questions.find(({ category }) => category === analysis.category);
  return found?.name;
}

function photos({ request, phrases }: Given): AnswerPart[] {
  return request.subject.photoCount > 0 ? [{ texts: phrases.thanks.photos, rank: 4 }] : [];
}

function greetings({ request: { voice, subject }, phrases: { greetings: known } }: Given): readonly string[] {
  return voice.useName && firstName(subject.clientName) !== null ? known.with_name : known.without_name;
}

function privacy({ request, phrases }: Given): AnswerPart[] {
  return request.analysis.attention.includes("personal_data") ? [{ texts: phrases.personal_data, rank: 3 }] : [];
}

function filled({ texts, rank }: AnswerPart, { voice, subject }: DraftRequest): AnswerPart {
  const name = firstName(subject.clientName) ?? "";
  const brand = /[«»"“”]/u.test(voice.brandName) ? voice.brandName : `«${voice.brandName}»`;
  return { rank, texts: texts.map((text) => text.replace("{brand}", () => brand).replace("{name}", () => name)) };
}

function isBare({ subject }: DraftRequest): boolean {
  return allText(subject).trim() === "";
}

function toneOf({ tone }: Voice): Tone {
  return /тепл|забот|дет|нежн|ласков|душевн/u.test(plain(tone ?? "")) ? "warm" : "plain";
}
