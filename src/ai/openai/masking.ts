/**
 * Hides what identifies a person before a text leaves for an LLM: telephone numbers, e-mail and street addresses, order
 * and card numbers, names. Where the finder of `domain/wording/personal-data.ts` still sees something behind the marks
 * (a number in words, an address without commas), its sentence is hidden, and in the end the whole text.
 */
import { firstName } from "../../domain/wording/first-name.ts";
import { personalData } from "../../domain/wording/personal-data.ts";

const EMAIL = /[\p{L}\p{N}._%+-]{1,64}\s?@\s?[\p{L}\p{N}-]{1,63}\s?\.\s?[\p{L}\p{N}.-]{2,63}/gu;
const NUMBER = /\+?\(?\d(?:[\s().·_*–—-]{0,3}\d){5,24}/gu;
const WORD_BEFORE = 16;
/** A number whose digits or groups are words: «восемь девятьсот шестнадцать 123 45 67». */
const NUMERAL = String.raw`(?:(?:нол|нул|од[ин]|дв[ае]|двух|три|тр[её]х|четыр|пят|шест|сем|восем|девят|десят|сорок|сто|двест)\p{L}{0,12}|\d{1,3})(?!\p{L})`;
const SPELT = new RegExp(String.raw`(?<![\p{L}\d])${NUMERAL}(?:[\s,.-]{1,3}${NUMERAL}){4,}`, "giu");
const ORDER =
  /((?<!\p{L})(?:заказ|отправлени|трек|накладн|карт|номер|договор|паспорт|чек)\p{L}*[^\p{L}\p{N}]{0,6}(?:№|no|номер\p{L}*)?[^\p{L}\p{N}]{0,4})(\d[\d\s-]{2,}\d)/giu;
const PLACE = String.raw`[\p{L}\d-]{2,}(?:\s[\p{L}-]{3,})?`;
const HOUSE = String.raw`(?:,?\s*(?:корп|корпус|стр|строение|кв|квартира|подъезд|этаж|офис)(?!\p{L})\.?\s*\d+)*`;
const ADDRESS = new RegExp(
  String.raw`(?<!\p{L})(?:ул|улиц\p{L}*|пр-т|просп|проспект\p{L}*|пер|переул\p{L}*|наб|набережн\p{L}*|бульвар\p{L}*|б-р|шоссе|мкр|микрорайон\p{L}*)(?!\p{L})\.?\s+${PLACE},?\s*(?:(?:д|дом|доме)(?!\p{L})\.?\s*)?\d+\p{L}?${HOUSE}`,
  "giu",
);
const CAPITALISED = /(?<!\p{L})\p{Lu}\p{Ll}+(?:-\p{Lu}\p{Ll}+)?(?:\s+\p{Lu}\p{Ll}+){0,2}/gu;
const HIDDEN = "[скрыто: личные данные]";

/**
 * The text with marks in place of personal data: `[номер]`, `[почта]`, `[адрес]`, `[имя]`.
 * @param clientName the buyer's name as the marketplace shows it; its parts are hidden wherever they stand
 */
export function masked(text: string, clientName: string | null = null): string {
  const marked = text
    .replace(EMAIL, "[почта]")
    .replace(ADDRESS, "[адрес]")
    .replace(ORDER, "$1[номер]")
    .replace(SPELT, (run) => (/\p{L}/u.test(run) ? "[номер]" : run))
    .replace(NUMBER, (digits, at: number, whole: string) => {
      // The word before it tells an article from a number of the buyer's.
      const before = whole.slice(Math.max(0, at - WORD_BEFORE), at);
      return personalData(before + digits).length > 0 ? "[номер]" : digits;
    });
  return withoutRest(withoutNames(marked, clientName));
}

function withoutNames(text: string, clientName: string | null): string {
  const parts = (clientName ?? "").match(/\p{L}{3,}/gu) ?? [];
  const own = parts.map((part) => new RegExp(String.raw`(?<!\p{L})${stemOf(part)}\p{L}{0,3}(?!\p{L})`, "giu"));
  const hidden = own.reduce((rest, name) => rest.replace(name, "[имя]"), text);
  return hidden.replace(CAPITALISED, (words) => {
    const isName = words.split(/\s+/u).some((word) => firstName(word) !== null);
    return isName ? "[имя]" : words;
  });
}

/** Without the ending that changes in the cases: «Анна», «Анны», «Анне». */
function stemOf(name: string): string {
  return name.length > 3 ? name.replace(/[аяоеийь]$/iu, "") : name;
}

function withoutRest(text: string): string {
  if (personalData(text).length === 0) return text;
  const sentences = text.split(/(?<=[.!?\n])\s*/u).map((part) => (personalData(part).length > 0 ? HIDDEN : part));
  const rest = sentences.join(" ");
  return personalData(rest).length === 0 ? rest : HIDDEN;
}
