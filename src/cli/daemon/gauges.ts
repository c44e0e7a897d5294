import type { App } from "../../app.ts";
import { dayOf, startOfDay } from "../../domain/calendar.ts";
import { circuitState } from "../../domain/circuit.ts";
import type { Gauges } from "../../http/metrics.ts";
import { circuitOf } from "../../store/tables/polling-state.ts";
import { statusOf } from "../../store/views/status.ts";
import { workingOf } from "./working.ts";

/** What the metrics read at each scrape: the same rows that `status` reads. */
export function gaugesOf(app: App): Gauges {
  const { db, clock, config } = app;
  const now = clock.now();
  const status = statusOf(db, now, startOfDay(dayOf(now, config.timezone), config.timezone));
  const dated = status.keys.flatMap(({ account, expires_at: at }) => (at === null ? [] : [[account, at] as const]));
  return {
    jobs: status.jobs.live,
    oldestDueSeconds: (status.jobs.oldest_due_ms ?? 0) / 1000,
    items: status.items,
    keyExpiry: Object.fromEntries(dated),
    circuits: status.polls.map((poll) => {
      return { account: poll.account, itemType: poll.item_type, state: circuitState(circuitOf(poll), now) };
    }),
    aiTokensToday: status.ai_today.tokens,
    openOutcomes: status.open_outcomes,
    walBytes: db.walBytes(),
    working: workingOf(app).working,
  };
}
