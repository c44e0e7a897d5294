import { rememberingLast } from "../../base/remembering-last.ts";

/**
 * Text whose letters differ from their plain form only in case and ё. Most texts match, and this path takes a third of
 * the time.
 */
const SIMPLE = /^[\t\n\r -~«»\u0400-\u045F–—‘-”]*$/;

/**
 * The form in which words are compared: lower case, ё as е, compatibility forms unified, accents and invisible
 * characters removed.
 */
export function plain(text: string): string {
  if (SIMPLE.test(text)) return text.toLowerCase().replaceAll("ё", "е");
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\p{Cf}\p{Mn}\p{Me}]/gu, "")
    .replaceAll("ё", "е");
}

/** The words of a text, numbers included, as `plain` returns them; a hyphen separates words. */
export function words(text: string): string[] {
  return plain(text).match(/[\p{L}\p{N}]+/gu) ?? [];
}

/**
 * The search terms in a person's input, separated by spaces and as `plain` returns them. Their number is limited,
 * because further ones add nothing.
 */
export function terms(text: string): string[] {
  return plain(text)
    .split(/\s+/u)
    .filter((term) => term !== "")
    .slice(0, 20);
}

/** The forms of words with a certain ending: `ends` is cut off and replaced by one of `forms`. */
interface Paradigm {
  ends: RegExp;
  forms: string;
}

const ADJECTIVE = "ый|ий|ой|ая|яя|ое|ее|ые|ие|ого|его|ому|ему|ым|им|ую|юю|ом|ем|ых|их|ыми|ими|ою|ею|о|а|ы";
const PRESENT = "у|ю|ешь|ет|ем|ете|ут|ют|ишь|ит|им|ите|ат|ят|и|й|йте|ь|ьте";
const REFLEXIVE = "(?:ся|сь)?";

/**
 * The regular Russian paradigms, by ending. A word may match several; its forms are then those of all. Prefixes and
 * derivation are ignored on purpose: «суд» must not find «посуда» or «судить».
 */
const PARADIGMS: Paradigm[] = [
  { ends: /(?<=[бвгдзклмнпрстфхц])$/, forms: "а|у|ом|е|ы|и|ов|ам|ами|ах" },
  { ends: /(?<=[жшщчц])$/, forms: "а|у|ем|ом|е|и|ы|ей|ев|ам|ами|ах" },
  { ends: /ь$/, forms: "я|ю|ем|е|и|ей|ям|ями|ях|ью" },
  { ends: /й$/, forms: "я|ю|ем|е|и|ев|ям|ями|ях" },
  { ends: /[ая]$/, forms: "а|я|ы|и|у|ю|е|ой|ою|ей|ею|ам|ами|ах|ям|ями|ях|ь|й|" },
  { ends: /[ое]$/, forms: "о|е|а|я|у|ю|ом|ем|и|ам|ами|ах|ям|ями|ях|й|" },
  { ends: /[ыи]$/, forms: "ы|и|а|у|е|ом|ой|ов|ей|ам|ами|ах|ям|ями|ях|" },
  { ends: /(?:ый|ий|ой|ая|ое|ее|ые|ие)$/, forms: ADJECTIVE },
  { ends: /(?:ть|ться)$/, forms: `(?:ть|л|ла|ло|ли|в|ет|ю|ют|ем|ете|ешь|й|йте)${REFLEXIVE}` },
  { ends: /[аяеиыоу](?:ть|ться)$/, forms: `(?:${PRESENT})${REFLEXIVE}` },
  { ends: /(?<=[аяеиыоу])(?:л|ла|ло|ли)(?:ся|сь)?$/, forms: `(?:ть|л|ла|ло|ли)${REFLEXIVE}` },
];

