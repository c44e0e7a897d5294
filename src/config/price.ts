/** What the use of an LLM costs. */
import { z } from "zod";

const perMillion = z.number().min(0).max(1_000_000_000);

/** The price of a million tokens. `cached`: of those at a prompt's beginning that the provider had kept; `input` without it. */
export const price = z
  .strictObject({
    input: perMillion,
    output: perMillion,
    cached: perMillion.optional(),
    /** As it stands behind an amount: `₽`, `USD`. */
    currency: z
      .string()
      .regex(/^[\p{L}\p{Sc}]{1,5}$/u, "must be the sign of a currency, or one to five letters")
      .optional(),
  })
  .optional();

type Price = z.infer<typeof price>;

/** The prices of a configuration's LLMs. */
export interface Prices {
  price?: Price;
  fallback?: { price?: Price } | undefined;
}

/** In what costs are counted; null when the configuration names nothing. Both prices have the same. */
export function currencyOf({ price: first, fallback }: Prices): string | null {
  return (first ?? fallback?.price)?.currency ?? null;
}
