import { z } from "zod";

const text = z.string();

/** Why something was not done, as a cell tells it. */
export const refusal = z.object({
  error: text,
  code: text,
  message: text,
  hint: z.exactOptional(text),
  current: z.exactOptional(z.object({ version: z.int(), text, by: text })),
});
