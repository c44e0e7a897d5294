/** Watches whether the database can be written, and logs when that changes. */
import type { Clock, Timer } from "../base/clock.ts";
import type { InternalError } from "../base/errors.ts";
import type { Log } from "../base/log.ts";
import type { Db } from "../store/db.ts";

export interface StoreWatch {
  /** Why the database cannot be written at present; undefined when it can. */
  fault(): InternalError | undefined;
  stop(): void;
}

/**
 * On a full disk some writes succeed and others fail, so the fault counts as over only after this long without a
 * failure.
 */
const CALM_MS = 10_000;
/** A lasting fault is logged again after this long; work that cannot be stored is retried every second meanwhile. */
const REMIND_MS = 600_000;

/** Logs a fault once on behalf of everyone who cannot write, and once more when it is over. */
export function watchStore(db: Db, clock: Clock, log: Log): StoreWatch {
  let fault: InternalError | undefined;
  let saidAt = 0;
  let calm: Timer | undefined;

  function failed(error: InternalError): void {
    const known = fault?.code === error.code && clock.now() - saidAt < REMIND_MS;
    fault = error;
    if (known) return;
    saidAt = clock.now();
    const more = error.retryable ? "work waits for it and goes on by itself" : "it does not pass by itself";
    log.error({ code: error.code, err: error.message, hint: error.hint }, `the database cannot be used; ${more}`);
  }

  function over(): void {
    fault = undefined;
    log.info("the database can be used again");
  }

  const unwatch = db.onFault((error) => {
    // A damaged file stays damaged, even if other parts of it can be written.
    if (fault?.retryable === false) return;
    calm?.cancel();
    calm = undefined;
    if (error) failed(error);
    else calm = clock.after(CALM_MS, over);
  });

  return {
    fault: () => fault,
    stop() {
      unwatch();
      calm?.cancel();
    },
  };
}
