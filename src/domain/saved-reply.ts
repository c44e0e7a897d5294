/** Texts that people insert into an answer by hand, in the words of their brand. */
import { z } from "zod";
import { firstName } from "./wording/first-name.ts";
import { safeLine } from "./wording/safe-text.ts";

/** What is filled in when a saved reply is inserted. */
const VARIABLES = ["имя", "товар"] as const;
type Variable = (typeof VARIABLES)[number];

const MOST_REPLIES = 50;
/** Beyond these a reply is no building block of an answer any more. */
export const LONGEST_NAME = 60;
export const LONGEST_REPLY = 1000;

const replyForm = z.strictObject({
  name: z.string().trim().min(1).max(LONGEST_NAME),
  text: z
    .string()
    .trim()
    .min(1)
    .max(LONGEST_REPLY)
    .refine(hasNoStrayBrace, "may have no braces except {имя} (the buyer's name) and {товар} (the product's)"),
});
export type SavedReply = z.infer<typeof replyForm>;

/** The saved replies of a brand; their names tell them apart. */
export const savedRepliesForm = z
  .array(replyForm)
  .max(MOST_REPLIES)
  .refine(
    (replies) => new Set(replies.map(({ name }) => name.toLowerCase())).size === replies.length,
    "must have names of their own: two are called the same",
  );

function hasNoStrayBrace(text: string): boolean {
  const known = new RegExp(`\\{(?:${VARIABLES.join("|")})\\}`, "gu");
  return !/[{}]/u.test(text.replace(known, ""));
}

/** Stands where something was left out. */
const GAP = "\0";

/**
 * The text as it is inserted. A buyer's name that is not known to be one is left out with its comma, so that
 * «{имя}, спасибо!» becomes «Спасибо!»; a product without a name is called «товар». No brace ever stays.
 */
export function filledIn(text: string, item: { client_name: string | null; product_name: string | null }): string {
  const values: Record<Variable, string | null> = {
    имя: firstName(item.client_name),
    товар: safeLine(item.product_name ?? "") || "товар",
  };
  const filled = text.replaceAll("\0", "").replace(/(, *)?\{([^{}]*)\}(, *)?/gu, (_, before = "", name, after = "") => {
    const value = Object.hasOwn(values, name as string) ? values[name as Variable] : null;
    if (value !== null) return `${before}${value.replace(/[{}]/gu, "")}${after}`;
    return before !== "" && after !== "" ? String(after) : GAP;
  });
  return filled
    .replace(/(^|[.!?…\n] *)\0 *(\p{L})/gu, (_, start: string, letter: string) => start + letter.toUpperCase())
    .replace(/ *\0(?=[\s,.!?…]|$)/gu, "")
    .replace(/[\0{}]/gu, "");
}
