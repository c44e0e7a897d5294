import { DAY_MS } from "../../base/clock.ts";

/** A part of the time since a moment; without an end it goes up to now. */
export interface Window {
  from: string;
  to?: string;
}

/**
 * The time since `since` in parts that the list of reviews takes: at most 6 months, both ends excluded
 * (reference: Yandex Market Partner API, `goods-feedback`, `dateTimeFrom` and `dateTimeTo`).
 */
export function reviewWindows(since: number, now: number): Window[] {
  // Each part is a second wider at both ends, because the ends themselves are excluded.
  const bounds = boundsOf(since - 1000, now, 179 * DAY_MS);
  return bounds.map(({ from, to }) => windowOf(iso(from), to === undefined ? undefined : iso(to + 1000)));
}

/**
 * The time since `since` in parts that the list of questions takes: dates without a time, at most a month
 * (reference: Yandex Market Partner API, `goods-questions`, `dateFrom` and `dateTo`). The zone of these dates is
 * not told, so the first one is a day early.
 */
export function questionWindows(since: number, now: number): Window[] {
  const bounds = boundsOf(since - DAY_MS, now, 27 * DAY_MS);
  return bounds.map(({ from, to }) =>
    windowOf(iso(from).slice(0, 10), to === undefined ? undefined : iso(to).slice(0, 10)),
  );
}

function boundsOf(since: number, now: number, span: number): { from: number; to: number | undefined }[] {
  const bounds: { from: number; to: number | undefined }[] = [];
  let from = since;
  for (; from + span < now; from += span) bounds.push({ from, to: from + span });
  return [...bounds, { from, to: undefined }];
}

function windowOf(from: string, to: string | undefined): Window {
  return to === undefined ? { from } : { from, to };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
