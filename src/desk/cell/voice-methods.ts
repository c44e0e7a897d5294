/** What a hub asks of a cell about the voice of its brands; its values are settings. */
import { z } from "zod";
import { ITEM_TYPES, PLATFORMS } from "../../domain/platform.ts";
import { refusal } from "./refusal-form.ts";

const text = z.string();
const brand = text.min(1).max(200);
const draft = z.object({ text, problems: z.array(z.object({ rule: text, message: text })) });

export const VOICE_METHODS = {
  /** The answers that drafts are written after; null when the brand is none of theirs. `costs`: whether drafts are an LLM's. */
  examples: {
    takes: z.strictObject({ brand, limit: z.int().min(1).max(100) }),
    gives: z
      .object({
        answers: z.array(
          z.object({
            id: z.int(),
            itemType: z.enum(ITEM_TYPES),
            rating: z.int().nullable(),
            buyer: text,
            answer: text,
            by: text.nullable(),
            platform: z.enum(PLATFORMS).nullable(),
            at: z.number().nullable(),
          }),
        ),
        total: z.int(),
        costs: z.boolean(),
      })
      .nullable(),
    needs: "look",
  },
  example_drop: {
    takes: z.strictObject({ brand, id: z.int().min(0) }),
    gives: z.object({ refused: refusal.nullable() }),
    needs: "voice",
  },
  /** What a draft would say in another voice; it is neither stored nor sent. */
  voice_try: {
    takes: z.strictObject({ brand, item: z.int().min(1), edits: z.record(text.max(100), z.unknown()) }),
    gives: z.union([
      z.object({ now: draft, edited: draft }),
      z.object({ cannot: z.enum(["item", "invalid", "budget", "ai"]) }),
    ]),
    needs: "voice",
  },
  facts: {
    takes: z.strictObject({ sku: text.min(1).max(200) }),
    gives: z.object({ facts: text.nullable() }),
    needs: "look",
  },
} as const;

/** The longest that a trial may take, of two drafts of an LLM, and that facts may be looked for. */
export const VOICE_TIMES = { trialMs: 90_000, factsMs: 10_000 };
