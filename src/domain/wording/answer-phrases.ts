import { pattern, plain } from "./russian.ts";

/** Phrases that an answer to a buyer must not, or must, contain. All functions expect a text as `plain` returns it. */

const NEAR = "[^.!?\\n]{0,40}";
const MONEY = "(?:деньг|денег|денежн|средств|стоимост|сумм|оплат|рубл)";
const REMEDY = "(?:возврат|обмен|замен[уы]|компенсаци|возмещени)";
const GIFT = "(?:скидк|подар|купон|бонус|сертификат|комплимент|балл(?:ы|ов|а)?_|сюрприз|кэшб[еэ]к|кешб[еэ]к)";

/**
 * Only promises match: «возврат можно оформить в личном кабинете» explains how the marketplace works and is fine;
 * «вернём деньги» binds the seller.
 */
const PROMISES = [
  pattern`_(?:вернем|верну|вернут|вернет|возвратим|возвращаем|переведем|перечислим)_${NEAR}_${MONEY}`,
  pattern`_${MONEY}\p{L}*${NEAR}_(?:вернем|верну|вернут|вернутся|вернет|возвратим|переведем|перечислим)_`,
  pattern`_(?:возместим|возмещу|компенсируем|компенсирую|выплатим|обменяем|обменяю|обменим|поменяем вам)_`,
  pattern`_(?:заменим|заменю|поменяем)_ (?:вам|товар|издели|вещь|заказ|его|ее|их|на нов|на друг|бесплатно|брак)`,
  pattern`_(?:вышлем|отправим|пришлем|довезем|дошлем|доставим)_ (?:вам )?(?:нов|замен|друг|недостающ|подар|бесплатн|еще од|запасн)`,
  pattern`_(?:гарантируем|оформим|сделаем|обеспечим|произведем|организуем|одобрим|согласуем|предоставим|предлагаем)_${NEAR}_${REMEDY}`,
  pattern`_${REMEDY}\p{L}*(?: денег| средств| стоимости)? (?:гарантиру|будет оформлен|будет произвед|оформим|сделаем|произведем|одобрим|за наш счет)`,
  pattern`_(?:подарим|дарим|начислим|положим|вложим|добавим|приготовили|предоставим|дадим|предлагаем|получите|ждет|ждут)_[^.!?,\n]{0,25}_${GIFT}`,
  pattern`_(?:сделаем|предложим|предоставляем|действует)_[^.!?,\n]{0,25}_скидк`,
  pattern`_(?:подарок|бонус\p{L}*|скидк\p{L}|балл\p{L}*) (?:от нас|за отзыв|за оценку|на следующ|к следующ)|_в подарок (?:за|к следующ|от нас)`,
  pattern`_скидк\p{L}* (?:в |на |до )?\d+|_промо-?код\p{L}*|_\d+ ?% скидк`,
  pattern`_(?:свяжемся|перезвоним|созвонимся)_|_позвоним вам|_с вами ${NEAR}_свяж(?:ется|утся)_|_свяж(?:ется|утся) с вами`,
];

const CONDITIONAL = pattern`_(?:не|бы|нельзя|невозможно)_ (?:\p{L}+ ){0,2}$`;

/**
 * The first promise of money, exchange, gift or contact; null when there is none. A negated one («не вернём») does not
 * count.
 */
export function findPromise(text: string): string | null {
  const shown = plain(text);
  for (const promise of PROMISES) {
    const found = promise.exec(shown);
    if (found && !CONDITIONAL.test(shown.slice(Math.max(0, found.index - 60), found.index))) return found[0];
  }
  return null;
}

const APOLOGY = pattern`_извин|_прости(?:те)?_|_прощени|(?<!к )_сожале|_жаль_|_жалко_|_неловко_|_винова|_огорчен|_огорчил|_расстроен|_расстроил`;

/** Whether an answer apologises; «к сожалению» alone does not count. */
export function hasApology(text: string): boolean {
  return APOLOGY.test(plain(text));
}

const GLAD = "(?:рады|рад|рада|счастливы|приятно|здорово|отлично|замечательно|радует)";
const PURCHASE = "(?:вам|вас|товар|покупка|вещь|изделие|заказ|модель|все|он|она|оно|наш\\p{L}*(?: \\p{L}+)?)";
const PRAISE = [
  pattern`_${GLAD},? что (?:${PURCHASE} ){1,3}(?:очень |так |все |полностью )?(?:понрав|подош|порадов|довольн|устро|оправдал|пришл\p{L}{1,3} по душе)`,
  pattern`_${GLAD},? что вы (?:остались |очень |так )*(?:довольн|оценил|рекоменд|полюбил)`,
  pattern`_(?:спасибо|благодар\p{L}+)(?: вам| вас)? за (?:\p{L}+,? (?:и )?)?(?:высок|отличн|прекрасн|положительн|тепл|добр|приятн|лестн|хорош|замечательн|позитивн)\p{L}* (?:\p{L}+ )?(?:оценк|отзыв|слов|комментари|рекоменд|впечатлени)`,
  pattern`_(?:спасибо|благодар\p{L}+)[^.!?]{0,30} за (?:пять звезд|5 звезд|пятерк|высший балл|рекомендаци|похвал|комплимент)`,
  pattern`_(?:приятно|радостно|счастливы) (?:читать|получать|видеть|слышать) (?:так|ваш|добр|тепл)`,
  pattern`_рады (?:вашему )?(?:высок|тепл|добр|положительн)\p{L}* (?:оценке|отзыву|словам)`,
];

/** The first phrase that treats the buyer's text as praise. */
export function findPraise(text: string): string | null {
  return firstOf(PRAISE, plain(text));
}

const LEAKS = [
  pattern`_как (?:языковая модель|ии|ии-ассистент|искусственный интеллект|виртуальный (?:помощник|ассистент)|чат-?бот|нейросеть)_`,
  pattern`_я[ ,—–-]{1,3}(?:всего лишь |просто |это )?(?:языковая модель|искусственный интеллект|ии|нейросеть|чат-?бот|бот)_`,
  pattern`_(?:as an ai|language model|chatgpt|openai|системн\p{L}+ (?:промпт|инструкци|сообщени)|промпт\p{L}*)_`,
  pattern`_вот (?:вариант|пример|возможный|готовый|черновик|мой|ваш|проект)\p{L}* ответ`,
  /^\s*(?:```|\{|"?answer"?\s*:|ответ(?: продавца| бренда)?\s*:|черновик|вариант \d)|```|"answer"\s*:/u,
  pattern`_json_|_игнорируй\p{L}* (?:предыдущ|инструкц)`,
];

/** The first trace of a model talking about itself or its task. */
export function findLeak(text: string): string | null {
  return firstOf(LEAKS, plain(text));
}

const FIELDS =
  "имя|name|бренд|brand|товар|product|название|подпись|signature|клиент|покупатель|client|город|дата|ссылка";
const UNFILLED = [
  /\{[^{}\n]{0,40}\}/u,
  /\[\p{L}[^\]\n]{0,40}\]/u,
  new RegExp(`[<%$](?:${FIELDS})[^\\s>%$]{0,20}[>%$]`, "iu"),
  /\[object Object\]|(?<![\p{L}\p{N}])(?:undefined|null|NaN)(?![\p{L}\p{N}])/u,
];

/** The first unfilled template field: {name}, [имя]. */
export function findUnfilled(text: string): string | null {
  return firstOf(UNFILLED, text.normalize("NFKC"));
}

function firstOf(patterns: RegExp[], text: string): string | null {
  for (const wanted of patterns) {
    const found = wanted.exec(text);
    if (found) return found[0];
  }
  return null;
}
