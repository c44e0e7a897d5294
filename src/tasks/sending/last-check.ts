import type { Clock } from "../../base/clock.ts";
import { StateError } from "../../base/errors.ts";
import type { TaskContext } from "../../queue/task.ts";
import { Fenced, type Fence } from "../../standby/fence.ts";

/**
 * How old the reading of the marketplace may be when the answer leaves. What happens there within this time (an answer
 * given in the cabinet, an edit by the buyer) cannot be seen any more.
 */
const READING_HOLDS_MS = 5000;
/** The longest pause before a marketplace that was too slow is read again; it begins with a second. */
const LONGEST_PAUSE_MS = 15_000;

/** How old a reading is, ms. */
export type Age = () => number;

/**
 * Measures the age of a reading that begins now, by the clock that has moved further: a wall clock that is set back
 * hides an age, and the monotonic clock of a machine stands still while it sleeps.
 */
export function ageFromNow(clock: Clock): Age {
  const [wall, monotonic] = [clock.now(), performance.now()];
  return () => Math.max(clock.now() - wall, performance.now() - monotonic);
}

/** The answer was not sent, because what was read before it may no longer be true. */
export class OldReading extends StateError {
  constructor(age: number, attempt: number) {
    const retryAfterMs = Math.min(1000 * 2 ** (attempt - 1), LONGEST_PAUSE_MS);
    super(`not sent: the marketplace was read ${(age / 1000).toFixed(1)} s ago; it is read again`, {
      code: "publish.old_reading",
      retryable: true,
      retryAfterMs,
    });
  }
}

/**
 * What is asked in the very step that writes the request: whether this attempt still owns its job and its lease has
 * not run out (another process may have taken over while this one was frozen), whether the daemon of another machine may
 * have taken over, and whether the reading is fresh.
 * @throws StaleAttempt, Fenced or OldReading; then nothing was sent
 */
export function lastCheck(context: TaskContext, age: Age, fence: Fence | null): () => void {
  return () => {
    context.signal.throwIfAborted();
    context.assertHeld();
    const hold = fence?.hold();
    if (hold) throw new Fenced(hold);
    if (age() > READING_HOLDS_MS) throw new OldReading(age(), context.attempt);
  };
}
