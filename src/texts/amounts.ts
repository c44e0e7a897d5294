/** How numbers and spans of time are written for people. */
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../base/clock.ts";
import type { Texts } from "./texts.ts";

const NBSP = "\u00a0";

/** `1 284`, with spaces that do not break. */
export function number(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, NBSP);
}

/** `3,8`, in the language of the catalogue. */
export function decimal(n: number, { web }: Pick<Texts, "web">): string {
  return n.toFixed(1).replace(".", web.lang === "ru" ? "," : ".");
}

/** `1 284,50 ₽`; less than a tenth has four places, so that something is seen. @param currency null: none is named */
export function money(amount: number, currency: string | null, { web }: Pick<Texts, "web">): string {
  const [whole = "", part = ""] = amount.toFixed(amount > 0 && amount < 0.1 ? 4 : 2).split(".");
  return `${number(Number(whole))}${web.lang === "ru" ? "," : "."}${part}${currency === null ? "" : NBSP + currency}`;
}

/** `47`, `10 000+` when there are more than were counted, and `?` when none was and there may be some. */
export function count({ count: n, exact }: { count: number; exact: boolean }): string {
  if (n === 0 && !exact) return "?";
  return `${number(n)}${exact ? "" : "+"}`;
}

/** A span of time in at most two units: `2 ч 14 мин`. */
export function span(ms: number, { times }: Pick<Texts, "times">): string {
  const minutes = Math.max(0, Math.floor(ms / MINUTE_MS));
  const { m, h, d } = times.unit;
  if (minutes < 60) return `${minutes}${nbsp(m)}`;
  if (ms < DAY_MS) {
    const rest = minutes % 60;
    return `${Math.floor(ms / HOUR_MS)}${nbsp(h)}${rest === 0 ? "" : ` ${rest}${nbsp(m)}`}`;
  }
  return `${Math.floor(ms / DAY_MS)}${nbsp(d)}`;
}

function nbsp(unit: string): string {
  return unit.replace(" ", NBSP);
}
