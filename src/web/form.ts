import type { Context } from "hono";
import { z } from "zod";

/** The largest form: a brand's voice with fifty saved replies, six bytes a letter. */
const LARGEST_BYTES = 512 * 1024;

/** A form as it was sent, each field with its last value; fields sent several times have all of theirs in `fieldsOf`. */
export async function bodyOf(c: Context): Promise<Record<string, string>> {
  return Object.fromEntries(await fieldsOf(c));
}

/** @throws RangeError when the form is larger than any page of ours sends */
export async function fieldsOf(c: Context): Promise<URLSearchParams> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (c.req.raw.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > LARGEST_BYTES) throw new RangeError("the form is too large");
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString("utf8"));
}

/**
 * What was typed into a field with several lines. Browsers send line ends as CR LF, but count them as one character.
 * @param longest in characters, as the field's `maxlength`
 */
export function typed(longest: number) {
  return z
    .string()
    .default("")
    .transform((text) => text.replace(/\r\n?/g, "\n"))
    .pipe(z.string().max(longest));
}
