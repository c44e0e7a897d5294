import { z } from "zod";

const optionalText = z
  .string()
  .nullish()
  .transform((text) => text ?? "");
const subject = z.object({
  type: z.enum(["review", "question"]),
  rating: z
    .int()
    .min(1)
    .max(5)
    .nullish()
    .transform((rating) => rating ?? null),
  text: optionalText,
  pros: optionalText,
  cons: optionalText,
  product: optionalText,
  client_name: optionalText,
});

/** The review or question that a prompt is about. */
export type Subject = z.infer<typeof subject>;

/** A prompt, taken apart into the item's data and everything around it. */
export interface Prompt {
  subject: Subject | null;
  /** The words outside the item's data: only these may tell what to do. */
  instructions: string;
}

/** Finds the first JSON object with an item's data in the text, however deep it is nested. */
export function readPrompt(text: string): Prompt {
  for (let start = text.indexOf("{"); start >= 0; start = text.indexOf("{", start + 1)) {
    const end = endOfObject(text, start);
    const found = end === null ? null : parseSubject(text.slice(start, end));
    if (end !== null && found !== null) {
      return { subject: found, instructions: text.slice(0, start) + text.slice(end) };
    }
  }
  return { subject: null, instructions: text };
}

function parseSubject(text: string): Subject | null {
  try {
    const parsed = subject.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** One behind the brace that closes the object; braces inside strings do not count. */
function endOfObject(text: string, start: number): number | null {
  let depth = 0;
  let quoted = false;
  for (let i = start; i < text.length; i += 1) {
    const char = text[i];
    if (quoted) {
      if (char === "\\") i += 1;
      else if (char === '"') quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === "{") depth += 1;
    else if (char === "}" && (depth -= 1) === 0) return i + 1;
  }
  return null;
}
