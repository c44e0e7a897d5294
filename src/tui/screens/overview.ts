import { aiHoldSentence } from "../../domain/failure.ts";
import type { Config } from "../../config/schema.ts";
import { countInWords } from "../../desk/inbox.ts";
import type { Overview } from "../../desk/overview.ts";
import type { ItemCount } from "../../store/views/item-list.ts";
import type { Texts } from "../../texts/ru/index.ts";
import { narrowed } from "../filter.ts";
import { readingOf, type ScreenParts, type ScreenSource } from "../screen-source.ts";
import type { Lead } from "../state.ts";
import type { Times, View } from "../view.ts";

/** How everything stands, and where to look closer. */
export function overviewScreen({ desk, clock, config, texts, times }: ScreenParts): ScreenSource {
  return {
    async list(filter) {
      const overview = await desk.overview();
      const figures = [
        daemonFigure(overview, clock.now(), texts.words, times),
        ...pauseFigures(overview, times),
        ...awayFigures(overview, texts),
        ...countFigures(overview, texts),
        tokensFigure(overview, config.ai),
      ];
      return narrowed(overviewView(figures, texts), filter, texts);
    },
    detail: async (id) => readingOf(id, []),
  };
}

/** A figure of the overview; `bad` when it asks for a person. */
interface Figure {
  name: keyof Texts["words"];
  value: string;
  bad: boolean;
  lead?: Lead;
}

function overviewView(figures: readonly Figure[], texts: Texts): View {
  return {
    title: "",
    columns: [
      { title: texts.columns.what, width: 32 },
      { title: texts.columns.value, width: "rest" },
    ],
    rows: figures.map(({ name, value, bad, lead }, i) => ({
      id: `${name} ${i}`,
      tone: bad ? "warn" : "plain",
      cells: [texts.words[name], `${bad ? "! " : ""}${value}`],
      ...(lead && { lead }),
    })),
  };
}

function daemonFigure({ daemon }: Overview, now: number, words: Texts["words"], times: Times): Figure {
  if (!daemon?.alive) return { name: "daemon", value: words.daemonDown, bad: true };
  return { name: "daemon", value: `✓ ${words.daemonUp} ${times.span(now - daemon.started_at)}`, bad: false };
}

/** What a person has stopped, and how it goes on. */
function pauseFigures({ paused, paused_schedules: schedules }: Overview, times: Times): Figure[] {
  const lanes = Object.entries(paused).map(([lane, { since, by }]): Figure => {
    const value = `reputation resume ${lane} (${by}, ${times.relative(since)})`;
    return { name: "paused", value, bad: true };
  });
  if (schedules === 0) return lanes;
  const lead: Lead = { screen: "schedule", filter: "" };
  return [...lanes, { name: "schedulesPaused", value: String(schedules), bad: true, lead }];
}

/** An LLM that cannot be used: its drafts wait. */
function awayFigures({ ai_holds }: Overview, { failures }: Texts): Figure[] {
  return ai_holds.map((hold) => ({ name: "aiAway", value: aiHoldSentence(hold)(failures), bad: true }));
}

/** Shown only when there is something: a buyer may wait behind it. */
function unread({ quarantined }: Overview): Figure[] {
  if (quarantined === 0) return [];
  return [{ name: "quarantined", value: `${quarantined}: reputation quarantine list`, bad: true }];
}

function countFigures(overview: Overview, { items, jobs, tasks }: Texts): Figure[] {
  const { waiting, unsent, jobs: live, failed_24h: failed, published_24h: published, open_outcomes } = overview;
  const { error, escalated } = waiting;
  const troubled = { count: error.count + unsent, exact: error.exact };
  const to = (screen: Lead["screen"], filter = ""): Lead => ({ screen, filter });
  const figure = (name: Figure["name"], n: number, lead: Lead, bad = false): Figure => {
    return { name, value: String(n), bad, lead };
  };
  const counted = (name: Figure["name"], n: ItemCount, lead: Lead, bad = n.count > 0): Figure => {
    return { name, value: countInWords(n), bad, lead };
  };
  return [
    counted("waiting", waiting.waiting, to("inbox"), false),
    counted("escalated", escalated, to("inbox", items.escalated)),
    counted("failedItems", troubled, to("inbox", items.error)),
    figure("jobsRunning", live.running, to("queue", jobs.running)),
    figure("jobsReady", live.ready, to("queue", jobs.ready)),
    figure("jobsLater", live.scheduled, to("queue", jobs.scheduled)),
    figure("jobsFailed", failed, to("errors"), failed > 0),
    figure("published24h", published, to("queue", tasks.send_response)),
    figure("unknownOutcome", open_outcomes, to("queue", tasks.send_response), open_outcomes > 0),
    ...unread(overview),
  ];
}

function tokensFigure({ ai_today: { tokens } }: Overview, { daily_budget }: Config["ai"]): Figure {
  const limit = daily_budget?.tokens;
  const isOver = limit !== undefined && tokens >= limit;
  return { name: "tokens", value: `${tokens}${limit === undefined ? "" : ` / ${limit}`}`, bad: isOver };
}
