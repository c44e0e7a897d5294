import type { Schedule } from "../../store/tables/schedules.ts";
import type { Texts } from "../../texts/ru/index.ts";
import { narrowed } from "../filter.ts";
import { readingOf, type ScreenParts, type ScreenSource } from "../screen-source.ts";
import type { Line, Times, View } from "../view.ts";
import { taskName } from "./queue.ts";

/** Times of a schedule that are listed. */
const OCCURRENCES = 10;

/** What runs when. */
export function scheduleScreen({ desk, texts, times }: ScreenParts): ScreenSource {
  return {
    async list(filter) {
      const [schedules, obstacles] = await Promise.all([desk.schedules(), desk.obstacles()]);
      const view = scheduleView(schedules, texts, times);
      const isIdle = schedules.length > 0 && obstacles.includes("no_daemon");
      // Nothing comes true of what is planned without a daemon.
      const title = isIdle ? `${view.title} · ! ${texts.messages.noDaemon}` : view.title;
      return narrowed({ ...view, title }, filter, texts);
    },
    async detail(id) {
      const [schedules, coming] = await Promise.all([desk.schedules(), desk.occurrences(id, OCCURRENCES)]);
      const schedule = schedules.find(({ name }) => name === id);
      return readingOf(id, schedule ? scheduleLines(schedule, coming, texts, times) : []);
    },
  };
}

function scheduleView(schedules: readonly Schedule[], texts: Texts, times: Times): View {
  const { columns, words } = texts;
  return {
    title: schedules.length === 0 ? words.noSchedules : `${words.schedules}: ${schedules.length}`,
    columns: [
      { title: columns.name, width: { most: 40 } },
      { title: "CRON", width: 17, spare: true },
      { title: columns.state, width: 11 },
      { title: columns.last, width: 14 },
      { title: columns.next, width: "rest" },
    ],
    rows: schedules.map(({ name, kind, account, cron, enabled, paused, last_at, next_at }) => {
      const on = enabled === 1 && paused === 0;
      const state = enabled === 0 ? words.off : on ? words.on : `‖ ${words.paused}`;
      const last = last_at === null ? words.never : times.about(last_at);
      const next = on ? times.about(next_at) : "–";
      return { id: name, tone: on ? "plain" : "warn", cells: [called(kind, account, texts), cron, state, last, next] };
    }),
  };
}

function called(kind: string, account: string | null, texts: Texts): string {
  return [taskName(kind, texts), account].filter(Boolean).join(" · ");
}

/** One schedule: its pattern and when it comes next. */
function scheduleLines(schedule: Schedule, coming: readonly number[], texts: Texts, times: Times): Line[] {
  const { columns, words } = texts;
  const { name, kind, account, cron, timezone, enabled, paused, last_at } = schedule;
  const last = last_at === null ? words.never : times.exact(last_at);
  const isOn = enabled === 1 && paused === 0;
  const state = enabled === 0 ? words.off : isOn ? words.on : `‖ ${words.paused}`;
  return [
    { text: called(kind, account, texts), tone: "title" },
    { text: name, tone: "dim" },
    { text: `${cron} · ${timezone} · ${state}`, tone: isOn ? "plain" : "warn" },
    { text: `${columns.last.toLowerCase()}: ${last}`, tone: "plain" },
    { text: `─ ${isOn ? words.coming : words.comingOff}`, tone: "dim" },
    ...coming.map((at): Line => ({ text: `${times.exact(at)}  ${times.relative(at)}`, tone: isOn ? "plain" : "dim" })),
  ];
}
