/** Russian words that are written in Latin letters. */
import { isAnswerWord } from "./answer-words.ts";

/** How Russian is typed without Russian letters, the longest first: a sound and its letter by turns. */
const SOUNDS = pairs(
  "shch щ sch щ zh ж kh х ts ц ch ч sh ш yu ю ya я yo е ye е iy ий yy ый ju ю ja я jo е".split(" "),
  "a а b б v в g г d д e е z з i и j й k к l л m м n н o о p п r р s с t т u у f ф h х c ц y ы q к w в x х".split(" "),
);
/** The keys of a keyboard that was left in Latin: «ghbdtn» is «привет». */
const KEYS = new Map(
  pairs(
    "q й w ц e у r к t е y н u г i ш o щ p з a ф s ы d в f а g п h р j о k л l д z я x ч c с v м b и n т m ь".split(
      " ",
    ),
  ),
);

/** Shorter words mean something else too often. */
const SHORTEST = 4;

/** Whether Latin letters spell a word that answers to buyers have, by their sound or by the keys of a keyboard. */
export function isHiddenRussian(word: string): boolean {
  if (word.length < SHORTEST) return false;
  const sounded = SOUNDS.reduce((left, [from, to]) => left.replaceAll(from, to), word);
  const typed = word.replaceAll(/[a-z]/g, (key) => KEYS.get(key) ?? key);
  return isAnswerWord(sounded) || isAnswerWord(typed);
}

function pairs(...lists: string[][]): [string, string][] {
  return lists.flatMap((list) =>
    list.flatMap((part, at): [string, string][] => (at % 2 === 0 ? [[part, list[at + 1] ?? part]] : [])),
  );
}
