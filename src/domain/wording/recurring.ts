/** The words that recur in what buyers complain about, with their forms taken together. */
import { stemsOf } from "./stem.ts";
import { words } from "./russian.ts";

/** A word and in how many of the texts it stands, in whatever form. */
export interface RecurringWord {
  /** In the form that is written most often. */
  word: string;
  texts: number;
}

/** Words that say nothing of what is wrong. */
const EMPTY = stemSet(
  `без более больше был быть вам вас ваш весь все всего всем вообще вот время вроде где даже два для день деньги еще
  если есть заказ заказала заказывала заказать или из-за именно как какой когда который купил купила куда либо лишь
  меня мне мой много может можно надо надеюсь нам нас наш него нее нет никак ничего но ну один одна она они оно
  опять отзыв очень под пока покупка поле после потом потому почему почти при про просто пришел пришла пришло пришли
  раз разве рекомендую сам самый сейчас себя сегодня сразу совсем спасибо так такой там тем теперь товар того тоже
  только тот три тут уже хотя хотела чего чем через что чтобы эта эти это этот здравствуйте добрый пожалуйста`,
);

/** Words of different stems that complain of the same thing. The first form names it. */
const SAME: readonly (readonly [string, RegExp])[] = [
  ["маломерит", /^(?:мал$|малы$|маловат|маленьк|маломер)/],
  ["большемерит", /^(?:больш|большемер|великоват|велик$)/],
  ["порвалось", /^(?:порва|рвет|рван|дыр)/],
  ["сломалось", /^(?:слома|полома)/],
];

/** A word in more than one text recurs. */
const LEAST = 2;

/**
 * @param texts what buyers wrote
 * @param about words that say nothing here, because they name the product
 * @returns those in most texts first, at most `limit`
 */
export function recurringWords(texts: readonly string[], about: string, limit: number): RecurringWord[] {
  const known = new Set(words(about).map(stemOf));
  const found = new Map<string, Map<string, number>>();
  for (const text of texts) {
    for (const [stem, form] of telling(text, known)) {
      const forms = found.get(stem) ?? new Map<string, number>();
      forms.set(form, (forms.get(form) ?? 0) + 1);
      found.set(stem, forms);
    }
  }
  return [...found.values()]
    .map((forms) => ({ word: mostOften(forms), texts: [...forms.values()].reduce((sum, n) => sum + n, 0) }))
    .filter((one) => one.texts >= LEAST)
    .sort((a, b) => b.texts - a.texts || (a.word < b.word ? -1 : 1))
    .slice(0, limit);
}

/** Each stem of the text that tells something, once, with its first form. */
function telling(text: string, known: ReadonlySet<string>): Map<string, string> {
  const stems = new Map<string, string>();
  for (const word of words(text)) {
    if (!/^\p{L}{3,}$/u.test(word)) continue;
    const stem = stemOf(word);
    const same = SAME.find(([, forms]) => forms.test(word) || forms.test(stem));
    if (same) stems.set(same[0], same[0]);
    else if (!EMPTY.has(stem) && !known.has(stem) && !stems.has(stem)) stems.set(stem, word);
  }
  return stems;
}

function mostOften(forms: ReadonlyMap<string, number>): string {
  return [...forms].reduce((best, one) => (one[1] > best[1] ? one : best))[0];
}

/** The shortest stem: forms that may be a noun or a verb share it. */
function stemOf(word: string): string {
  return stemsOf(word).at(-1) ?? word;
}

function stemSet(list: string): Set<string> {
  return new Set(words(list).map(stemOf));
}
