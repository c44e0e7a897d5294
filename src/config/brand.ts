/** A brand with its voice, as the configuration file has it. */
import { z } from "zod";
import { faqForm } from "../domain/faq.ts";
import { savedRepliesForm } from "../domain/saved-reply.ts";

/** What names a brand or an account. */
export const id = z.string().regex(/^[a-z0-9][a-z0-9_-]*$/, "must be lower-case letters, digits, - and _");

/** Goes into every prompt, so it costs with every draft. */
export const LONGEST_GUIDE = 4000;

/** A brand with its voice. */
export const brandSchema = z.strictObject({
  id: id.refine(
    (text) => text !== "all",
    'must not be "all": that is what the figures of all brands together are called',
  ),
  name: z.string().min(1),
  tone: z.string().optional(),
  /** What the LLM has to know of the brand: returns, sizes, what may be said about defects. */
  guide: z.string().max(LONGEST_GUIDE).optional(),
  signature: z.string().optional(),
  forbidden: z.array(z.string().min(1)).default([]),
  max_length: z.int().min(50).max(5000).default(1000),
  use_name: z.boolean().default(true),
  emoji: z.boolean().default(false),
  /** Answer buyers in the language that they write in, where an LLM drafts. A person always decides on such answers. */
  buyers_language: z.boolean().default(false),
  /** Texts that people insert into an answer by hand. */
  saved_replies: savedRepliesForm.default([]),
  /** Questions with the brand's own answers. */
  faq: faqForm.default([]),
  /** The brand's own phrases for the built-in AI. */
  phrases_file: z.string().min(1).nullish(),
  match: z
    .strictObject({
      brand_names: z.array(z.string().min(1)).default([]),
      sku_prefixes: z.array(z.string().min(1)).default([]),
    })
    .default({ brand_names: [], sku_prefixes: [] }),
});

/** What all brands may have in common. */
export const brandDefaults = brandSchema
  .pick({
    tone: true,
    guide: true,
    signature: true,
    forbidden: true,
    max_length: true,
    use_name: true,
    emoji: true,
    saved_replies: true,
    faq: true,
  })
  .partial();
