import { addDays, dayOf, startOfDay } from "../../domain/calendar.ts";
import { snooze, type Outcome } from "../../queue/task.ts";
import { aiUsageSince } from "../../store/tables/ai-usage.ts";
import type { Deps } from "../deps.ts";

/** Delays AI jobs until tomorrow when today's tokens are used up. The rest of the daemon continues. */
export function overBudget({ db, clock, config }: Pick<Deps, "db" | "clock" | "config">): Outcome | undefined {
  const limit = config.ai.daily_budget?.tokens;
  if (limit === undefined) return undefined;
  const today = dayOf(clock.now(), config.timezone);
  const { tokens } = aiUsageSince(db, startOfDay(today, config.timezone));
  if (tokens < limit) return undefined;
  const tomorrow = startOfDay(addDays(today, 1), config.timezone);
  return snooze(tomorrow, `the daily AI budget of ${limit} tokens is used up (ai.daily_budget.tokens)`);
}
