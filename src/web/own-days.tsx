/** @jsxImportSource hono/jsx */
import type { Texts } from "../texts/texts.ts";
import type { Days } from "./period.ts";
import { dayInWords } from "./say.ts";

/** The fields for the first and the last day, once somebody has chosen days of their own. */
export function OwnDays({ say, days: { from, to } }: { say: Texts; days: Days }) {
  const { filters } = say.web;
  return (
    <>
      <label class="day">
        {filters.from} <input type="date" name="from" value={from} />
      </label>
      <label class="day">
        {filters.to} <input type="date" name="to" value={to} />
      </label>
      <button class="btn">{filters.show}</button>
    </>
  );
}

/** A day of an address, in words. */
export function dateInWords(date: string, say: Texts): string {
  return dayInWords(Date.parse(date), say, "UTC");
}
