/** How long buyers waited for their answers, so that those of several daemons can be put together. */
import type { Clock } from "../base/clock.ts";
import { GOAL_CLASSES, type ByClass } from "../domain/goal.ts";
import type { Reader } from "../store/db.ts";
import { waited } from "../store/views/figures.ts";
import { periodOf, type FiguresQuery } from "./figures.ts";
import type { Brands } from "./item-query.ts";

/** So many waited so long, ms; the shortest wait first. */
export type Waits = [wait: number, n: number][];

export interface WaitsApi {
  /** Of the answers that the figures count; each wait is right to a ten-thousandth, or to half a second. */
  of(query: FiguresQuery, brands: Brands): Promise<ByClass<Waits>>;
}

interface Parts {
  db: Reader;
  clock: Clock;
  config: { timezone: string };
}

export function waitsApi({ db, clock, config }: Parts): WaitsApi {
  return {
    async of(query, brands) {
      const { period } = periodOf(query, brands, { now: clock.now(), timezone: config.timezone });
      const rows = waited(db, period);
      const waits = GOAL_CLASSES.map((name) => {
        return [name, rows.filter(([of]) => of === name).map(([, wait, n]) => [wait, n])];
      });
      return Object.fromEntries(waits) as ByClass<Waits>;
    },
  };
}

/** How long this share of all buyers waited at most, as SQLite's `percentile` counts it; null when nobody did. */
export function percentileOf(parts: readonly Waits[], share: number): number | null {
  const all = parts.flat().toSorted(([a], [b]) => a - b);
  const count = all.reduce((sum, [, n]) => sum + n, 0);
  if (count === 0) return null;
  const place = share * (count - 1);
  const [below, above] = [valueAt(all, Math.floor(place)), valueAt(all, Math.ceil(place))];
  return below + (above - below) * (place - Math.floor(place));
}

function valueAt(all: Waits, place: number): number {
  let before = 0;
  for (const [wait, n] of all) {
    before += n;
    if (place < before) return wait;
  }
  return all.at(-1)?.[0] ?? 0;
}
