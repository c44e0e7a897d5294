import { findEmail, findLink, findMessenger, findOtherShop, findPhone } from "./contacts.ts";
import { findLeak, findPraise, findPromise, findUnfilled, hasApology } from "./answer-phrases.ts";
import type { Analysis } from "./analysis.ts";
import { findEcho } from "./echo.ts";
import { firstName } from "./first-name.ts";
import type { ItemType, Platform } from "./item.ts";
import { personalData, repeated } from "./personal-data.ts";
import { mentions, plain, words } from "./russian.ts";
import { NEAR_COPY, similarity } from "./similarity.ts";

/** Something wrong with an answer. */
export interface Problem {
  /** Stable, for machines: `link`, `apology`. */
  rule: string;
  /** What is wrong and what to do, in Russian, for the manager. */
  message: string;
}

/** What an answer is checked against. */
export interface AnswerContext {
  platform: Platform;
  itemType: ItemType;
  /** 1–5; null for questions. */
  rating: number | null;
  analysis: Pick<Analysis, "sentiment"> | null;
  /** In characters; the stricter of the marketplace's and the brand's. */
  minLength: number;
  maxLength: number;
  /** The brand that answers, as buyers read it; it may contain anything, even another brand's name. */
  brandName: string | null;
  /** The seller's other brands: naming one of them is a mix-up. */
  otherBrandNames: string[];
  /** Phrases this brand never uses; matched as whole words, in any form. */
  forbidden: string[];
  /** All the buyer wrote: text, pros, cons. */
  buyerText: string;
  clientName: string | null;
  allowEmoji: boolean;
  /** Latest answers of the same brand on the same marketplace. */
  recentAnswers: string[];
}

/** A check: what is wrong, in words, or null. */
type Check = (text: string, context: AnswerContext) => string | null;

const CHECKS: Record<string, Check> = {
  length: checkLength,
  characters: checkCharacters,
  emoji: (text, { allowEmoji }) =>
    allowEmoji || !/[\p{Extended_Pictographic}\p{Regional_Indicator}]/u.test(text.replace(/[©®™]/gu, ""))
      ? null
      : "В ответе есть эмодзи, а бренд пишет без них. Уберите.",
  language: checkLanguage,
  link: found(findLink, "ссылка", "Маркетплейсы такие ответы не пропускают: уберите её."),
  email: found(findEmail, "адрес почты", "Контакты запрещены правилами маркетплейсов: уберите его."),
  phone: found(findPhone, "номер телефона", "Контакты запрещены правилами маркетплейсов: уберите его."),
  messenger: found(findMessenger, "приглашение связаться в обход маркетплейса", "Это запрещено: уберите его."),
  other_shop: (text, context) =>
    found((rest) => findOtherShop(rest, context.platform), "название другой площадки", "Уберите его.")(text, context),
  other_brand: checkOtherBrand,
  promise: found(findPromise, "обещание", "Деньги, обмен, подарки и звонки обещать нельзя: перепишите."),
  apology: (text, context) =>
    context.itemType === "question" || context.rating === null || context.rating > 2 || hasApology(text)
      ? null
      : "На 1–2 звезды отвечают с извинением, а здесь его нет. Добавьте, например: «Нам жаль, что так вышло».",
  praise: (text, context) =>
    isComplaint(context)
      ? found(findPraise, "благодарность за похвалу", "Но это жалоба: перепишите.")(text, context)
      : null,
  forbidden: (text, { forbidden }) => {
    const phrase = forbidden.find((candidate) => mentions(text, candidate));
    return phrase === undefined ? null : `В ответе есть запрещённое для бренда «${phrase}». Уберите.`;
  },
  name: checkName,
  personal_data: (text, { buyerText }) => {
    const piece = repeated(text, personalData(buyerText));
    return piece === null
      ? null
      : `Ответ повторяет личные данные покупателя («${short(piece)}»). Уберите их: ответ видят все.`;
  },
  echo: (text, { buyerText }) => {
    const row = findEcho(text, buyerText);
    return row === null ? null : `Ответ повторяет слова покупателя («${short(row)}»). Скажите это по-своему.`;
  },
  unfilled: found(findUnfilled, "незаполненное место", "Впишите нужное или уберите."),
  leak: found(findLeak, "след нейросети", "Перепишите это место от имени бренда."),
  copy: (text, { recentAnswers }) =>
    recentAnswers.some((recent) => similarity(text, recent) >= NEAR_COPY)
      ? "Почти такой же ответ вы недавно уже дали, а за повторы маркетплейсы ограничивают продавцов. Напишите иначе."
      : null,
};

