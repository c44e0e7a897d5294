/** The last whole week of each brand in sentences of ours: every number is one that the figures and the products count. */
import type { Clock } from "../base/clock.ts";
import type { Config } from "../config/schema.ts";
import { keyOf } from "../domain/alert/event.ts";
import { addDays, dayOf, iso, wallTime, weekdayOf, WEEKDAYS } from "../domain/calendar.ts";
import { safeLine } from "../domain/wording/safe-text.ts";
import type { Reader } from "../store/db.ts";
import { alertByKey } from "../store/tables/alerts.ts";
import { count, decimal, number, span } from "../texts/amounts.ts";
import { textsOf, type Texts } from "../texts/texts.ts";
import { cut } from "./card-words.ts";
import type { ClassFigures, Figures, FiguresApi } from "./figures.ts";
import { countWaiting } from "./inbox.ts";
import type { Brands } from "./item-query.ts";
import type { ItemCount } from "../store/views/item-list.ts";
import { absentIn, type Absent } from "./product-source.ts";
import type { NamedSignal, ProductList, ProductsApi } from "./products.ts";
import { productTitle, signalInWords } from "./signal-words.ts";

/** An LLM's words, each number of which stood in ours when it wrote them. */
interface Retelling {
  text: string;
  /** When people were told; the counts may have changed since. */
  at: string;
}

/** A brand's week. */
export interface BrandWeek {
  /** The id of the brand. */
  brand: string;
  /** Monday and Sunday, days of the business. */
  from: string;
  to: string;
  /** The sentences, line by line, the title first; null when there is nothing to say. */
  text: string | null;
  /** How an LLM retold it to those who are told on Monday; null when none did, or nobody was told. */
  retold: Retelling | null;
  /** The cells that are in none of the numbers. */
  absent?: Absent;
}

export interface WeekApi {
  /** Of each of these brands, in the order of the configuration. */
  of(brands: Brands): Promise<BrandWeek[]>;
}

interface Parts {
  clock: Clock;
  config: Pick<Config, "brands" | "timezone" | "locale">;
  figures: FiguresApi;
  products: ProductsApi;
  /** How many items of a brand wait for a person. */
  waiting(brand: string): Promise<ItemCount>;
  /** @param monday with which day the week begins */
  retelling(brand: string, monday: string): Retelling | null;
}

/** The most signals, and the most badly rated products. */
const [MOST_SIGNALS, MOST_WORST] = [5, 3];
/** A better rating or fewer reviews make no product one of the worst. */
const [GOOD, FEW] = [4, 3];
const LONGEST_NAME = 80;

/** The week of this daemon. */
export function weekApi({ db, ...parts }: Omit<Parts, "waiting" | "retelling"> & { db: Reader }): WeekApi {
  return weeksOver({
    ...parts,
    waiting: async (brand) => countWaiting(db, { brands: [brand] }).waiting,
    retelling(brand, monday) {
      const told = alertByKey(db, keyOf({ kind: "weekly", brand, monday, text: "" }));
      const said = told?.event.kind === "weekly" ? retellingIn(told.event.text) : undefined;
      return told && said !== undefined ? { text: said, at: iso(told.at) } : null;
    },
  });
}

/** The week with an LLM's words behind the title; ours follow, so that each number can be read where it is counted. */
export function withRetelling(text: string, said: string): string {
  const [title = "", ...lines] = text.split("\n");
  return [title, said, "", ...lines].join("\n");
}

/** What `withRetelling` has put in: an empty line never follows the first of our own sentences. */
function retellingIn(text: string): string | undefined {
  const [, said, next] = text.split("\n");
  return next === "" ? said : undefined;
}

/** `Пересказ нейросети, по числам на 30.11 08:00: …`: the words of an LLM never stand unmarked. */
export function retoldInWords({ text, at }: Retelling, { week }: Texts, timezone: string): string {
  const wall = wallTime(Date.parse(at), timezone);
  return week.retold(`${dayAndMonth(wall.slice(0, 10))} ${wall.slice(11, 16)}`, safeLine(text));
}

export function weeksOver(parts: Parts): WeekApi {
  const { config, clock } = parts;
  return {
    async of(brands) {
      const { from, to } = lastWeek(dayOf(clock.now(), config.timezone));
      const weeks: BrandWeek[] = [];
      for (const { id, name } of config.brands) {
        if (brands !== null && !brands.includes(id)) continue;
        const counted = await countedOf(parts, id, { from, to });
        const { now, before, list } = counted;
        const absent = absentIn(now, before, list);
        const text = inWords(name, counted, textsOf(config.locale));
        const retold = text === null ? null : parts.retelling(id, from);
        weeks.push({ brand: id, from, to, text, retold, ...(Object.keys(absent).length > 0 && { absent }) });
      }
      return weeks;
    },
  };
}

