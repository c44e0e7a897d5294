/** Answers that somebody keeps in a spreadsheet: an export of a marketplace, of another program, of this one. */
import { createHash } from "node:crypto";
import { readTable, type Table } from "../../base/files/table.ts";
import { ConfigError, messageOf } from "../../base/errors.ts";
import { learnAnswers } from "../../decisions/past-answers.ts";
import type { ItemType, Platform } from "../../domain/platform.ts";
import { pastAnswerOf, type NewPastAnswer } from "../../store/tables/past-answers.ts";
import type { Deps } from "../deps.ts";
import { addTo, emptyTally, type Learned } from "./tally.ts";
import { topicOf } from "./topic.ts";
import { timeIn } from "./file-time.ts";

/** Whose answers stand in the file, where the file itself does not say so. */
export interface FileLesson {
  file: string;
  brand: string;
  /** Empty for none. */
  account: string;
  platform: Platform | null;
  save: boolean;
}

/** How exports name their columns, compared in small letters without what is no letter and no digit. */
const HEADS = {
  buyer:
    "отзыв|текст отзыва|вопрос|текст вопроса|комментарий|комментарий покупателя|текст обращения|review|question|text",
  answer: "ответ|текст ответа|ответ продавца|ответ на отзыв|ответ на вопрос|ответ магазина|answer|reply",
  pros: "достоинства|плюсы|pros",
  cons: "недостатки|минусы|cons",
  rating: "оценка|рейтинг|звезды|количество звезд|оценка товара|stars|rating",
  reviewed: "дата|дата отзыва|дата вопроса|дата создания|дата публикации|дата и время|created at|created_at|date",
  answered: "дата ответа|ответ дан|answered at|answered_at|published_at",
  id: "id|id отзыва|id вопроса|идентификатор|номер отзыва|external_id|review id",
  sku: "sku|артикул|артикул продавца|артикул wb|артикул поставщика|ваш sku|артикул товара",
  product: "товар|название|название товара|наименование|product|product_name",
  client: "имя|покупатель|имя покупателя|автор|client|client_name",
  type: "тип|type",
} as const;
type Column = keyof typeof HEADS;

const NAMES = Object.fromEntries(
  Object.entries(HEADS).map(([column, names]) => [column, names.split("|").map(plainName)]),
) as Record<Column, string[]>;

function plainName(name: string): string {
  return name
    .toLowerCase()
    .replaceAll("ё", "е")
    .replace(/[^\p{L}\p{N}]/gu, "");
}

function columnAt(cells: readonly string[], column: Column): number {
  return cells.findIndex((cell) => NAMES[column].includes(plainName(cell)));
}

/**
 * Learns from a file.
 * @returns what was found, and how the file was understood, in words
 * @throws ConfigError when it cannot be read or has no columns of buyers' words and answers
 */
export async function learnFromFile(
  { db, clock, config }: Pick<Deps, "db" | "clock" | "config">,
  lesson: FileLesson,
): Promise<Learned & { notes: string[] }> {
  const table = tableOf(lesson.file);
  const learned = emptyTally();
  const fresh: NewPastAnswer[] = [];
  const seen = new Set<string>();
  for (const { cells } of table.rows) {
    const found = await answerIn(table.columns, cells, lesson, { now: clock.now(), timezone: config.timezone });
    const isKnown = typeof found !== "string" && (seen.has(found.external_id) || pastAnswerOf(db, found) !== undefined);
    addTo(learned, isKnown ? "known" : found);
    if (typeof found === "string" || isKnown) continue;
    seen.add(found.external_id);
    fresh.push(found);
  }
  if (lesson.save) await db.write((tx) => learnAnswers(tx, fresh));
  return { ...learned, notes: table.notes };
}

function tableOf(file: string): Table {
  let table: Table | undefined;
  try {
    table = readTable(file, (cells) => columnAt(cells, "buyer") >= 0 && columnAt(cells, "answer") >= 0);
  } catch (error) {
    throw new ConfigError(`${file} cannot be read: ${messageOf(error)}`, { cause: error });
  }
  if (table) return table;
  throw new ConfigError(`${file} has no columns of buyers' words and answers`, {
    hint: 'One line names the columns, among them "Отзыв" (or "Вопрос", "Текст отзыва", …) and "Ответ" (or "Текст ответа", …).',
  });
}

async function answerIn(
  columns: readonly string[],
  cells: readonly string[],
  { brand, account, platform }: FileLesson,
  at: { now: number; timezone: string },
): Promise<NewPastAnswer | "unanswered" | "unreadable"> {
  const cell = (column: Column): string => (cells[columnAt(columns, column)] ?? "").trim();
  const answer = cell("answer");
  if (answer === "") return "unanswered";
  const rating = ratingIn(cell("rating"));
  if (rating === undefined) return "unreadable";
  const buyer_text = [cell("buyer"), cell("pros"), cell("cons")].filter(Boolean).join("\n");
  const itemType = typeIn(columns, cell("type"), rating);
  const times = {
    reviewed_at: timeIn(cell("reviewed"), at.timezone),
    answered_at: timeIn(cell("answered"), at.timezone),
  };
  const external_id = cell("id") || markOf([brand, buyer_text, answer, cell("sku"), cell("reviewed")]);
  return {
    source: "file",
    account,
    platform,
    item_type: itemType,
    external_id,
    brand_id: brand,
    sku: cell("sku") || null,
    product_name: cell("product") || null,
    client_name: cell("client") || null,
    rating: itemType === "question" ? null : rating,
    buyer_text,
    answer,
    category: await topicOf({ platform: platform ?? "wb", itemType, rating, text: buyer_text }),
    weight: 1,
    ...times,
    answered_by: null,
    learned_at: at.now,
  };
}

/** Null for none; undefined for what is no number of stars. */
function ratingIn(cell: string): number | null | undefined {
  if (cell === "") return null;
  const stars = Number(cell.replace(",", "."));
  return Number.isInteger(stars) && stars >= 1 && stars <= 5 ? stars : undefined;
}

function typeIn(columns: readonly string[], told: string, rating: number | null): ItemType {
  if (/вопрос|question/i.test(told)) return "question";
  const buyer = columns[columnAt(columns, "buyer")] ?? "";
  return rating === null && /вопрос|question/i.test(buyer) ? "question" : "review";
}

/** A row without an id is known again by what stands in it. */
function markOf(parts: readonly string[]): string {
  return createHash("sha256").update(parts.join("\0")).digest("hex").slice(0, 32);
}
