import type { Context } from "hono";
import { z } from "zod";

/** The largest form: a brand's voice with fifty saved replies and a full FAQ, six bytes a letter. */
const LARGEST_BYTES = 1024 * 1024;
/** The same with a file in it. */
const LARGEST_WITH_FILE = 4 * 1024 * 1024;

/** A form as it was sent, each field with its last value; fields sent several times have all of theirs in `fieldsOf`. */
export async function bodyOf(c: Context): Promise<Record<string, string>> {
  return Object.fromEntries(await fieldsOf(c));
}

/** @throws RangeError when the form is larger than any page of ours sends */
export async function fieldsOf(c: Context): Promise<URLSearchParams> {
  return new URLSearchParams((await sentIn(c, LARGEST_BYTES)).toString("utf8"));
}

/**
 * A form that may come with a file: its fields, and the bytes of its first file, null when there is none.
 * @throws RangeError when the form is too large or broken
 */
export async function formIn(c: Context): Promise<{ fields: URLSearchParams; file: Buffer | null }> {
  const type = c.req.header("content-type") ?? "";
  if (!/^multipart\/form-data/i.test(type)) return { fields: await fieldsOf(c), file: null };
  const sent = new Response(await sentIn(c, LARGEST_WITH_FILE), { headers: { "content-type": type } });
  const form = await sent.formData().catch((cause: unknown) => {
    throw new RangeError("the form is broken", { cause });
  });
  const fields = new URLSearchParams();
  let file: File | undefined;
  for (const [name, value] of form) {
    if (typeof value === "string") fields.append(name, value);
    else file ??= value;
  }
  return { fields, file: file === undefined ? null : Buffer.from(await file.arrayBuffer()) };
}

async function sentIn(c: Context, largest: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (c.req.raw.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > largest) throw new RangeError("the form is too large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
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
