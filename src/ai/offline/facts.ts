import { mentions, plain, words } from "../../domain/wording/russian.ts";

/** One line of what is known about a product: `Состав: хлопок 95 %, эластан 5 %`. */
interface Fact {
  key: string;
  value: string;
}

/** What people call the same thing: a question with one of the words asks for a fact whose name has another. */
const SYNONYMS = [
  "состав материал ткань сырье хлопок полиэстер вискоза шерсть кожа синтетика наполнитель ингредиенты",
  "размер габариты ширина длина высота глубина обхват замеры мерки рост сетка",
  "вес масса весить граммов килограммов",
  "объем литр литров миллилитров вместимость емкость",
  "цвет оттенок расцветка",
  "страна производство производитель изготовитель произведено",
  "комплект комплектация набор входит",
  "уход стирка стирать гладить машинка мыть чистить",
  "гарантия гарантийный",
  "годность хранение хранить",
  "мощность ватт ватты",
  "возраст лет месяцев ребенку",
  "сезон зима лето температура мороз зимой летом",
  "аккумулятор батарея батарейки заряд",
].map((group) => group.split(" "));

const TOO_COMMON = new Set("товар товара изделие изделия модель модели тип вид для при без или под это как".split(" "));

/**
 * The facts that a question asks for, as a sentence: «Состав: хлопок 95 %». Null when none is asked for. A fact counts
 * as asked for when the question has a word of its name, a synonym of it or, for longer words, a word of its value.
 */
export function factsFor(question: string, facts: string | null): string | null {
  const asked = parse(facts ?? "").filter((fact) => isAsked(question, fact));
  return asked.length === 0 ? null : asked.slice(0, 3).map(sentence).join(" ");
}

function parse(facts: string): Fact[] {
  return facts.split("\n").flatMap((line) => {
    const [, key, value] = /^\s*([^:]{2,40}):\s*(\S.{0,200}?)\s*$/u.exec(line) ?? [];
    return key === undefined || value === undefined ? [] : [{ key: key.trim(), value }];
  });
}

function isAsked(question: string, { key, value }: Fact): boolean {
  const named = words(key).filter((word) => word.length >= 3 && !TOO_COMMON.has(word));
  const alike = SYNONYMS.filter((group) =>
    named.some((word) => group.some((synonym) => mentions(word, synonym))),
  ).flat();
  const told = words(value).filter((word) => /^\p{L}{5,}$/u.test(word));
  return [...named, ...alike, ...told].some((word) => mentions(question, word));
}

function sentence({ key, value }: Fact): string {
  const text = `${key}: ${value}`;
  return /[.!?]$/u.test(plain(text)) ? text : `${text}.`;
}
