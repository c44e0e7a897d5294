/** What the model's objects look like, as schemas. Bounds stand in the prompt: not every server takes them in a schema. */
import { z } from "zod";
import { CATEGORIES, SENTIMENTS, TOPICS } from "../../domain/analysis.ts";
import type { Shape } from "./endpoint.ts";

const analysis = z.object({
  sentiment: z.enum(SENTIMENTS),
  sentiment_score: z.number(),
  tags: z.array(z.string()),
  category: z.enum(CATEGORIES),
  key_points: z.array(z.string()),
  attention: z.array(z.enum(TOPICS)),
  gist: z.string(),
});
const draft = z.object({ claims: z.array(z.string()), answer: z.string() });

export const ANALYSIS = shape("analysis", analysis);
export const DRAFT = shape("draft", draft);
/** The analysis comes first, so that the model has understood what it answers. */
export const BOTH = shape("analysis_and_draft", z.object({ analysis, ...draft.shape }));

function shape(name: string, schema: z.ZodType): Shape {
  return { name, schema: z.toJSONSchema(schema) };
}
