/** Whether the database can be written, and saying so when that changes. */
import type { Clock, Timer } from "../base/clock.ts";
import type { InternalError } from "../base/errors.ts";
import type { Log } from "../base/log.ts";
import type { Db } from "../store/db.ts";

export interface StoreWatch {
  /** Why the database cannot be written at present; undefined when it can. */
  fault(): InternalError | undefined;
  stop(): void;
}

/** On a full disk some writes succeed and others do not: only after so long without a failure all is well again. */
const CALM_MS = 10_000;
/** A fault that lasts is said again after so long; work that cannot be stored meanwhile is tried each second. */
const REMIND_MS = 600_000;

/** Says once what is wrong, for all who cannot write because of it, and once that it is over. */
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
    // What is damaged stays so, even if other parts of the file can be written.
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