/** No marketplace takes more; what stands behind is over the length anyway. */
const LOOKED_AT = 10_000;

/**
 * Everything that is wrong with an answer; an empty list means it may go out. Never throws, whatever the text is.
 * Rules of the marketplaces: lengths from their API references; no contacts and no links to other sites (Yandex Market
 * API, goods-feedback comments); no links and no repetitive answers (Ozon, "Customers' questions").
 */
export function checkAnswer(text: string, context: AnswerContext): Problem[] {
  if (!/[\p{L}\p{N}]/u.test(text)) return [{ rule: "empty", message: "Ответ пустой. Напишите текст." }];
  return Object.entries(CHECKS).flatMap(([rule, check]) => {
    const message = check(rule === "length" ? text : text.slice(0, LOOKED_AT), context);
    return message === null ? [] : [{ rule, message }];
  });
}

/** Whether what the buyer wrote is a complaint: 3 stars and fewer, or a negative tone. */
function isComplaint({ rating, analysis }: AnswerContext): boolean {
  return (rating !== null && rating <= 3) || analysis?.sentiment === "negative";
}

function found(find: (text: string) => string | null, what: string, advice: string): Check {
  return (text, { brandName }) => {
    const piece = find(withoutOwnBrand(text, brandName));
    return piece === null ? null : `В ответе есть ${what}: «${short(piece)}». ${advice}`;
  };
}

function checkLength(text: string, { minLength, maxLength }: AnswerContext): string | null {
  if (text.length > maxLength)
    return `Ответ длиннее ${maxLength} символов (сейчас ${text.length}). Сократите его на ${text.length - maxLength}.`;
  if (text.trim().length < minLength) return `Ответ короче ${minLength} символов. Допишите его.`;
  return null;
}

/** Format characters cover zero-width and bidi ones; the joiner inside an emoji is part of it. */
function checkCharacters(text: string): string | null {
  const bare = text.replace(
    /(?<=[\p{Extended_Pictographic}\u{FE0F}\p{Emoji_Modifier}])\u200D(?=\p{Extended_Pictographic})/gu,
    "",
  );
  return /[^\P{C}\n\r]|[\u2028\u2029\uFFFD\u115F\u1160\u3164\u2800]|\u034F/u.test(bare)
    ? "В ответе есть невидимые или управляющие символы. Наберите текст заново, без вставки из других программ."
    : null;
}

function checkLanguage(text: string, { brandName }: AnswerContext): string | null {
  const letters = withoutOwnBrand(text, brandName).match(/\p{L}/gu) ?? [];
  const russian = letters.filter((letter) => /[а-яё]/iu.test(letter));
  return letters.length > 0 && russian.length < letters.length / 2
    ? "Ответ написан в основном не по-русски. Переведите его."
    : null;
}

function checkOtherBrand(text: string, { brandName, otherBrandNames }: AnswerContext): string | null {
  const other = otherBrandNames.find((name) => {
    const own = brandName !== null && includesWords(brandName, name) ? withoutOwnBrand(text, brandName) : text;
    return words(name).length > 0 && includesWords(own, name);
  });
  return other === undefined ? null : `Ответ от имени «${brandName}» называет другой бренд: «${other}». Исправьте.`;
}

/** A greeting by something that is no name: «Здравствуйте, Покупатель!». */
function checkName(text: string, { clientName }: AnswerContext): string | null {
  const shown = words(clientName ?? "").join(" ");
  if (shown.length < 3 || firstName(clientName) !== null) return null;
  const greeting = words(text.slice(0, 120)).join(" ");
  return new RegExp(
    `^(?:(?:здравствуйте|добрый день|доброго дня|приветствуем|уважаем\\p{L}{2}) )*${shown}(?: |$)`,
    "u",
  ).test(greeting)
    ? `«${short(clientName ?? "")}» не похоже на имя. Уберите обращение.`
    : null;
}

function includesWords(text: string, phrase: string): boolean {
  return ` ${words(text).join(" ")} `.includes(` ${words(phrase).join(" ")} `);
}

/** The brand's own name may be anything, «Love.Shop» too: it is no link and no other shop. */
function withoutOwnBrand(text: string, brandName: string | null): string {
  const name = words(brandName ?? "").join("[^\\p{L}\\p{N}]+");
  const alone = new RegExp(`(?<![\\p{L}\\p{N}])${name}(?![\\p{L}\\p{N}])`, "gu");
  return name === "" ? text : plain(text).replace(alone, " ");
}

function short(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
