/** The addresses of the figures and of the report of a month: period and brand stand in it, so that a bookmark is a view. */
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

const monthForm = z.object({
  month: optional(z.string()),
  brand: optional(z.string().min(1).max(100)),
});

export interface MonthAddress {
  /** `2026-11`. */
  month: string;
  brand?: string | undefined;
}

/** @param months of which there are reports, the newest first: the last whole one is meant unless another one is named */
export function readMonthAddress(query: Record<string, string>, months: readonly string[]): MonthAddress {
  const { month, brand } = monthForm.parse(query);
  return { month: months.find((one) => one === month) ?? months[1]!, brand };
}

export function monthAddressOf({ month, brand }: Partial<MonthAddress>): string {
  const query = new URLSearchParams();
  if (month !== undefined) query.set("month", month);
  if (brand !== undefined) query.set("brand", brand);
  return query.size === 0 ? "/figures/month" : `/figures/month?${query.toString()}`;
}
