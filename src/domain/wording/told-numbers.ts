/** Whether a text that retells another one invents numbers. */
import { words } from "./russian.ts";

/** `1 284`, `4,6`, `23.11`: a space before three digits divides a number and no sentence. */
const NUMBER = /\d+(?:[\s\u00A0\u202F]\d{3}(?!\d))*(?:[.,]\d+)*/gu;

/** What counts without digits, by the beginnings of words: nobody could check it. */
const COUNTING =
  /^(?:од(?:ин|на|но|ного|ному|ним|ной|ну|ни|них)$|дв(?:а|е|ух|ум|умя|ое|адцат|енадцат|ести|ойн|ажды|ое)|три|трем|трех|тремя|трое|тро[ий]н|тринадц|тридц|триста|четыр|четвер|пят(?:ь|и|ью|ер|ый|ая|ое|надц|ьдес|ьсот)|шест(?:ь|и|ью|ер|ой|ая|надц|ьдес|ьсот)|сем(?:ь|и|ью|еро|надц|ьдес|ьсот)$|семнадц|семьдес|восем|восьм|девят|девян|десят|одиннадц|сорок|сто$|сот(?:ня|ни|ен)|тысяч|миллион|полтор|половин|треть|трети$|вдвое|втрое|вчетвер|впятер|дюжин|обе?$|оба$|пару?$|процент)/u;

/**
 * Whether each number of the text stands in the source, and it counts nothing in words that the source does not. It cannot tell
 * whether a number is told of the right thing.
 */
export function tellsOnlyNumbersOf(text: string, source: string): boolean {
  const known = new Set(numbersIn(source));
  const said = new Set(words(source));
  const isCounted = (word: string): boolean => COUNTING.test(word) && !said.has(word);
  const isPercent = text.includes("%") && !source.includes("%");
  return !isPercent && numbersIn(text).every((number) => known.has(number)) && !words(text).some(isCounted);
}

function numbersIn(text: string): string[] {
  return (text.match(NUMBER) ?? []).map((number) => number.replaceAll(/[\s\u00A0\u202F]/gu, "").replaceAll(",", "."));
}
