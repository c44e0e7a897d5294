import { addDays, dayOf, startOfDay } from "../../domain/calendar.ts";
import type { AiHold } from "../../store/tables/ai-holds.ts";
import { aiUsageSince, lastCostlyCall } from "../../store/tables/ai-usage.ts";
import { tell } from "../../decisions/alerts.ts";
import type { Reader, Tx } from "../../store/db.ts";
import type { Deps } from "../deps.ts";

/** What holds AI work until tomorrow, in the form of an LLM's hold. */
type BudgetHold = Pick<AiHold, "since" | "code" | "message" | "probe_at">;

/** Holds AI work until tomorrow when today's tokens are used up. The rest of the daemon continues. */
export function budgetHold({
  db,
  clock,
  config,
}: Pick<Deps, "clock" | "config"> & { db: Reader }): BudgetHold | undefined {
  const limit = config.ai.daily_budget?.tokens;
  if (limit === undefined) return undefined;
  const now = clock.now();
  const today = dayOf(now, config.timezone);
  const { tokens } = aiUsageSince(db, startOfDay(today, config.timezone));
  if (tokens < limit) return undefined;
  return {
    since: lastCostlyCall(db) ?? now,
    code: "llm.budget",
    message: `the daily AI budget of ${limit} tokens is used up (ai.daily_budget.tokens)`,
    probe_at: startOfDay(addDays(today, 1), config.timezone),
  };
}

/** Tells that the day's tokens are used up, once. */
export function tellIfSpent(tx: Tx, deps: Pick<Deps, "clock" | "config" | "enqueue">): void {
  const tokens = deps.config.ai.daily_budget?.tokens;
  if (tokens === undefined || budgetHold({ ...deps, db: tx }) === undefined) return;
  tell(tx, deps, { kind: "ai_budget", day: dayOf(deps.clock.now(), deps.config.timezone), tokens });
}
