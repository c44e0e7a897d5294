/** A FAQ that somebody keeps in a spreadsheet, put over the one in the form; nothing is stored before it is saved. */
import { messageOf } from "../../base/errors.ts";
import { tableIn, type Table } from "../../base/files/table.ts";
import { faqForm, formKey, MOST_FORMS, type FaqEntry } from "../../domain/faq.ts";
import { entryOf, typedEntry, type TypedEntry } from "./form.ts";

/** What was read: how many questions are new, which stand there with another answer, which lines do not fit. */
export type FileRead =
  | { fresh: number; known: number; differing: { question: string; inFile: string }[]; skipped: number[] }
  | { problem: "none" | "noHead" }
  | { problem: "unreadable"; why: string };

const QUESTION = ["вопрос", "вопросы", "вопроспокупателя", "текствопроса", "question", "questions"];
const ANSWER = ["ответ", "ответы", "ответпродавца", "текстответа", "answer", "answers"];
/** More would be more than the page shows. */
const MOST_DIFFERING = 10;

/** @param bytes the file as it was sent; null for none */
export function withFaqFile(typed: readonly TypedEntry[], bytes: Buffer | null): { faq: TypedEntry[]; read: FileRead } {
  const faq = [...typed];
  if (bytes === null || bytes.length === 0) return { faq, read: { problem: "none" } };
  try {
    const table = tableIn(bytes, (cells) => columnIn(cells, QUESTION) >= 0 && columnIn(cells, ANSWER) >= 0);
    return table ? merged(faq, table) : { faq, read: { problem: "noHead" } };
  } catch (error) {
    return { faq, read: { problem: "unreadable", why: messageOf(error) } };
  }
}

function columnIn(cells: readonly string[], names: readonly string[]): number {
  return cells.findIndex((cell) => names.includes(cell.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "")));
}

function merged(faq: TypedEntry[], { columns, rows }: Table): { faq: TypedEntry[]; read: FileRead } {
  const [questionAt, answerAt] = [columnIn(columns, QUESTION), columnIn(columns, ANSWER)];
  const entries = faq.map(entryOf);
  const read = { fresh: 0, known: 0, differing: [] as { question: string; inFile: string }[], skipped: [] as number[] };
  for (const { line, cells } of rows) {
    const row = entryOf({ questions: cells[questionAt] ?? "", answer: cells[answerAt] ?? "" });
    if (row.questions.length === 0 && row.answer === "") continue;
    if (!faqForm.safeParse([row]).success) read.skipped.push(line);
    else for (const question of row.questions) count(read, entries, { questions: [question], answer: row.answer });
  }
  return { faq: entries.map(typedEntry), read };
}

function count(
  read: Extract<FileRead, { fresh: number }>,
  entries: FaqEntry[],
  { questions: [question = ""], answer }: FaqEntry,
): void {
  const key = formKey(question);
  const known = entries.find(({ questions }) => questions.some((form) => formKey(form) === key));
  if (known?.answer === answer) read.known++;
  else if (known) {
    if (read.differing.length < MOST_DIFFERING) read.differing.push({ question, inFile: answer });
  } else {
    read.fresh++;
    const same = entries.find((entry) => entry.answer === answer && entry.questions.length < MOST_FORMS);
    if (same) same.questions.push(question);
    else entries.push({ questions: [question], answer });
  }
}
