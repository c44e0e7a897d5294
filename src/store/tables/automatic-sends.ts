/** Counts how many rule-approved answers were sent on a day, which `approval.daily_cap` limits. */
import { z } from "zod";
import type { Reader, Tx } from "../db.ts";
import { getMeta, setMeta } from "./meta.ts";

const KEY = "automatic_sends";
const form = z.object({ day: z.string(), count: z.number() });

/** @param day the business day, `2026-11-24` */
export function automaticSends(reader: Reader, day: string): number {
  const counted = getMeta(reader, KEY, form);
  return counted?.day === day ? counted.count : 0;
}

/** Call it in the transaction that writes the intent, so that every counted send was also tried. */
export function countAutomaticSend(tx: Tx, day: string): void {
  setMeta(tx, KEY, { day, count: automaticSends(tx, day) + 1 });
}

/** Nothing was sent after all. */
export function takeBackAutomaticSend(tx: Tx, day: string): void {
  setMeta(tx, KEY, { day, count: Math.max(automaticSends(tx, day) - 1, 0) });
}
