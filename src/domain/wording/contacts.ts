import type { Platform } from "../platform.ts";
import { readings } from "./disguise.ts";
import { pattern, plain } from "./russian.ts";

const RUSSIAN_TLD = "ru|com|net|org|su|рф";
const LATIN_TLD = `${RUSSIAN_TLD}|info|biz|online|store|shop|site|pro|club|me|io|app|link|top|xyz|by|kz|ua|ly|gg|tv`;

const LINKS = [
  /https?:\/\/\S+|(?<!\p{L})www\.\S+/u,
  pattern`_[\p{L}\p{N}-]{1,63}\.(?:${RUSSIAN_TLD})_`,
  pattern`_(?=[0-9-]{0,20}[a-z])[a-z0-9-]{1,63}\.(?:${LATIN_TLD})_`,
  pattern`_[\p{L}\p{N}-]{2,63}\s{1,3}\.\s{0,3}(?:${RUSSIAN_TLD})_`,
  pattern`_[a-z0-9-]{2,63}\s{0,3}\.\s{1,3}(?:${RUSSIAN_TLD})_`,
  pattern`_[\p{L}\p{N}-]{2,63}\s{0,3}[\[({]\s?(?:\.|dot|точка)\s?[\])}]\s{0,3}\p{L}{2,6}_`,
  pattern`_[\p{L}\p{N}-]{2,63}\s{0,3}_(?:точка|dot)_\s{0,3}(?:ру|ком|рф|ru|com)_`,
];

const MAIL_HOSTS = "mail|gmail|yandex|ya|bk|list|inbox|rambler|icloud|hotmail|outlook|мейл|майл|яндекс|гмейл|джимейл";
/** Each has a sign that is looked for first, because trying an address at every letter takes a hundred times as long. */
const EMAILS = [
  {
    sign: /@/,
    address: /[\p{L}\p{N}._%+-]{1,64}\s?@\s?[\p{L}\p{N}-]{1,63}\s?\.\s?[\p{L}\p{N}.-]{2,63}/u,
  },
  {
    sign: pattern`_(?:собака|собачка|at)_`,
    address: pattern`[\p{L}\w.-]{1,64}\s{0,3}\(?_(?:собака|собачка|at)_\)?\s*(?:${MAIL_HOSTS})_`,
  },
];

const GAP = "[\\s().·_*–—-]{0,3}";
/**
 * Russian numbers have 11 digits from +7 or 8, in groups of 1-3-3-2-2 or with every digit apart; the area code begins
 * with 3, 4, 8 or 9. The pattern is this strict because rows of sizes («80-86-92-98-104») are common in answers.
 */
const PHONES = [
  new RegExp(`(?<!\\d)(?:\\+?${GAP}[78])${GAP}[3489]\\d{2}${GAP}\\d{3}${GAP}\\d{2}${GAP}\\d{2}(?!\\d)`, "u"),
  new RegExp(`(?<!\\d)[78](?:[\\s.·_*-]{1,3}\\d){10}(?!\\d)`, "u"),
  new RegExp(
    `(?<!\\d)\\(?(?:9\\d{2}|495|499|812|800)\\)?[\\s-]{0,2}\\d{3}[\\s-]?\\d{2}[\\s-]?\\d{2}(?![\\s-]?\\d)`,
    "u",
  ),
  /\+\s?\d(?:[\s().-]{0,2}\d){9,13}(?!\d)/u,
];

const MESSENGERS = [
  /(?<![\p{L}\p{N}.])@[a-z][a-z0-9_]{3,}/u,
  pattern`_(?:telegramm?|tg|whats\s?app|wats\s?app|viber|instagram|facebook|vk|vkontakte|discord|skype|wechat)_`,
  pattern`_телеграмм?(?:а|у|е|ом|ы|ах)?_|_тг_|_в телег[еу]_`,
  pattern`_(?:вотс|ватс|вац|воц|вас)ап{1,2}(?:а|у|е|ом)?_|_вайбер(?:а|у|е|ом)?_|_скайп(?:а|у|е|ом)?_`,
  pattern`_инста(?:грам\p{L}*)?_|_инст(?:е|у|ы)_|_фейсбук(?:а|у|е)?_|_вконтакте_|_дискорд(?:а|е)?_|_во? вк_`,
  pattern`_(?:в|через|на|наш\p{L}*) (?:люб\p{L}+ )?мессенджер\p{L}*|_(?:канал|чат|пишите|напишите)\p{L}* (?:нам )?в (?:max|макс)_`,
  pattern`_(?:в|на) (?:директ(?:е)?|личк[уе]|лс|личные сообщения|личных сообщениях)_`,
  pattern`_(?:позвоните|звоните|наберите) (?:нам|мне|по|на)_|_(?:напишите|пишите|написать|обратитесь)[^.!?]{0,30} на (?:почту|e-?mail|имейл|электронн)`,
  pattern`_(?:звон\p{L}*|связаться|свяжитесь|обратитесь|обращайтесь)[^.!?]{0,30} по (?:телефону|номеру)_`,
];

/**
 * Marketplace names as buyers and sellers spell them, rightly or wrongly; a platform's own name is allowed in its own
 * answers.
 */
const SHOPS: { platform: Platform | null; name: RegExp }[] = [
  { platform: "wb", name: pattern`_wild\s?-?berr?[a-z]*|_wb_|_вб_|_в(?:ай|аи|а|и)л[дт]?\s?-?[бв]ер+\p{L}*` },
  { platform: "ozon", name: pattern`_ozon_|_озон(?:а|у|ом|е)?_` },
  {
    platform: "ym",
    name: pattern`(?:_yandex|_яндекс\p{L}{0,2})[\s.-]{0,2}(?:market|маркет)|_я\.\s?маркет|_на яндекс[еу]_`,
  },
  {
    platform: null,
    name: pattern`_ali\s?-?express|_али\s?-?эк?спрес+\p{L}*|_avito_|_авито_|_lamoda_|_ламод(?:а|е|у|ы)_`,
  },
  {
    platform: null,
    name: pattern`_(?:сбер\s?)?мегамаркет\p{L}*|_megamarket|_amazon_|_амазон(?:а|е|у|ом)?_|_temu_|_joom_|_shein_`,
  },
];

/** The first link in a text that `readings` returned; null when there is none. */
export function findLink(text: string): string | null {
  return first(readings(text), LINKS);
}

/** The first e-mail address, written out («shop собака mail точка ру») or not. */
export function findEmail(text: string): string | null {
  for (const reading of readings(text)) {
    const addresses = EMAILS.filter(({ sign }) => sign.test(reading)).map(({ address }) => address);
    const found = first([reading], addresses);
    if (found !== null) return found;
  }
  return null;
}

/** The first telephone number, including its separators. */
export function findPhone(text: string): string | null {
  return first([plain(text)], PHONES)?.trim() ?? null;
}

/** The first messenger, social network, nickname or invitation to call or write outside the marketplace. */
export function findMessenger(text: string): string | null {
  return first(readings(text), MESSENGERS);
}

/** The first name of a marketplace other than `platform`. */
export function findOtherShop(text: string, platform: Platform): string | null {
  const others = SHOPS.filter((shop) => shop.platform !== platform).map((shop) => shop.name);
  return first(readings(text), others);
}

function first(texts: readonly string[], patterns: readonly RegExp[]): string | null {
  for (const text of texts) {
    for (const wanted of patterns) {
      const found = wanted.exec(text);
      if (found) return found[0];
    }
  }
  return null;
}
