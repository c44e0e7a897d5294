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

/** The address with its period and brand, of the page or of a file. */
export function figuresAddressOf({ days, brand }: FiguresAddress, path = "/figures"): string {
  const query = new URLSearchParams();
  if (days !== 30) query.set("days", String(days));
  if (brand !== undefined) query.set("brand", brand);
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}