/** Stems with a fleeting vowel added or removed: «скидка» – «скидок», «деньги» – «денег», «подарок» – «подарка». */
function fleeting(word: string): string[] {
  const full = /^(.*[бвгджзклмнпрстфхцчшщ])ь?([кгнлцм])[аоыи]$/.exec(word);
  if (full) return [`${full[1]}[ое]${full[2]}`];
  const short = /^(.+)[ое]([кц])$/.exec(word);
  return short ? [`${short[1]}ь?${short[2]}(?:а|у|ом|ем|е|и|ы|ов|ев|ам|ами|ах)`] : [];
}

/** A pattern that matches a single word when it is a form of `word`; both as `words` returns them. */
export function formsOf(word: string): RegExp {
  if (!/^[а-я]{3,}$/.test(word)) return new RegExp(`^${word}$`, "u");
  const forms = PARADIGMS.filter(({ ends }) => ends.test(word)).map(
    ({ ends, forms }) => `${word.replace(ends, "")}(?:${forms})`,
  );
  return new RegExp(`^(?:${[word, ...forms, ...fleeting(word)].join("|")})$`, "u");
}

/**
 * Whether a text contains a word or phrase in any of its forms: «ожог» is found in «остались ожоги», «вернуть деньги»
 * in «верните деньги». The words of a phrase must be adjacent.
 */
export function mentions(text: string, phrase: string): boolean {
  const patterns = patternsOf(phrase);
  if (patterns.length === 0) return false;
  const found = wordsOfLast(text);
  return found.some((_, at) => patterns.every((pattern, i) => pattern.test(found[at + i] ?? "")));
}

/** More phrases than rules have words. */
const MOST_PHRASES = 5000;
const phrases = new Map<string, readonly RegExp[]>();

/** A rule asks for the same phrases of every item, and making their patterns takes longer than using them. */
function patternsOf(phrase: string): readonly RegExp[] {
  let known = phrases.get(phrase);
  if (!known) {
    known = words(phrase).map(formsOf);
    if (phrases.size >= MOST_PHRASES) phrases.clear();
    phrases.set(phrase, known);
  }
  return known;
}

/** The words of a text that many phrases are looked for in, one after the other. */
const wordsOfLast = rememberingLast((text: string): readonly string[] => words(text));

/** Latin and Cyrillic letters and digits, as ranges, because a thousand uses of `\p{L}` slow the start. */
const LETTER = "[0-9A-Za-z\\u00C0-\\u024F\\u0400-\\u052F]";
const BOUNDARY = `(?:(?<=${LETTER})(?!${LETTER})|(?<!${LETTER})(?=${LETTER}))`;

/** Beside a letter that is written out, and must be there, half of what makes a boundary is known. */
const BEFORE_LETTER = /_(?=[0-9A-Za-zА-Яа-яЁё](?![?*{]))/g;
/** The letters of `\\d` and `\\u0451` are none. */
const AFTER_LETTER = /(?<=[0-9A-Za-zА-Яа-яЁё])(?<!\\[0-9A-Za-z]{1,5})_(?![?*+{])/g;

/**
 * A regular expression in which `_` is a word boundary that also works for Cyrillic, unlike `\b`. Whole boundaries
 * take longer than the words between them, so where half of one is known the other half alone is looked at.
 * @throws SyntaxError
 */
export function wordPattern(source: string): RegExp {
  const halved = source.replace(BEFORE_LETTER, `(?<!${LETTER})`).replace(AFTER_LETTER, `(?!${LETTER})`);
  return new RegExp(halved.replaceAll("_", BOUNDARY), "u");
}

const everywheres = new WeakMap<RegExp, RegExp>();

/** The pattern, to find all places that match it. To make it takes longer than most searches. */
export function everywhere(wanted: RegExp): RegExp {
  let all = everywheres.get(wanted);
  if (!all) everywheres.set(wanted, (all = new RegExp(wanted, "gu")));
  return all;
}

/** `wordPattern` as a template tag. */
export function pattern(source: TemplateStringsArray, ...values: string[]): RegExp {
  return wordPattern(String.raw(source, ...values));
}
