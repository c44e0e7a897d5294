/**
 * The building blocks of the wire schemas. What an item cannot do without is strict, so that a strange item is
 * set aside instead of misread; what only embellishes it is lenient and becomes null.
 */
import { z } from "zod";
import { WORDS, type ToldWords } from "../domain/buyer-words.ts";

const TIME = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2})?(?:[.,](\d+))?\s*(?:Z|([+-])(\d{2})(?::?(\d{2}))?)?$/i;

/**
 * A date and time as the marketplaces write them (`…Z`, `…+03:00`, nanoseconds) as Unix milliseconds; without a
 * zone it is UTC. Null when it is none.
 */
export function parseTime(text: string): number | null {
  const parts = TIME.exec(text.trim());
  if (parts === null) return null;
  const [, date, minutes, seconds = ":00", fraction = "", sign, hours = "00", rest = "00"] = parts;
  const zone = sign === undefined ? "Z" : `${sign}${hours}:${rest}`;
  const at = Date.parse(`${date}T${minutes}${seconds}.${fraction.slice(0, 3).padEnd(3, "0")}${zone}`);
  return Number.isNaN(at) ? null : at;
}

/** No review of these marketplaces is older; servers write the years 1 and 1970 where they know none. */
const OLDEST = Date.UTC(2000, 0);

/** A date and time at which somebody can have written, as Unix milliseconds. */
export const wireTime = z.string().transform((text, context) => {
  const at = parseTime(text);
  if (at !== null && at >= OLDEST) return at;
  context.issues.push({ code: "custom", message: "expected a date and time", input: text });
  return z.NEVER;
});

/** A date and time that may be absent, as Unix milliseconds. */
export const optionalTime = z
  .string()
  .nullish()
  .catch(null)
  .transform((text) => (typeof text === "string" ? parseTime(text) : null));

/** An id, given as text or number; always text here. Numbers that lost digits in JSON are refused. */
export const wireId = z.union([z.string().trim().min(1), z.int()], { error: "expected an id" }).transform(String);

/** The buyer's or seller's words; absent means empty. */
export const wireText = z
  .string()
  .nullish()
  .transform((text) => text?.trim() ?? "");

/** What a buyer has written; null when the reply leaves it out, which is not the same as an empty text. */
export const toldText = z
  .string()
  .nullish()
  .transform((text) => text?.trim() ?? null);

/** A part of what a buyer has written that only embellishes: anything but a text counts as left out. */
export const optionalToldText = toldText.catch(null);

type WrittenWords = Pick<ToldWords, (typeof WORDS)[number] | "leftOut">;

/** The buyer's words of a reply, with those parts named that it leaves out. An empty part counts as none. */
export function wordsOf(told: Partial<Record<(typeof WORDS)[number], string | null>>): WrittenWords {
  const { text, pros, cons } = told;
  const leftOut = WORDS.filter((part) => (told[part] ?? null) === null);
  const words = { text: text ?? "", pros: pros || null, cons: cons || null };
  // Without the list, what is null counts as left out.
  return WORDS.every((part) => (words[part] === null) === leftOut.includes(part)) ? words : { ...words, leftOut };
}

/** Text that only embellishes: blank, absent or something else is null. */
export const optionalText = z
  .string()
  .nullish()
  .catch(null)
  .transform((text) => text?.trim() || null);

/** An id that the API wants back as a number. */
export const wireNumber = z
  .union([z.int().positive(), z.string().regex(/^[1-9]\d{0,14}$/)], { error: "expected a number" })
  .transform(String);

/** An id that may be absent. */
export const optionalId = wireId
  .nullish()
  .catch(null)
  .transform((id) => id ?? null);

/** Stars; anything but 1–5 is null. */
export const wireRating = z
  .union([
    z.int().min(1).max(5),
    z
      .string()
      .regex(/^[1-5]$/)
      .transform(Number),
  ])
  .nullish()
  .catch(null)
  .transform((stars) => stars ?? null);

/** How many there are of something; null when it is not told. */
export const wireCount = z
  .union([
    z.int().nonnegative(),
    z
      .string()
      .regex(/^\d{1,15}$/)
      .transform(Number),
  ])
  .nullish()
  .catch(null)
  .transform((count) => count ?? null);

/** A list; null (as some servers write an empty one) and absent are empty. */
export function listOf<T extends z.ZodType>(element: T) {
  return z
    .array(element)
    .nullish()
    .transform((list) => list ?? []);
}

/** The elements of a list that can be understood; for what only embellishes an item. */
export function readableOf<T extends z.ZodType>(element: T) {
  return z
    .array(z.unknown())
    .nullish()
    .catch(null)
    .transform((list): z.output<T>[] =>
      (list ?? []).flatMap((entry) => {
        const parsed = element.safeParse(entry);
        return parsed.success ? [parsed.data] : [];
      }),
    );
}

/** The web addresses in a list whose elements `addressIn` understands; everything else is left out. */
export function addresses(addressIn: z.ZodType<string>) {
  return readableOf(addressIn).transform(webAddresses);
}

/** Those of the texts that are web addresses. */
export function webAddresses(texts: readonly string[]): string[] {
  return texts.filter((text) => /^https?:\/\//i.test(text));
}

/** What zod found wrong, the first three, with the field each is about: `data.feedbacks: expected array`. */
export function problemsOf(error: z.ZodError): string {
  return error.issues
    .slice(0, 3)
    .map(({ path, message }) => `${path.map(String).join(".") || "the whole"}: ${message}`)
    .join("; ");
}
