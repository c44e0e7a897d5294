/** What a review is about: by the lexicon, which the trained model may correct (`model/suspect.ts`). */
import type { Category } from "../../domain/analysis.ts";
import { plain, words } from "../../domain/wording/russian.ts";
import { allText } from "./findings.ts";
import { lexicon, type Topic } from "./lexicon.ts";
import { type BuyerText, type Reading, readText } from "./sentiment.ts";
import { type Said, topicsIn } from "./topic.ts";

/** What the lexicon finds in a buyer's text. */
export interface Understood {
  reading: Reading;
  said: Said;
  /** What the buyer complains of. */
  topics: readonly Topic[];
}

export function understand(buyer: BuyerText, rating: number | null): Understood {
  const reading = readText(buyer, toneOf(rating));
  const said = { text: plain(allText(buyer)), clauses: reading.clauses };
  return { reading, said, topics: topicsIn(lexicon().complaints, said, -1, rating !== null && rating >= 4) };
}

/** Up to three stars are given for what is wrong, five for what is right; four may be either. */
function toneOf(rating: number | null): number | undefined {
  if (rating === null || rating === 4) return undefined;
  return rating === 5 ? 1 : -1;
}

/** What the lexicon takes a review to be about. */
export interface ByLexicon {
  category: Category;
  /** A wrong or incomplete item, and harm, are what a review is about, whatever else it speaks of. */
  decisive: boolean;
  /** The names of what the buyer complains of. */
  topics: readonly string[];
}

export function byLexicon(understood: Understood): ByLexicon {
  return { ...categoryIn(understood), topics: understood.topics.map(({ name }) => name) };
}

function categoryIn({ topics, reading, said }: Understood): Omit<ByLexicon, "topics"> {
  const decisive = topics.find(({ decides }) => decides);
  if (decisive !== undefined) return { category: decisive.category, decisive: true };
  if (reading.category !== "other") return { category: reading.category, decisive: false };
  const praised = topicsIn(lexicon().praises, said, 1, false).find(({ category }) => category !== "other");
  const [topic = praised] = topics;
  return { category: categoryOf(topic, said.text), decisive: false };
}

/** A text whose words name no aspect. One that is not as it was told, without a word about looks, is about how good it is. */
function categoryOf(topic: Topic | undefined, text: string): Category {
  const named = topic?.category ?? unnamed(text);
  return named === "appearance" ? "quality" : named;
}

/** What is said of goods without naming an aspect is about how good they are; a word or two of approval are about nothing. */
function unnamed(text: string): Category {
  const told = words(text).filter((word) => word.length > 2 && !ABOUT_NOTHING.test(word));
  return told.length > 0 ? "quality" : "other";
}

const ABOUT_NOTHING =
  /^(?:такое|такой|такая|все|всё|это|как|так|для|уже|еще|ещё|очень|спасибо|благодар\p{L}*|огонь|супер|класс|круто|божественно|норм|нормальн\p{L}*|беру|брал[аи]?|взял[аи]?|куп\p{L}*|заказ\p{L}*|постоянно|первый|раз|устраивает|рекоменд\p{L}*|совет\p{L}*|понрав\p{L}*|доволен|довольн\p{L}*|достоинства|недостатки|комментарий|фигня|полная|ужас|отказ|впечатлил\p{L}*|совершенно|подар\p{L}*|брату|внукам|дочке|сыну|мужу|маме|прислали|пришл\p{L}*|вместо|одна|один|две|два|три|трех|вторая|где)$/u;
