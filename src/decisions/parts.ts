import type { Clock } from "../base/clock.ts";
import type { Config } from "../config/schema.ts";
import type { ItemStatus } from "../domain/item.ts";
import type { JobArgs } from "../domain/job.ts";
import type { Enqueue } from "../queue/enqueue.ts";

/** What a decision needs besides its transaction. */
export interface Parts {
  clock: Clock;
  config: Pick<Config, "approval" | "brands" | "locale">;
  enqueue: Enqueue<JobArgs>;
}

/** What a person says with a decision, in words of their own. */
export interface Words {
  /** Why. */
  reason?: string | undefined;
  /** The version of the answer that they have read; another one is not decided on. */
  version?: number | undefined;
}

/** What is stored of a person's words: without the space around them, and nothing for none. */
export function spoken(words: string | undefined): string | null {
  return words?.trim() || null;
}

/** The result of a decision. `changed` is false when nothing had to be changed. */
export interface Decided {
  id: number;
  status: ItemStatus;
  changed: boolean;
}
