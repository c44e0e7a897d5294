import type { AnyTask } from "./task.ts";

/** How a kind of job is run: the task's defaults with the configuration's overrides. Times are in milliseconds. */
export interface TaskSettings {
  retries: number;
  retryDelayMs: number;
  /** The time after which the attempt's signal aborts. */
  softLimitMs: number;
  /** The time after which the attempt is settled as failed, whatever its task does. */
  hardLimitMs: number;
}

/** The configuration's overrides for one kind. */
interface Override {
  retries?: number | undefined;
  retry_delay?: number | undefined;
  soft_limit?: number | undefined;
  hard_limit?: number | undefined;
}

/** Settings by kind. */
export function taskSettings(
  tasks: ReadonlyMap<string, AnyTask<never>>,
  overrides: Record<string, Override | undefined>,
  limits: { soft_limit: number; hard_limit: number },
): (kind: string) => TaskSettings {
  const settingsOf = (kind: string): TaskSettings => {
    const task = tasks.get(kind);
    const override = overrides[kind];
    return {
      retries: override?.retries ?? task?.retries ?? 0,
      retryDelayMs: override?.retry_delay ?? task?.retryDelayMs ?? 0,
      softLimitMs: override?.soft_limit ?? limits.soft_limit,
      hardLimitMs: override?.hard_limit ?? limits.hard_limit,
    };
  };
  const known = new Map([...tasks.keys()].map((kind) => [kind, settingsOf(kind)]));
  return (kind) => known.get(kind) ?? settingsOf(kind);
}
