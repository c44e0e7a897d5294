/** Whether every part of a happy review is understood: praise, thanks, a purchase, ordinary use. */
import { z } from "zod";
import { readAsset } from "../../base/assets.ts";
import { readForm } from "../../config/yaml.ts";
import { sharesStem } from "../../domain/proof/answer-words.ts";
import { everywhere, words } from "../../domain/wording/russian.ts";
import { stemsOf } from "../../domain/wording/stem.ts";
import { turns } from "./lexicon.ts";
import { isOrdinaryEvent, withoutJoy } from "./reservations.ts";

const FILE = "data/praise-words.ru.yaml";

const PICTURE = /\p{Extended_Pictographic}/gu;

const exact = z.string().transform((list) => new Set(words(list)));
const stems = z.string().transform((list) => new Set(words(list).flatMap(stemsOf)));

/** The file says what each list is for. */
const form = z.strictObject({
  exact,
  numbers: exact,
  counted: exact,
  praise: stems,
  calm: stems,
  denied: stems,
  reserving: exact,
  never: stems,
  idioms: turns,
  unhappy_emoji: z.string().transform((list) => new Set(list.match(PICTURE))),
});

let read: z.infer<typeof form> | undefined;

/** The file is read when it is first needed. */
function praiseWords(): z.infer<typeof form> {
  return (read ??= readForm(form, {
    file: FILE,
    text: readAsset(FILE).toString("utf8"),
    hint: "The comments in the file say what each list is for.",
  }));
}

/** Where one thought ends and the next begins. */
const BREAK = /[.,!?;:…()\n]+|\s[-–—]+\s|(?<![\p{L}\p{N}])(?:но|а)(?![\p{L}\p{N}])/u;
/** What an idiom that praises is read as. */
const PRAISE = " отлично ";

/**
 * The first piece of a happy review that is not understood; null when all of it is, or when there is no text.
 * @param text as `plain` has it
 * @param productName its words are no news
 */
export function notUnderstood(text: string, productName: string | null): string | null {
  const { idioms, unhappy_emoji: unhappy } = praiseWords();
  const picture = text.match(PICTURE)?.find((one) => unhappy.has(one));
  if (picture !== undefined) return picture;
  const named = new Set(words(productName ?? "").flatMap(stemsOf));
  const clauses = withoutJoy(text).replaceAll(everywhere(idioms), PRAISE).split(BREAK).map(words);
  for (const clause of clauses) {
    const odd = oddWord(clause, named);
    if (odd !== undefined) return odd;
  }
  return null;
}

const DENIAL = /^(?:не|ни|без|нет|нету)$/u;
/** How far from its denial a word may stand: «ни одной затяжки», «запаха совсем нет». */
const REACH = 3;

function oddWord(said: readonly string[], named: ReadonlySet<string>): string | undefined {
  const denied = said.map((_, at) => isDenied(said, at));
  const most = nounsAllowed(said, denied);
  let nouns = 0;
  const at = said.findIndex((word, i) => {
    if (DENIAL.test(word)) return !around(denied, i).includes(true);
    if (denied[i] || isNumberOf(said, i) || isKnown(word, named)) return false;
    return !mayBeThing(word) || ++nouns > most;
  });
  return at < 0 ? undefined : said.slice(Math.max(0, at - 1), at + 2).join(" ");
}

/** What is praised, or does what good things do, may be anything: a thought has as many unknown nouns as telling words. */
function nounsAllowed(said: readonly string[], denied: readonly boolean[]): number {
  const { praise, calm, exact: known } = praiseWords();
  const telling = said.filter(
    (word, i) => denied[i] || (!known.has(word) && (sharesStem(word, praise) || sharesStem(word, calm))),
  );
  return Math.min(telling.length, 3);
}

/** What stands within reach of a place. */
function around<T>(all: readonly T[], at: number): T[] {
  return all.slice(Math.max(0, at - REACH), at + REACH + 1);
}

/** Whether a word names what good things do not do, and a denial stands before it, or «нет» behind it. */
function isDenied(said: readonly string[], at: number): boolean {
  if (!sharesStem(said[at] ?? "", praiseWords().denied)) return false;
  const isBefore = said.slice(Math.max(0, at - REACH), at).some((word) => DENIAL.test(word));
  return isBefore || around(said, at).some((word) => /^нету?$/u.test(word));
}

const MEASURED = /^\d{1,5}(?:шт|мл|л|гр?|кг|см|мм|руб|р|лет|раз|года?|дн|й|я|е)$/u;

/** A number is understood beside what it counts. */
function isNumberOf(said: readonly string[], at: number): boolean {
  const { numbers, counted } = praiseWords();
  const number = said[at] ?? "";
  const isNumber = MEASURED.test(number) || /^\d{1,5}$/u.test(number) || numbers.has(number);
  if (!isNumber || around(said, at).includes("из")) return false;
  return MEASURED.test(number) || [-2, -1, 1, 2].some((step) => counted.has(said[at + step] ?? ""));
}

/** Whether a word keeps a review waiting wherever it stands: a number, the beginning of a reservation, a part or a fault. */
function isTelltale(word: string): boolean {
  const { numbers, reserving, never } = praiseWords();
  return numbers.has(word) || reserving.has(word) || sharesStem(word, never);
}

function isKnown(word: string, named: ReadonlySet<string>): boolean {
  const { exact: known, praise, calm } = praiseWords();
  if (isTelltale(word)) return false;
  if (known.has(word) || isOrdinaryEvent(word)) return true;
  return sharesStem(word, praise) || sharesStem(word, calm) || sharesStem(word, named);
}

/** Endings of verbs, participles, adverbs and comparatives: what happened, and how. */
const TELLS =
  /(?:[аеиуюя]т|[аеиоуыя]л|[гкдзпрст]л[аои]|[аеиоуыя]л[аои]|с[ья]|ть|ешь|ишь|ее|(?:нн|вш|щ|т)(?:[ыи]й|[ая]я|[ое]е|[ыи]е|[ео]го|[ео]му|[ыи]м|[ыи]х|[ую]ю|[ыи]ми|[ое]й)|[аея]н|[аея]н[аоы]|о)$|^не/u;

/** Whether a word that no list has may be the name of a thing, or of what it is like. */
function mayBeThing(word: string): boolean {
  return /^(?:[а-я]{2,}|[a-z]+)$/u.test(word) && !TELLS.test(word) && !isTelltale(word);
}
