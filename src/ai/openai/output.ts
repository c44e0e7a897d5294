import { z } from "zod";
import { type Analysis, ATTENTIONS, CATEGORIES, SENTIMENTS } from "../../domain/analysis.ts";

/** What we read of a chat completion (OpenAI API reference, "The chat completion object"). */
export const completionSchema = z.object({
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }),
      }),
    )
    .min(1),
  usage: z.object({ prompt_tokens: z.number().nullish(), completion_tokens: z.number().nullish() }).nullish(),
});

/** The shape asked of a model for an analysis. Bounds stand in the prompt: not every server takes them in a schema. */
export const analysisSchema = z.object({
  sentiment: z.enum(SENTIMENTS),
  sentiment_score: z.number(),
  tags: z.array(z.string()),
  category: z.enum(CATEGORIES),
  key_points: z.array(z.string()),
  attention: z.array(z.enum(ATTENTIONS)),
});

/** The shape asked of a model for an answer. */
export const draftSchema = z.object({
  answer: z.string().refine((answer) => answer.trim() !== "", "the answer is empty"),
});

/** An analysis within its bounds: the score between 0 and 1, five short tags and points at most. */
export function tidied(analysis: z.infer<typeof analysisSchema>): Analysis {
  return {
    ...analysis,
    sentiment_score: Math.min(1, Math.max(0, analysis.sentiment_score)),
    tags: firstFive(analysis.tags).map((tag) => tag.toLowerCase()),
    key_points: firstFive(analysis.key_points),
    attention: [...new Set(analysis.attention)],
  };
}

function firstFive(texts: string[]): string[] {
  return texts
    .map((text) => text.trim())
    .filter((text) => text !== "")
    .slice(0, 5);
}

/** The result of reading an answer; `problem` is worded for the model that gave it. */
export type Parsed<T> = { ok: true; value: T } | { ok: false; problem: string };

/** A model's answer read as `schema`: bare JSON, JSON in a code fence, or JSON with prose (or thoughts) around it. */
export function parseOutput<T>(content: string, schema: z.ZodType<T>): Parsed<T> {
  let problem = "there is no JSON object in the answer";
  for (const candidate of candidates(content)) {
    const value = json(candidate);
    if (value === undefined) continue;
    const result = schema.safeParse(value);
    if (result.success) return { ok: true, value: result.data };
    problem = z.prettifyError(result.error);
  }
  return { ok: false, problem };
}

/** A text with countless opening braces must not take forever. */
const MOST_CANDIDATES = 50;

function candidates(content: string): string[] {
  const starts = [...content.matchAll(/\{/gu)].slice(0, MOST_CANDIDATES).map((found) => found.index);
  return [content, ...starts.flatMap((start) => balanced(content, start) ?? [])];
}

/** The text from an opening brace to the one that closes it, braces in strings aside. */
function balanced(text: string, start: number): string | null {
  let depth = 0;
  let quoted = false;
  for (let at = start; at < text.length; at++) {
    const letter = text[at];
    if (quoted && letter === "\\") at++;
    else if (letter === '"') quoted = !quoted;
    else if (!quoted && letter === "{") depth++;
    else if (!quoted && letter === "}" && --depth === 0) return text.slice(start, at + 1);
  }
  return null;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
