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

/** The result of a decision. `changed` is false when nothing had to be changed. */
export interface Decided {
  id: number;
  status: ItemStatus;
  changed: boolean;
}
