import type { Clock } from "../../base/clock.ts";

/** What a messenger keeps for the bot until the bot says that it has it. */

export interface Kept {
  id: number;
  body: object;
}

export interface Updates {
  add(body: (id: number) => object): void;
  /** What is not confirmed yet, oldest first. */
  pending(): readonly Kept[];
  /** Everything before `id` has been taken. */
  confirm(id: number): void;
  /**
   * Resolves when there is something to tell, when `ms` are over, or, with `false`, when somebody else begins to wait: one
   * bot has one listener.
   */
  wait(ms: number, signal: AbortSignal): Promise<boolean>;
}

export function createUpdates(first: number, clock: Clock): Updates {
  let next = first;
  let kept: Kept[] = [];
  let waiting: ((stays: boolean) => void) | undefined;

  return {
    add(body) {
      kept.push({ id: next, body: body(next) });
      next += 1;
      waiting?.(true);
    },
    pending: () => kept,
    confirm: (id) => void (kept = kept.filter((update) => update.id >= id)),
    async wait(ms, signal) {
      waiting?.(false);
      if (kept.length > 0) return true;
      const { promise, resolve } = Promise.withResolvers<boolean>();
      waiting = resolve;
      const timer = clock.after(ms, () => resolve(true));
      const gone = (): void => resolve(true);
      signal.addEventListener("abort", gone, { once: true });
      const stays = await promise;
      timer.cancel();
      signal.removeEventListener("abort", gone);
      if (waiting === resolve) waiting = undefined;
      return stays;
    },
  };
}
