import { findEmail, findPhone } from "./contacts.ts";
import { everywhere, pattern, plain } from "./russian.ts";

const ORDER = pattern`_(?:заказ\p{L}*|отправлени\p{L}*|трек\p{L}*|накладн\p{L}*|карт\p{L}*|no|номер\p{L}*)[^\p{L}\p{N}]{0,4}(?:no|номер\p{L}*)?\W{0,3}(\d[\d\s-]{4,}\d)`;
const LONG_NUMBER =
  /(?<!(?:артикул\p{L}*|арт|штрих-?код\p{L}*|код\p{L}*)[\s.:№]{0,4})(?<![\d-])(?:\d{7,}|\d{6,}(?:-\d{2,})+|\d{4}(?:[ -]\d{4}){3})(?![\d-])/u;
const STREET = String.raw`[\p{L}\d-]{2,}(?:\s[\p{L}-]{3,})?`;
const ADDRESSES = [
  pattern`_(?:ул|пр-т|просп|пер|наб|мкр|б-р)_\.?\s+${STREET},?\s*(?:_(?:д|дом)_\.?\s*)?\d+`,
  pattern`_(?:улиц|проспект|переул|бульвар|шоссе|набережн|микрорайон)\p{L}*\s+${STREET}(?:,\s*|\s+(?=д))(?:_(?:д|дом|доме)_\.?\s*)?\d+`,
  pattern`_(?:кв|квартир\p{L}*|подъезд\p{L}*|домофон\p{L}*)_\.?\s*(?:no\s*)?\d+`,
];
/** A word of a number, as a telephone number is read out. */
const NUMERAL =
  "(?:плюс|ноль|один|два|три|четыре|пять|шесть|семь|восемь|девять|десять|\\p{L}{2,8}надцать|двадцать|тридцать|сорок|пятьдесят|шестьдесят|семьдесят|восемьдесят|девяносто|сто|двести|триста|четыреста|пятьсот|шестьсот|семьсот|восемьсот|девятьсот)";
const SPOKEN_NUMBER = pattern`_${NUMERAL}_(?:[\s,.-]+_${NUMERAL}_){4,}`;

/**
 * The pieces of a buyer's text that identify a person: telephone numbers, e-mail addresses, order and card numbers,
 * street addresses, also a number that is read out («восемь девятьсот…»). Numbers are returned as digits alone, the rest as `plain` returns it. Article numbers are not
 * personal.
 */
export function personalData(text: string): string[] {
  const shown = plain(text);
  const numbers = [findPhone(text) ?? "", ...captures(shown, ORDER), ...captures(shown, LONG_NUMBER)].map(digits);
  const spoken = SPOKEN_NUMBER.exec(shown)?.[0] ?? "";
  const rest = [findEmail(text) ?? "", spoken, ...ADDRESSES.flatMap((address) => captures(shown, address))];
  return [...new Set([...numbers, ...rest])].filter((found) => found.length >= 6);
}

/** The first piece of `data` (from `personalData`) that a text repeats; null when it repeats none. */
export function repeated(text: string, data: string[]): string | null {
  const shown = plain(text);
  const joined = shown.replace(/(?<=\d)[\s().+-]+(?=\d)/gu, "");
  return (
    data.find((piece) => shown.includes(piece) || (/^\d+$/.test(piece) && joined.includes(lastDigits(piece)))) ?? null
  );
}

/** The last digits, because a number with another country prefix, or none, is still the same number. */
function lastDigits(number: string): string {
  return number.length === 11 ? number.slice(1) : number;
}

function captures(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(everywhere(pattern))].map((found) => (found[1] ?? found[0]).trim());
}

function digits(text: string): string {
  return text.replace(/\D/g, "");
}
