/** Letters of which only the case and ё differ from their plain form: most of what is written, at a third of the time. */
const SIMPLE = /^[\t\n\r -~«»\u0400-\u045F–—‘-”]*$/;

/** Lower case, ё as е, compatibility forms unified, accents and invisible characters gone: what words are compared in. */
export function plain(text: string): string {
  if (SIMPLE.test(text)) return text.toLowerCase().replaceAll("ё", "е");
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\p{Cf}\p{Mn}\p{Me}]/gu, "")
    .replaceAll("ё", "е");
}

/** The words of a text, as `plain` has them, numbers included; a hyphen parts words. */
export function words(text: string): string[] {
  return plain(text).match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** What a person looks for: parted by spaces, as `plain` has it; so many that the rest says nothing more. */
export function terms(text: string): string[] {
  return plain(text)
    .split(/\s+/u)
    .filter((term) => term !== "")
    .slice(0, 20);
}

/** Which words are forms of one that ends so: `ends` is cut off, and one of `forms` takes its place. */
interface Paradigm {
  ends: RegExp;
  forms: string;
}

const ADJECTIVE = "ый|ий|ой|ая|яя|ое|ее|ые|ие|ого|его|ому|ему|ым|им|ую|юю|ом|ем|ых|их|ыми|ими|ою|ею|о|а|ы";
const PRESENT = "у|ю|ешь|ет|ем|ете|ут|ют|ишь|ит|им|ите|ат|ят|и|й|йте|ь|ьте";
const REFLEXIVE = "(?:ся|сь)?";

/**
 * The regular paradigms of Russian, by ending. A word may fit several: its forms are all of theirs. Prefixes and
 * derivation are left alone on purpose: «суд» must not find «посуда» or «судить».
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

/** Vowels that come and go: «скидка» – «скидок», «деньги» – «денег», «подарок» – «подарка». */
function fleeting(word: string): string[] {
  const full = /^(.*[бвгджзклмнпрстфхцчшщ])ь?([кгнлцм])[аоыи]$/.exec(word);
  if (full) return [`${full[1]}[ое]${full[2]}`];
  const short = /^(.+)[ое]([кц])$/.exec(word);
  return short ? [`${short[1]}ь?${short[2]}(?:а|у|ом|ем|е|и|ы|ов|ев|ам|ами|ах)`] : [];
}

/** A pattern that a single word fits when it is a form of `word`; both as `words` gives them. */
export function formsOf(word: string): RegExp {
  if (!/^[а-я]{3,}$/.test(word)) return new RegExp(`^${word}$`, "u");
  const forms = PARADIGMS.filter(({ ends }) => ends.test(word)).map(
    ({ ends, forms }) => `${word.replace(ends, "")}(?:${forms})`,
  );
  return new RegExp(`^(?:${[word, ...forms, ...fleeting(word)].join("|")})$`, "u");
}

/**
 * Whether a text has a word or phrase in any of its forms: «ожог» is found in «остались ожоги», «вернуть деньги» in
 * «верните деньги». Words of a phrase stand side by side.
 */
export function mentions(text: string, phrase: string): boolean {
  const patterns = words(phrase).map(formsOf);
  if (patterns.length === 0) return false;
  const found = words(text);
  return found.some((_, at) => patterns.every((pattern, i) => pattern.test(found[at + i] ?? "")));
}

/** Latin, Cyrillic and digits, as ranges: `\p{L}` in a thousand places slows the start. */
const LETTER = "[0-9A-Za-z\\u00C0-\\u024F\\u0400-\\u052F]";
const BOUNDARY = `(?:(?<=${LETTER})(?!${LETTER})|(?<!${LETTER})(?=${LETTER}))`;

/**
 * A regular expression in which `_` is the edge of a word, Cyrillic included (which `\b` is not).
 * @throws SyntaxError
 */
export function wordPattern(source: string): RegExp {
  return new RegExp(source.replaceAll("_", BOUNDARY), "u");
}

/** The same, written as a template. */
export function pattern(source: TemplateStringsArray, ...values: string[]): RegExp {
  return wordPattern(String.raw(source, ...values));
}
