/** What leaves for the LLM of a buyer's words and of answers: masked, and as data that cannot end its block. */
import { safeText } from "../../domain/wording/safe-text.ts";
import type { DraftRequest, Example, Subject } from "../llm.ts";
import { withoutSignature } from "../signature.ts";
import { masked } from "./masking.ts";
import { NAME_MARK } from "./name-mark.ts";

/** The buyer's text is untrusted and may be long, but no marketplace accepts more than this. */
const LONGEST_FIELD = 6000;
/** An example shows how to answer; its end adds little. */
const LONGEST_EXAMPLE = 600;

/** What the buyer has written, without personal data. The name never leaves: the program puts it into the draft. */
export function buyerData(subject: Subject): Record<string, unknown> {
  const hidden = (text: string | null): string | null =>
    text === null ? null : masked(safeText(text), subject.clientName).slice(0, LONGEST_FIELD);
  return {
    type: subject.itemType,
    platform: subject.platform,
    rating: subject.rating,
    text: hidden(subject.text),
    pros: hidden(subject.pros),
    cons: hidden(subject.cons),
    product: subject.productName === null ? null : safeText(subject.productName).slice(0, LONGEST_FIELD),
    photos: subject.photoCount,
  };
}

/**
 * Answers written before, as data: nothing in them is an order either.
 * @param name the buyer's first name where the answer may use it
 */
export function earlierAnswers(
  { subject, voice, previous = null, openings = [] }: DraftRequest,
  name: string | null,
): { previous_answer?: string; other_openings?: string[] } {
  const hidden = (text: string): string => masked(safeText(text), subject.clientName);
  const unsigned = withoutSignature(previous ?? "", voice);
  const named = name === null ? unsigned : unsigned.replaceAll(name, NAME_MARK);
  return {
    ...(previous !== null && { previous_answer: hidden(named).slice(0, LONGEST_FIELD) }),
    ...(openings.length > 0 && { other_openings: openings.map(hidden) }),
  };
}

/** Answers that people of the brand gave, one object a line, without names and other personal data. */
export function exampleLines(examples: readonly Example[], voice: DraftRequest["voice"]): string {
  const hidden = (text: string): string => masked(safeText(text)).slice(0, LONGEST_EXAMPLE);
  return examples
    .map(({ rating, buyer, answer }) =>
      asData({ rating, text: hidden(buyer), answer: hidden(withoutSignature(answer, voice)) }),
    )
    .join("\n");
}

/** One line of JSON. Fences and tags are escaped, so that nothing in it can end the block. */
export function asData(data: Record<string, unknown>): string {
  return JSON.stringify(data).replace(/[`<>=]/gu, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`);
}

/** A marker that the data does not contain. It is not random, so the same data gives the same prompt. */
export function markFor(data: string): string {
  let mark = "BUYER_DATA";
  while (data.toUpperCase().includes(mark)) mark += "_";
  return mark;
}
