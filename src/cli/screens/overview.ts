import { DAY_MS } from "../../base/clock.ts";
import type { Core } from "../../app.ts";
import { dayOf, startOfDay } from "../../domain/calendar.ts";
import { liveDaemon } from "../../queue/owner.ts";
import { aiUsageSince } from "../../store/tables/ai-usage.ts";
import type { Db } from "../../store/db.ts";
import { pausesOf } from "../../store/tables/pauses.ts";
import { listSchedules } from "../../store/tables/schedules.ts";
import { failureGroups } from "../../store/views/failures.ts";
import { COUNTED, countWaiting, waitingInWords } from "../../store/views/waiting.ts";
import { countLive } from "../../store/views/work.ts";
import { countsSince } from "../../store/views/status.ts";
import { countUnsent } from "../../store/views/unsent.ts";
import type { Texts } from "../../texts/ru/index.ts";
import { textsOf } from "../../texts/texts.ts";
import { overviewView, type Figure } from "../../tui/screens/overview.ts";
import type { Lead } from "../../tui/state.ts";
import type { Times, View } from "../../tui/view.ts";

/** How everything stands, and where to look closer. */
export function overviewOf({ config }: Core, db: Db, now: number, times: Times): View {
  const texts = textsOf(config.locale);
  const counts = countWaiting(db);
  const jobs = countLive(db);
  const troubled = counts.error + countUnsent(db);
  const { published_24h, open_outcomes } = countsSince(db, now - DAY_MS);
  const failed = failureGroups(db, now - DAY_MS).reduce((sum, group) => sum + group.count, 0);
  const to = (screen: Lead["screen"], filter = ""): Lead => ({ screen, filter });
  const figure = (name: Figure["name"], n: number, lead: Lead, bad = false): Figure => {
    return { name, value: `${n}${n === COUNTED ? "+" : ""}`, bad, lead };
  };
  return overviewView(
    [
      daemonFigure(db, now, texts.words, times),
      ...pauseFigures(db, times),
      ...pausedSchedules(db),
      { name: "waiting", value: waitingInWords(counts), bad: false, lead: to("inbox") },
      figure("escalated", counts.escalated, to("inbox", texts.items.escalated), counts.escalated > 0),
      figure("failedItems", troubled, to("inbox", texts.items.error), troubled > 0),
      figure("jobsRunning", jobs.running, to("queue", texts.jobs.running)),
      figure("jobsReady", jobs.ready, to("queue", texts.jobs.ready)),
      figure("jobsLater", jobs.scheduled, to("queue", texts.jobs.scheduled)),
      figure("jobsFailed", failed, to("errors"), failed > 0),
      figure("published24h", published_24h, to("queue", texts.tasks.send_response)),
      figure("unknownOutcome", open_outcomes, to("queue", texts.tasks.send_response), open_outcomes > 0),
      tokensFigure(config, db, now),
    ],
    texts,
  );
}

function daemonFigure(db: Db, now: number, words: Texts["words"], times: Times): Figure {
  const lease = liveDaemon(db, now);
  const value = lease ? `✓ ${words.daemonUp} ${times.span(now - lease.started_at)}` : words.daemonDown;
  return { name: "daemon", value, bad: !lease };
}

/** Lanes that a person has stopped, and how they go on. */
function pauseFigures(db: Db, times: Times): Figure[] {
  return Object.entries(pausesOf(db)).map(([lane, { since, by }]) => {
    const value = `reputation resume ${lane} (${by}, ${times.relative(since)})`;
    return { name: "paused", value, bad: true };
  });
}

function pausedSchedules(db: Db): Figure[] {
  const paused = listSchedules(db).filter((schedule) => schedule.paused === 1).length;
  if (paused === 0) return [];
  return [{ name: "schedulesPaused", value: String(paused), bad: true, lead: { screen: "schedule", filter: "" } }];
}

function tokensFigure({ timezone, ai }: Core["config"], db: Db, now: number): Figure {
  const { tokens } = aiUsageSince(db, startOfDay(dayOf(now, timezone), timezone));
  const limit = ai.daily_budget?.tokens;
  const isOver = limit !== undefined && tokens >= limit;
  return { name: "tokens", value: `${tokens}${limit === undefined ? "" : ` / ${limit}`}`, bad: isOver };
}
