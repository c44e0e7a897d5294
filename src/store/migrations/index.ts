import { init } from "./0001_init.ts";
import { aiCost } from "./0002_ai_cost.ts";
import { itemChecks } from "./0003_item_checks.ts";
import { history } from "./0004_history.ts";
import { liveKeys } from "./0005_live_keys.ts";
import { leanJobs } from "./0006_lean_jobs.ts";
import { pollErrorCodes } from "./0007_poll_error_codes.ts";

export interface Migration {
  /** Consecutive from 1; the database remembers the last one in `PRAGMA user_version`. */
  version: number;
  sql: string;
}

export const MIGRATIONS: readonly Migration[] = [init, aiCost, itemChecks, history, liveKeys, leanJobs, pollErrorCodes];
