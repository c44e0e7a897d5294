import { MINUTE_MS, type Clock } from "../../base/clock.ts";
import type { Desk } from "../../desk/desk.ts";

/** What is older is no news to anybody: a page that was drawn before is reloaded anyway. */
const OLDEST_MS = 10 * MINUTE_MS;
/** A change is stamped before it is committed, at most so long. */
const LATE_MS = 10_000;

/** Knows when the items of each brand were changed last. */
export interface Changes {
  /** Looks for news. It costs next to nothing when nothing was committed since. */
  look(): Promise<void>;
  /** The last change among these brands, Unix ms; 0 when there was none lately. Null: all brands. */
  latest(brands: readonly string[] | null): number;
}

export function watchChanges(desk: Pick<Desk, "version" | "changes">, clock: Clock): Changes {
  const latest = new Map<string, number>();
  let version = NaN;
  let lookedAt = 0;
  return {
    async look() {
      const now = clock.now();
      const seen = await desk.version();
      if (seen === version) return;
      const since = Math.max(lookedAt - LATE_MS, now - OLDEST_MS);
      for (const { brand, at } of await desk.changes(since)) latest.set(brand, Math.max(at, latest.get(brand) ?? 0));
      version = seen;
      lookedAt = now;
    },
    latest(brands) {
      const times = brands === null ? [...latest.values()] : brands.map((brand) => latest.get(brand) ?? 0);
      return Math.max(0, ...times);
    },
  };
}
