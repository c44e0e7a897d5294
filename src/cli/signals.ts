/** What a stop signal does to a running command: the first asks, the second insists. */
export interface Stopper {
  /** Aborts at the first SIGINT or SIGTERM. */
  signal: AbortSignal;
  /** 130 or 143 once stopped, else 0. */
  exitCode(): number;
  /** Leaves the signals to others again. */
  release(): void;
}

const CODES = { SIGINT: 130, SIGTERM: 143 } as const;
type Name = keyof typeof CODES;

/** @param onFirst told the signal's name; a second signal ends the process at once */
export function catchStop(onFirst: (name: string) => void): Stopper {
  const controller = new AbortController();
  let code = 0;
  const handle = (name: Name): void => {
    if (controller.signal.aborted) process.exit(CODES[name]);
    code = CODES[name];
    onFirst(name);
    controller.abort();
  };
  const names = Object.keys(CODES) as Name[];
  for (const name of names) process.on(name, handle);
  return {
    signal: controller.signal,
    exitCode: () => code,
    release() {
      for (const name of names) process.off(name, handle);
    },
  };
}
