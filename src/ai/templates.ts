import type { Sentiment } from "../domain/analysis.ts";
import type { ItemType } from "../domain/item.ts";
import type { Phrases, Tone } from "./phrases.ts";
import { NEGATIVE } from "./templates-negative.ts";
import { NEUTRAL } from "./templates-neutral.ts";
import { POSITIVE } from "./templates-positive.ts";
import { QUESTION, UPSET_QUESTION } from "./templates-question.ts";

/** Before all else; `{name}` is the buyer's first name. */
export const GREETINGS: Record<Tone, { named: string[]; plain: string[] }> = {
  plain: {
    named: ["Здравствуйте, {name}!", "{name}, добрый день!", "Добрый день, {name}!", "{name}, здравствуйте!"],
    plain: ["Здравствуйте!", "Добрый день!"],
  },
  warm: {
    named: ["{name}, здравствуйте!", "Доброго вам дня, {name}!", "Здравствуйте, {name}!", "{name}, доброго вам дня!"],
    plain: ["Здравствуйте!", "Доброго вам дня!"],
  },
};

/** The phrases for a kind of item. */
export function phrasesFor(type: ItemType, sentiment: Sentiment): Phrases {
  if (type === "question") return sentiment === "negative" ? UPSET_QUESTION : QUESTION;
  return { positive: POSITIVE, neutral: NEUTRAL, negative: NEGATIVE }[sentiment];
}

/** What stands before a fact in the answer to a question. */
export const FACT_INTROS = {
  line: [
    "Вот что известно о товаре.",
    "Сверились с характеристиками.",
    "В описании указано следующее.",
    "Отвечаем по данным о товаре.",
    "Нашли ответ в характеристиках.",
    "Делимся тем, что знаем точно.",
  ],
  brandLine: [
    "Вот что команда {brand} знает о товаре.",
    "Команда {brand} сверилась с характеристиками.",
    "По данным бренда {brand}, ответ такой.",
    "Команда {brand} отвечает по данным о товаре.",
    "Ответ нашёлся в описании, которое составила команда {brand}.",
    "Команда {brand} делится тем, что знает точно.",
  ],
};
