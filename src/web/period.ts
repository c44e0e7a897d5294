/** The period of a list, as its address names it; days are those of the business's time zone. */
import { z } from "zod";
import { addDays } from "../domain/calendar.ts";

/** `days`: from one day to another one, each of which may be left open. */
export const PERIODS = ["today", "7d", "30d", "days"] as const;

/** A day of an address: `2026-11-24`. */
export const day = z.iso.date();

/** The first and the last day, where there is one. */
export interface Days {
  from?: string | undefined;
  to?: string | undefined;
}

interface Period extends Days {
  /** None is all time. */
  period?: (typeof PERIODS)[number] | undefined;
}

/** How many days before today a period begins. */
const DAYS_BACK = { today: 0, "7d": 6, "30d": 29 };

/** @param today `2026-11-24` */
export function daysOf({ period, from, to }: Period, today: string): Days {
  if (period === undefined) return {};
  return period === "days" ? { from, to } : { from: addDays(today, -DAYS_BACK[period]) };
}

/** The days that an address names: those of another period than `days` count for nothing. */
export function ownDays({ period, from, to }: Period): Days {
  return period === "days" ? { from, to } : {};
}
