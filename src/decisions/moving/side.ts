import type { Config } from "../../config/schema.ts";
import type { JobArgs } from "../../domain/job.ts";
import type { Enqueue } from "../../queue/enqueue.ts";
import type { Db } from "../../store/db.ts";

/** One of the two cells between which an account moves. */
export interface Side {
  db: Db;
  config: Pick<Config, "accounts" | "brands" | "timezone">;
  enqueue: Enqueue<JobArgs>;
}

/** What moves, between which cells, on whose word. */
export interface Move {
  account: string;
  from: Side;
  to: Side;
  /** As in the audit log. */
  actor: string;
}
