/** What the pages of the products say. */
import { plural } from "./plural.ts";

export const products = {
  menu: "Товары",
  name: "Какие товары хромают",
  lead: (n: string, days: number): string =>
    `Товаров с отзывами за ${days} дней: ${n}. Оценка считается по этим отзывам. Рядом с линией: на сколько она упала или выросла за 30 дней против 60 до них.`,
  hint: "Название или артикул",
  period: "Период",
  periods: { 90: "90 дней", 30: "30 дней", 7: "7 дней" },
  sort: "Порядок",
  sorts: { worst: "Сначала хуже", falling: "Сначала падают", complaints: "Больше жалоб", reviews: "Больше отзывов" },
  columns: {
    product: "Товар",
    rating: "Оценка",
    stars: "Звёзды от 5 до 1",
    weeks: "12 недель",
    complaints: "На что жалуются",
    waiting: "Ждут ответа",
  },
  unnamed: (sku: string): string => `Товар ${sku}`,
  share: (stars: number, percent: number): string => `${stars}★ ${percent} %`,
  reviews: (n: number): string => plural(n, "отзыв", "отзыва", "отзывов"),
  low: (percent: number): string => `1–2★ ${percent} %`,
  noStars: "Оценок нет",
  noComplaints: "Жалоб почти нет",
  unchanged: "без перемен",
  toProduct: "К товару",
  /** The sentences of the week. */
  signals: {
    complaint: (n: number, about: string, usual: string): string =>
      `за неделю ${n} ${plural(n, "жалоба", "жалобы", "жалоб")} на тему «${about}», ${usual}.`,
    wave: (n: number, usual: string): string =>
      `за неделю ${n} ${plural(n, "оценка", "оценки", "оценок")} в одну звезду, ${usual}.`,
    fell: (from: string, to: string): string => `оценка за 30 дней упала с ${from} до ${to}.`,
    usual: (n: string): string => `обычно ${n} в неделю`,
    seldom: "обычно реже одной в неделю",
    never: "до этого ни одной",
  },
  more: "Дальше",
  empty: "За этот период о товарах никто не писал.",
  noFit: "По этому отбору товаров нет.",
  back: "Все товары",
  facts: "Коротко",
  factNames: {
    items: "Обращений",
    complaints: "Жалоб",
    answered: "С ответом",
    answer: "Ответ в среднем через",
    trend: "Оценка за 30 дней",
  },
  line: "Оценка за 90 дней, каждая точка за неделю до этого дня",
  lineFrom: "90 дней назад",
  lineTo: "сегодня",
  categories: "На что жалуются",
  words: "Что повторяется в жалобах",
  wordsOf: (n: number): string => `По ${n} ${plural(n, "последней жалобе", "последним жалобам", "последним жалобам")}.`,
  shops: "Где продаётся",
  shopColumns: { place: "Площадка", sku: "Артикул", rating: "Оценка", reviews: "Отзывов", waiting: "Ждут ответа" },
  newest: "Последние отзывы и вопросы",
  times: (n: number): string => `${n} ${plural(n, "раз", "раза", "раз")}`,
};
