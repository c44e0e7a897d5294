/** Questions that a brand answers itself: in which words buyers ask one thing, and what it says to that. */
import { z } from "zod";

export const MOST_ENTRIES = 100;
export const MOST_FORMS = 10;
export const LONGEST_QUESTION = 200;
export const LONGEST_ANSWER = 1000;
/** All entries of a brand together, in characters: what a person can still look over. */
export const LONGEST_FAQ = 60_000;

const faqEntry = z.strictObject({
  /** Forms of one question, each as buyers ask it. */
  questions: z.array(z.string().trim().min(1).max(LONGEST_QUESTION)).min(1).max(MOST_FORMS),
  /** Said as it stands, without greeting and signature. */
  answer: z
    .string()
    .trim()
    .min(1)
    .max(LONGEST_ANSWER)
    .refine((text) => !/[{}]/u.test(text), "may have no braces: nothing is filled in here"),
});
export type FaqEntry = z.infer<typeof faqEntry>;

/** The FAQ of a brand. Each form of a question stands in it once. */
export const faqForm = z
  .array(faqEntry)
  .max(MOST_ENTRIES)
  .refine((entries) => sizeOf(entries) <= LONGEST_FAQ, `must not be longer than ${LONGEST_FAQ} characters in all`)
  .refine((entries) => repeatedForm(entries) === undefined, {
    error: ({ input }) => `has one question twice: "${repeatedForm(input as FaqEntry[])}"`,
  });

function sizeOf(entries: readonly FaqEntry[]): number {
  return entries.reduce((size, { questions, answer }) => size + questions.join("").length + answer.length, 0);
}

/** Tells one question form from another: capitals, signs and spaces make no difference. */
export function formKey(question: string): string {
  return question
    .toLowerCase()
    .replaceAll("ё", "е")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

function repeatedForm(entries: readonly FaqEntry[]): string | undefined {
  const seen = new Set<string>();
  return entries
    .flatMap(({ questions }) => questions)
    .find((question) => {
      const key = formKey(question);
      if (seen.has(key)) return true;
      seen.add(key);
      return false;
    });
}
