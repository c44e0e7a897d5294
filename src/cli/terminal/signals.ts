import { once } from "node:events";

/** What stop signals do to a running command: the first asks, the second insists, the third ends it at once. */
export interface Stopper {
  /** Aborts at the first signal. */
  signal: AbortSignal;
  /** 128 + the first signal's number once stopped (Ctrl-C: 130), else 0. */
  exitCode(): number;
  /** Stops handling the signals. */
  release(): void;
}

/** SIGHUP: the terminal is gone. */
const CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;
export type StopSignal = keyof typeof CODES;

/**
 * @param onFirst told the signal's name
 * @param onSecond what a second signal does; without it, it ends the process at once
 * @param names those that stop; all of them unless told otherwise
 */
export function catchStop(
  onFirst: (name: string) => void,
  onSecond?: () => void,
  names = Object.keys(CODES) as StopSignal[],
): Stopper {
  const controller = new AbortController();
  let code = 0;
  let seen = 0;
  const handle = (name: StopSignal): void => {
    seen++;
    if (seen === 1) {
      code = CODES[name];
      onFirst(name);
      controller.abort();
    } else if (seen === 2 && onSecond) onSecond();
    else process.exit(CODES[name]);
  };
  for (const name of names) process.on(name, handle);
  return {
    signal: controller.signal,
    exitCode: () => code,
    release() {
      for (const name of names) process.off(name, handle);
    },
  };
}

/** Waits for the first signal. What the command serves meanwhile keeps the process alive. */
export async function untilStopped({ signal }: Stopper): Promise<void> {
  if (!signal.aborted) await once(signal, "abort");
}
