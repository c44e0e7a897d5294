/**
 * The prompts, with what changes least first: our words, the brand's, then examples, then the item. A provider that keeps
 * the beginning of a prompt asks less for it, so nothing of an item stands before what its brand's items share.
 */
import { createHash } from "node:crypto";
import { firstName } from "../../domain/wording/first-name.ts";
import { safeText } from "../../domain/wording/safe-text.ts";
import type { AnswerRequest, DraftRequest, Subject, Voice } from "../llm.ts";
import { asData, buyerData, earlierAnswers, exampleLines, markFor } from "./buyer-data.ts";
import { masked } from "./masking.ts";
import * as texts from "./prompt-texts.ts";

/** One message of a chat. */
export interface Message {
  role: "system" | "user";
  content: string;
}

const LONGEST_FACTS = 6000;
const LONGEST_GUIDE = 6000;
const LONGEST_FAQ = 6000;

const ANALYSIS = [
  texts.ANALYST,
  texts.DATA_RULE,
  `Верни только один объект JSON с полями:\n${texts.ANALYSIS_FIELDS}`,
].join("\n\n");

const DRAFT = [
  texts.WRITER,
  texts.DATA_RULE,
  texts.WRITING,
  `Верни только один объект JSON: {"claims": [], "answer": "текст ответа"}; ${texts.CLAIMS}.`,
  texts.BRAND,
].join("\n\n");

const BOTH = [
  texts.WRITER,
  texts.DATA_RULE,
  `Сначала разбери обращение, потом ответь. Верни только один объект JSON: {"analysis": {поля разбора}, "claims": [], "answer": "текст ответа"}; ${texts.CLAIMS}.`,
  `Поля разбора:\n${texts.ANALYSIS_FIELDS}`,
  texts.WRITING,
  texts.BRAND,
].join("\n\n");

/** Identifies the wording of the prompts, not what was filled in: 12 hexadecimal digits of their SHA-256. */
export const promptHash = createHash("sha256")
  .update([ANALYSIS, DRAFT, BOTH, texts.GUIDE, texts.FAQ, texts.EXAMPLES, texts.ORDER, texts.DATA].join("\0"))
  .digest("hex")
  .slice(0, 12);

/** The prompt that asks for the analysis of an item. */
export function analysisMessages(subject: Subject): Message[] {
  return messages(ANALYSIS, {}, subject, { before: "", data: asData(buyerData(subject)) });
}

/** The prompt that asks for an answer to an item. */
export function draftMessages(request: DraftRequest): Message[] {
  const name = nameOf(request);
  const data = asData({ ...buyerData(request.subject), ...earlierAnswers(request, name) });
  const wish = `- Разбор обращения: ${analysisWords(request)}\n${wishWords(request)}`;
  return messages(DRAFT, brandValues(request), request.subject, { before: orderOf(request, wish), data });
}

/** The prompt that asks for the analysis of an item and for an answer to it at once. */
export function answerMessages(request: AnswerRequest): Message[] {
  const { subject, openings = [] } = request;
  const earlier = openings.length === 0 ? {} : { other_openings: openings.map((text) => masked(safeText(text))) };
  const data = asData({ ...buyerData(subject), ...earlier });
  const wish = openings.length === 0 ? "" : `${OTHER_OPENING}\n`;
  return messages(BOTH, brandValues(request), subject, { before: orderOf(request, wish), data });
}

/** The words of the brand, which all its items share. */
function brandValues({ voice, context }: AnswerRequest): Record<string, string> {
  const { brandName, tone, emoji, forbidden } = voice;
  const guide = safeText(context?.guide ?? "").trim();
  return {
    brand: brandName,
    language: voice.buyersLanguage ? texts.IN_BUYERS_LANGUAGE : texts.IN_RUSSIAN,
    tone: tone ?? "вежливый, спокойный",
    emoji: emoji ? "Не больше одного уместного эмодзи, под жалобами ни одного" : "Без эмодзи",
    forbidden: forbidden.length === 0 ? "" : ` Никогда не пиши: ${forbidden.join("; ")}.`,
    guide: guide === "" ? "" : fill(texts.GUIDE, { guide: guide.slice(0, LONGEST_GUIDE) }),
  };
}

/** What the brand answers to questions like this one. */
function faqText({ context }: AnswerRequest): string {
  const entries = (context?.faq ?? []).map(
    ({ questions, answer }) => `— ${safeText(questions.join(" / "))}\n${safeText(answer)}`,
  );
  return entries.length === 0 ? "" : fill(texts.FAQ, { faq: entries.join("\n").slice(0, LONGEST_FAQ) });
}

function examplesText({ context, voice }: AnswerRequest): string {
  const examples = context?.examples ?? [];
  return examples.length === 0 ? "" : fill(texts.EXAMPLES, { examples: exampleLines(examples, voice) });
}

/** What people have answered to such items, and what concerns this one only. */
function orderOf(request: AnswerRequest, wish: string): string {
  const { voice, facts } = request;
  const order = fill(texts.ORDER, {
    max: String(answerLength(voice)),
    naming: nameOf(request) === null ? texts.UNNAMED : texts.NAMED,
    facts:
      safeText(facts ?? "")
        .slice(0, LONGEST_FACTS)
        .trim() || "нет",
    wish,
  });
  return faqText(request) + examplesText(request) + order;
}

/** The first name that the answer may use. */
function nameOf({ subject, voice }: Pick<AnswerRequest, "subject" | "voice">): string | null {
  return voice.useName ? firstName(subject.clientName) : null;
}

/** The program adds the signature, so the text has that much less room. */
function answerLength({ maxLength, signature }: Voice): number {
  return Math.max(1, maxLength - (signature === null ? 0 : signature.trim().length + 1));
}

/** Contains only our own words: tags and key points come from the untrusted text and are left out. */
function analysisWords({ analysis }: DraftRequest): string {
  const attention = analysis.attention.length === 0 ? "нет" : analysis.attention.join(", ");
  return `тон ${analysis.sentiment}, тема ${analysis.category}, особое внимание: ${attention}.`;
}

const OTHER_OPENING = "- Начни не так, как ответы из поля other_openings.";

function wishWords({ subject, instructions, problems, previous = null, openings = [], variant }: DraftRequest): string {
  const wishes = [
    previous === null ? "" : "- Прошлый ответ стоит в поле previous_answer: измени его, а не пиши о другом.",
    openings.length === 0 ? "" : OTHER_OPENING,
    instructions === null
      ? ""
      : `- Пожелание сотрудника бренда к этому ответу: ${masked(instructions, subject.clientName)}`,
    problems.length === 0
      ? ""
      : `В прошлом варианте было не так, исправь:\n${problems.map((p) => `- ${masked(p, subject.clientName)}`).join("\n")}`,
    variant === 0 ? "" : `- Это вариант № ${variant + 1}: напиши иначе, чем раньше.`,
  ];
  return wishes.map((wish) => (wish === "" ? "" : `${wish}\n`)).join("");
}

function messages(
  system: string,
  values: Record<string, string>,
  { itemType }: Subject,
  { before, data }: { before: string; data: string },
): Message[] {
  const mark = markFor(data);
  const kind = itemType === "review" ? "Отзыв покупателя" : "Вопрос покупателя";
  return [
    { role: "system", content: fill(system, { ...values, mark }) },
    { role: "user", content: before + fill(texts.DATA, { kind, mark, data }) },
  ];
}

/** Fills all fields in one pass, so that braces in one value are never mistaken for another field. */
function fill(template: string, values: Record<string, string>): string {
  return template.replace(/\{(\w+)\}/gu, (whole, field: string) => values[field] ?? whole);
}
