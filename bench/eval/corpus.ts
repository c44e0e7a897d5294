/** Reviews to judge a provider by. */
import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Subject, Voice } from "../../src/ai/llm.ts";
import type { AnswerContext } from "../../src/domain/wording/answer-rules.ts";
import { answerLength } from "../../src/domain/response.ts";

const row = z.object({
  id: z.string().optional(),
  text: z.string(),
  rating: z.int().min(1).max(5),
  source: z.string().default("wb:"),
});

/** One review, and who answers it. */
export interface Case {
  /** The review's id in the file; labels go by it. */
  key?: string | undefined;
  subject: Subject;
  voice: Voice;
}

const MARKET: Voice = {
  brandId: "market",
  brandName: "Охана Маркет",
  tone: "спокойный, деловой",
  signature: "Команда Охана Маркет",
  forbidden: [],
  maxLength: 1000,
  useName: true,
  emoji: false,
  phrasesFile: null,
};
const KIDS: Voice = {
  ...MARKET,
  brandId: "kids",
  brandName: "Охана Кидс",
  tone: "тёплый, заботливый",
  signature: null,
};
const NAMES = ["Анна", null, "Ирина", "Покупатель", null, "Сергей", "Мария", null, "wb user 12"];

/** Reads JSON Lines of `{text, rating, source?}`: a quarter goes to a warm brand. */
export function readCases(file: string, count: number): Case[] {
  const lines = readFileSync(file, "utf8").trim().split("\n").slice(0, count);
  return lines.map((line, at) => {
    const { id: key, text, rating, source } = row.parse(JSON.parse(line));
    const subject: Subject = {
      id: at + 1,
      platform: source.startsWith("ozon") ? "ozon" : "wb",
      itemType: "review",
      rating,
      text,
      pros: null,
      cons: null,
      clientName: NAMES[at % NAMES.length] ?? null,
      productName: null,
      photoCount: at % 11 === 0 ? 1 : 0,
    };
    return { key, subject, voice: at % 4 === 3 ? KIDS : MARKET };
  });
}

/** What the draft of a case is checked against. */
export function contextOf({ subject, voice }: Case, recentAnswers: string[]): Omit<AnswerContext, "analysis"> {
  return {
    platform: subject.platform,
    itemType: subject.itemType,
    rating: subject.rating,
    minLength: answerLength(subject.platform, subject.itemType).min,
    maxLength: Math.min(voice.maxLength, answerLength(subject.platform, subject.itemType).max),
    brandName: voice.brandName,
    otherBrandNames: [voice.brandId === "kids" ? MARKET.brandName : KIDS.brandName],
    forbidden: voice.forbidden,
    buyerText: subject.text,
    clientName: subject.clientName,
    allowEmoji: voice.emoji,
    recentAnswers,
  };
}
