/** The address of the figures: period and brand stand in it, so that a bookmark is a view. */
import { z } from "zod";
import { optional } from "../address.ts";

/** The last days that count, today included. */
export const PERIODS = [7, 30, 90] as const;
type Days = (typeof PERIODS)[number];

const form = z.object({
  days: z.coerce
    .number()
    .pipe(z.literal(PERIODS))
    .catch(30 as Days),
  brand: optional(z.string().min(1).max(100)),
});

/** What the address says. Whatever it says wrong counts as not said. */
export type FiguresAddress = z.infer<typeof form>;

export function readFiguresAddress(query: Record<string, string>): FiguresAddress {
  return form.parse(query);
}
