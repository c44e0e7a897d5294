/** Searches take turns: one at a time in the process, and each asker's next one behind the first ones of the others. */
import { setImmediate } from "node:timers/promises";
import PQueue from "p-queue";
import { StateError } from "../base/errors.ts";

/** More of one asker's do not wait: a hundred take some seconds. */
const MOST_WAITING = 100;
const RETRY_AFTER_MS = 1000;

/** @returns a function that runs an asker's work in turn; it throws StateError `search.busy` when too many wait */
export function createTurns(): <T>(asker: string, work: () => Promise<T>) => Promise<T> {
  const all = new PQueue({ concurrency: 1 });
  const askers = new Map<string, PQueue>();

  return async (asker, work) => {
    const own = askers.get(asker) ?? new PQueue({ concurrency: 1 });
    if (own.size >= MOST_WAITING) throw tooMany();
    askers.set(asker, own);
    try {
      return await own.add(() => all.add(() => setImmediate().then(work)));
    } finally {
      if (own.size === 0 && own.pending === 0) askers.delete(asker);
    }
  };
}

function tooMany(): StateError {
  return new StateError(`${MOST_WAITING} searches with this token are waiting already`, {
    code: "search.busy",
    hint: "Wait for their answers before you ask again.",
    retryAfterMs: RETRY_AFTER_MS,
  });
}
