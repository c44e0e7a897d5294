import { z } from "zod";
import { parseDuration } from "../domain/duration.ts";

/** A duration in the configuration: a string with a unit in, milliseconds out. */
export const duration = z.string({ error: "must be a duration like 30s, 5m, 1h or 30d" }).transform((text, context) => {
  const ms = parseDuration(text);
  if (ms !== undefined) return ms;
  context.addIssue({ code: "custom", message: `must be a duration like 30s, 5m, 1h or 30d, got "${text}"` });
  return z.NEVER;
});
