import {
  TOPICS,
  CATEGORIES,
  sentimentOfStars,
  type Analysis,
  type Category,
  type Sentiment,
} from "../../domain/analysis.ts";
import type { Subject } from "./subject.ts";

const CATEGORY_WORDS: Record<Exclude<Category, "other">, RegExp> = {
  sizing:
    /размер|маломер|большемер|маловат|великоват|велик[ао]?(?![а-яё])|узк|широк|длин|коротк|(?<![а-яё])рост|обхват|замер/g,
  quality:
    /качеств|шв[аеоуы]|шов|нитк|катыш|дыр|ткан|порва|растян|линя|молни|пугов|брак|дефект|состав|стир|сел[аио]?(?![а-яё])/g,
  delivery: /достав|курьер|пункт|пвз|ждал|жду(?![а-яё])|приш[лё]|приех|срок/g,
  packaging: /упаков|пакет|короб|мят|вскры/g,
  price: /цен[ауеы]|дорог|дешев|дешёв|стоит|скидк|рубл/g,
  appearance: /цвет|оттен|фото|картинк|красив|фасон|рисун|принт|стильн|выгляд/g,
};

const ATTENTION_WORDS: Record<(typeof TOPICS)[number], RegExp> = {
  safety: /ожог|ожёг|аллерги|сыпь|раздражени|кровь|порани|уколол|(?<![а-яё])игл[ауыо]|задох|отрав|ядовит/,
  defect: /брак|дефект|дыр[ауык]|порван|сломал|разош[её]л|не работает/,
  money: /верн(ите|уть|ули)[^.!?]*деньг|деньги[^.!?]*верн|возврат|компенсац|обман/,
  law: /(?<![а-яё])суд(?![а-яё])|роспотребнадзор|прокурат|юрист|адвокат|закон/,
  abuse: /идиот|дурак|(?<![а-яё])твари|урод(?![а-яё])|мошенник/,
  personal_data: /(\+7|(?<!\d)8)[\s(-]*\d{3}[\s)-]*\d{3}[\s-]*\d{2}[\s-]*\d{2}|[\w.]+@[\w.]+|паспорт/,
};

const TAGS: Record<Category, string> = {
  sizing: "размер",
  quality: "качество",
  delivery: "доставка",
  packaging: "упаковка",
  price: "цена",
  appearance: "внешний вид",
  other: "общее впечатление",
};

/** 0 is angry, 1 is delighted. */
const SCORES = [0.5, 0.05, 0.2, 0.35, 0.65, 0.95];
const MOST_POINTS = 5;
const LONGEST_POINT = 120;

/** What the simulated model makes of an item: stars first, then a small lexicon. Only reads, never obeys. */
export function analyze(subject: Subject): Analysis {
  const text = [subject.text, subject.pros, subject.cons].join("\n").toLowerCase();
  const categories = categoriesIn(text);
  return {
    sentiment: sentimentOf(subject),
    sentiment_score: SCORES[subject.rating ?? 0] ?? 0.5,
    tags: categories.map((category) => TAGS[category]),
    category: categories[0] ?? "other",
    key_points: keyPoints(subject),
    attention: TOPICS.filter((attention) => ATTENTION_WORDS[attention].test(text)),
  };
}

function sentimentOf({ rating }: Subject): Sentiment {
  return sentimentOfStars(rating) ?? "neutral";
}

/** The categories that the words belong to, the most mentioned one first. */
function categoriesIn(text: string): Category[] {
  const counts = CATEGORIES.map((category) => {
    const words = category === "other" ? null : text.match(CATEGORY_WORDS[category]);
    return { category, count: words?.length ?? 0 };
  });
  const mentioned = counts.filter(({ count }) => count > 0).sort((a, b) => b.count - a.count);
  return mentioned.length === 0 ? ["other"] : mentioned.map(({ category }) => category);
}

function keyPoints({ text, pros, cons }: Subject): string[] {
  const sentences = [pros, cons, text].flatMap((part) => part.split(/[.!?\n]+/));
  const clean = sentences.map((sentence) => sentence.replace(/[\p{Cc}\p{Cf}<>]+/gu, " ").trim());
  return clean
    .filter((sentence) => sentence.length > 3)
    .slice(0, MOST_POINTS)
    .map((point) => point.slice(0, LONGEST_POINT));
}