/** From Monday to Sunday, the latest that is over. */
function lastWeek(today: string): { from: string; to: string } {
  const monday = addDays(today, -WEEKDAYS.indexOf(weekdayOf(today)) - 7);
  return { from: monday, to: addDays(monday, 6) };
}

interface Counted {
  now: Figures;
  before: Figures;
  waiting: ItemCount;
  signals: readonly NamedSignal[];
  list: ProductList;
}

async function countedOf(parts: Parts, brand: string, days: { from: string; to: string }): Promise<Counted> {
  const { figures, products } = parts;
  const earlier = { from: addDays(days.from, -7), to: addDays(days.to, -7) };
  const worst = { days: 7, brand, sort: "worst", skip: 0, limit: 2 * MOST_WORST } as const;
  const [now, before, waiting, signals, list] = await Promise.all([
    figures.of({ days, brand }, [brand]),
    figures.of({ days: earlier, brand }, [brand]),
    parts.waiting(brand),
    products.signals([brand], MOST_SIGNALS),
    products.list(worst, [brand]),
  ]);
  return { now, before, waiting, signals, list };
}

function inWords(brand: string, counted: Counted, say: Texts): string | null {
  const { now, before, waiting } = counted;
  const received = sum(now, (one) => one.received);
  const answered = sum(now, (one) => one.answered);
  if (received + answered + waiting.count + counted.signals.length === 0) return null;
  const { week } = say;
  const [urgent, questions] = now.classes;
  const written = [
    week.received(number(received), number(sum(before, (one) => one.received))),
    ...(received > 0 ? [week.ofThese(number(urgent?.received ?? 0), number(questions?.received ?? 0))] : []),
  ];
  const done = [
    week.answered(number(answered), number(sum(now, (one) => one.onTime))),
    ...waitOf(urgent, say),
    week.waiting(count(waiting), number(sum(now, (one) => one.overdue))),
  ];
  return [
    week.title(safeLine(brand), dayAndMonth(now.from), dayAndMonth(now.to)),
    written.join(" "),
    done.join(" "),
    ...sentInWords(now, week),
    ...productsInWords(counted, say),
  ].join("\n");
}

function waitOf(urgent: ClassFigures | undefined, say: Texts): string[] {
  if (!urgent || urgent.median === null) return [];
  return [say.week.median(span(urgent.median, say), span(urgent.goal, say))];
}

function sum({ classes }: Figures, of: (one: ClassFigures) => number): number {
  return classes.reduce((all, one) => all + of(one), 0);
}

function sentInWords({ sent, tokensPerAnswer }: Figures, week: Texts["week"]): string[] {
  if (sent.count === 0) return [];
  const { asDrafted, edited, byRules, byPeople, rejected } = sent;
  const parts = [
    week.sent(number(asDrafted), number(edited)),
    week.by(number(byRules), number(byPeople)),
    ...(rejected > 0 ? [week.rejected(number(rejected))] : []),
    ...(tokensPerAnswer === null ? [] : [week.tokens(number(Math.round(tokensPerAnswer)))]),
  ];
  return [parts.join(" ")];
}

function productsInWords({ signals, list }: Counted, say: Texts): string[] {
  const { week } = say;
  const worst = list.products.filter(({ rating, reviews }) => rating !== null && rating < GOOD && reviews >= FEW);
  const titled = (name: string | null, sku: string): string => cut(productTitle(name, sku, say), LONGEST_NAME, "…");
  const standing = signals
    .slice(0, MOST_SIGNALS)
    .map(({ name, shops, signal }) => `${titled(name, shops[0]!.sku)}: ${signalInWords(signal, say)}`);
  const bad = worst
    .slice(0, MOST_WORST)
    .map(({ name, shops, rating, reviews }) =>
      week.product(titled(name, shops[0]!.sku), decimal(rating ?? 0, say), number(reviews)),
    );
  return [
    ...(standing.length > 0 ? ["", week.signals, ...standing] : []),
    ...(bad.length > 0 ? ["", week.worst, ...bad] : []),
  ];
}

/** `23.11`. */
function dayAndMonth(day: string): string {
  const [, month, date] = day.split("-");
  return `${date}.${month}`;
}
