/** Russian words without their endings, after the Snowball algorithm (https://snowballstem.org/algorithms/russian). */

const GERUND = /(?:(?<=[ая])|[иы])(?:вшись|вши|в)$/;
const REFLEXIVE = /с[яь]$/;
const ADJECTIVE = /(?:ими|ыми|его|ого|ему|ому|ее|ие|ые|ое|ей|ий|ый|ой|ем|им|ым|ом|их|ых|ую|юю|ая|яя|ою|ею)$/;
const PARTICIPLE = /(?:(?<=[ая])(?:ем|нн|вш|ющ|щ)|ивш|ывш|ующ)$/;
const VERB_AFTER_A = /(?<=[ая])(?:ете|йте|ешь|нно|ла|на|ли|ем|ло|но|ет|ют|ны|ть|й|л|н)$/;
const VERB =
  /(?:ейте|уйте|ила|ыла|ена|ите|или|ыли|ило|ыло|ено|ует|уют|ены|ить|ыть|ишь|ей|уй|ил|ыл|им|ым|ен|ят|ит|ыт|ую|ю)$/;
const NOUN =
  /(?:иями|ями|ами|ией|иям|ием|иях|ев|ов|ие|ье|еи|ии|ей|ой|ий|ям|ем|ам|ом|ах|ях|ию|ью|ия|ья|а|е|и|й|о|у|ы|ь|ю|я)$/;
const SUPERLATIVE = /ейше?$/;
/** «вернуть» and «вернул», which Snowball leaves apart from «верните». */
const NUT = /ну[лт]$/;
/** «скидок» beside «скидка». Cutting the vowel out of each form does no harm: those of «вагон» stay alike. */
const FLEETING = /(?<=[бвгджзклмнпрстфхцчшщ])[оеь](?=[кгнлмц]$)/;

/** Endings are looked for behind the first vowel only. */
const AFTER_VOWEL = /^([^аеиоуыэюя]*[аеиоуыэюя])(.*)$/;
const SHORTEST = 3;

/**
 * The stems of a word, for comparing: two words are forms of one when they share a stem. «платье», «платья» and «платьев»
 * have «плат». A word that may be a noun as well as a verb has a stem for each: «рукав» ends like «сказав».
 * @param word as `words` returns it; one that is not Russian is its own stem
 */
export function stemsOf(word: string): string[] {
  if (!/^[а-я]{3,}$/.test(word)) return [word];
  const [, start = "", rest = ""] = AFTER_VOWEL.exec(word) ?? [];
  if (rest === "") return [word];
  return [...new Set(endingsCut(rest).flatMap((left) => finished(start + left)))];
}

/** What is left of a word without the ending that it may have. */
function endingsCut(rest: string): string[] {
  const noun = rest.replace(NOUN, "");
  const gerund = rest.replace(GERUND, "");
  if (gerund !== rest) return [gerund, noun];
  const plain = rest.replace(REFLEXIVE, "");
  const adjective = plain.replace(ADJECTIVE, "");
  if (adjective !== plain) return [adjective.replace(PARTICIPLE, ""), ...(/[иы]м$/.test(plain) ? [noun] : [])];
  const verb = longestCut(plain, [VERB_AFTER_A, VERB]);
  if (plain !== rest) return [verb === plain ? plain.replace(NOUN, "") : verb];
  return [verb === plain ? noun : verb, noun];
}

function longestCut(text: string, endings: readonly RegExp[]): string {
  const left = endings.map((ending) => text.replace(ending, ""));
  return left.reduce((shortest, one) => (one.length < shortest.length ? one : shortest), text);
}

/** The longer stem stays too, so that a word whose end is not typed yet is found by it. */
function finished(stem: string): string[] {
  const long = stem.replace(/и$/, "").replace(SUPERLATIVE, "").replace(/нн$/, "н").replace(/ь$/, "");
  const short = long.replace(/ост$/, "").replace(NUT, "н").replace(FLEETING, "");
  return short.length < SHORTEST ? [long] : [long, short];
}
