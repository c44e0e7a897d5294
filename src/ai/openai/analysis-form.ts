/**
 * Reads an analysis field by field, as models write it: numbers in quotes, Russian words, one field of another kind. A
 * field that cannot be read is dropped, never the whole analysis.
 */
import {
  type Analysis,
  type Attention,
  CATEGORIES,
  type Category,
  sentimentOfStars,
  type Sentiment,
  TOPICS,
} from "../../domain/analysis.ts";
import { isObject } from "./objects.ts";

/** Fewer readable fields make an object something else than an analysis. */
const FEWEST_FIELDS = 2;

/**
 * @param rating the stars, which tell the sentiment where the model did not
 * @returns undefined when the object is no analysis
 */
export function readAnalysis(object: Record<string, unknown>, rating: number | null): Analysis | undefined {
  const field = new Map(Object.entries(object).map(([name, value]) => [plainName(name), value]));
  const said = sentimentIn(field.get("sentiment"));
  const score = scoreIn(field.get("sentimentscore"));
  const category = categoryIn(field.get("category"));
  const tags = textsIn(field.get("tags"));
  const points = textsIn(field.get("keypoints"));
  const attention = attentionIn(field.get("attention"));
  const readable = [said, score, category, tags, points, attention].filter((value) => value !== undefined);
  if (readable.length < FEWEST_FIELDS) return undefined;
  const sentiment = said ?? (score === undefined ? sentimentOfStars(rating) : ofScore(score)) ?? "neutral";
  return {
    sentiment,
    sentiment_score: score ?? SCORES[sentiment],
    tags: tags ?? [],
    category: category ?? "other",
    key_points: points ?? [],
    // What cannot be read may be the very thing that a person must see.
    attention: attention ?? ["unclear"],
    ...gistIn(field.get("gist")),
  };
}

/** Nothing for a Russian text, whose gist models leave empty or call none. */
function gistIn(value: unknown): { gist?: string } {
  const gist = typeof value === "string" ? value.trim() : "";
  return gist === "" || NOTHING.test(gist) ? {} : { gist };
}

function plainName(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}]/gu, "");
}

const SCORES: Record<Sentiment, number> = { negative: 0.1, neutral: 0.5, positive: 0.9 };

function ofScore(score: number): Sentiment {
  if (score < 0.4) return "negative";
  return score > 0.6 ? "positive" : "neutral";
}

/** The first kind whose words begin the text. */
function byWord<T>(value: unknown, words: readonly (readonly [T, RegExp])[]): T | undefined {
  const text = typeof value === "string" ? value.trim().toLowerCase() : "";
  return words.find(([, pattern]) => pattern.test(text))?.[0];
}

const SENTIMENT_WORDS = [
  ["negative", /^(?:neg|негатив|отрицат|недовол|плох)/u],
  ["neutral", /^(?:neu|нейтр|mixed|смешан)/u],
  ["positive", /^(?:pos|позитив|положит|довол|хорош)/u],
] as const;

function sentimentIn(value: unknown): Sentiment | undefined {
  return byWord(value, SENTIMENT_WORDS);
}

function scoreIn(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  const [, digits = "", percent] =
    typeof value === "string" ? (/^\s*(-?\d+(?:[.,]\d+)?)\s*(%?)\s*$/u.exec(value) ?? []) : [];
  if (digits === "") return undefined;
  return Number(digits.replace(",", ".")) / (percent === "%" ? 100 : 1);
}

const CATEGORY_WORDS = [
  ["sizing", /^(?:размер|посадк|siz|fit)/u],
  ["quality", /^(?:качеств|состав|вкус|работ|брак|qualit)/u],
  ["delivery", /^(?:достав|курьер|срок|deliver|shipp)/u],
  ["packaging", /^(?:упаков|packag)/u],
  ["price", /^(?:цен|стоим|pric|cost)/u],
  ["appearance", /^(?:внешн|вид|цвет|appear|color|look)/u],
  ["other", /^(?:друг|проч|ино|общ|other|misc)/u],
] as const;

function categoryIn(value: unknown): Category | undefined {
  const [first] = Array.isArray(value) ? (value as unknown[]) : [value];
  return CATEGORIES.find((category) => category === first) ?? byWord(first, CATEGORY_WORDS);
}

/** A list of texts, or one text with its parts separated. */
function textsIn(value: unknown): string[] | undefined {
  if (typeof value === "string") return value.split(/[,;\n]+/u);
  if (!Array.isArray(value)) return undefined;
  return (value as unknown[]).filter((text): text is string => typeof text === "string");
}

const NOTHING = /^(?:нет|ничего|отсутству\p{L}*|не требуется|none|no|nothing|n\/a|\[\]|[-–—])\.?$/iu;

const ATTENTION_WORDS = [
  ["safety", /безопасн|здоров|аллерг|ожог|огон|испорч|safe|health|danger/u],
  ["defect", /брак|дефект|полом|не тот товар|defect|broken|wrong item/u],
  ["money", /деньг|денег|возврат|компенсац|списан|money|refund/u],
  ["law", /суд|претенз|подделк|обман|закон|юрид|\blaw|legal|court/u],
  ["abuse", /оскорб|(?<!\p{L})мат(?!\p{L})|брань|угроз|abus|insult/u],
  ["personal_data", /персональн|личн|телефон|почт|адрес|номер заказа|personal|privacy|\bpii\b/u],
] as const;

/** @returns undefined when a value is there that cannot be read, or none is there at all */
function attentionIn(value: unknown): Attention[] | undefined {
  if (value === false) return [];
  if (typeof value === "string") return value.trim() === "" ? undefined : matters(value.split(/[,;\n]+/u));
  if (Array.isArray(value)) return matters(value as unknown[]);
  if (!isObject(value)) return undefined;
  const flags = Object.entries(value);
  if (flags.length === 0 || flags.some(([, flag]) => typeof flag !== "boolean")) return undefined;
  return matters(flags.flatMap(([name, flag]) => (flag === true ? [name] : [])));
}

function matters(values: readonly unknown[]): Attention[] {
  const told = values.filter((value) => !(typeof value === "string" && NOTHING.test(value.trim())));
  return [...new Set(told.map(matterOf))];
}

function matterOf(value: unknown): Attention {
  return TOPICS.find((topic) => topic === value) ?? byWord(value, ATTENTION_WORDS) ?? "unclear";
}
