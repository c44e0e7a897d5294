import type { StateError } from "../base/errors.ts";
import type { Log } from "../base/log.ts";

/** Another process has taken over: no restart helps, and a service manager is told so. */
const EXIT_SUPERSEDED = 3;

/**
 * Says why the daemon or hub of a database ends that another process works on.
 * @param superseded when it works on a copy, on another machine
 * @returns the exit code
 */
export function tellLost(log: Log, what: "daemon" | "hub", superseded: StateError | undefined): number {
  if (superseded) log.fatal({ hint: superseded.hint }, `${superseded.message}; this one ends`);
  else log.fatal(`another ${what} has taken the database; this one ends`);
  return superseded ? EXIT_SUPERSEDED : 1;
}
