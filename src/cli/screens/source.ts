/** What the terminal screens show and can do. */
import { DAY_MS } from "../../base/clock.ts";
import type { Core } from "../../app.ts";
import { liveDaemon } from "../../queue/owner.ts";
import type { Db } from "../../store/db.ts";
import { listKeys } from "../../store/tables/keys.ts";
import { listPollingStates } from "../../store/tables/polling-state.ts";
import { answerText, responseOf } from "../../store/tables/responses.ts";
import { failureGroups } from "../../store/views/failures.ts";
import { countLive, DONE_SHOWN, queuePage } from "../../store/views/work.ts";
import { listSchedules } from "../../store/tables/schedules.ts";
import type { Texts } from "../../texts/ru/index.ts";
import { textsOf } from "../../texts/texts.ts";
import { narrowed } from "../../tui/filter.ts";
import type { Screen } from "../../tui/keys.ts";
import { marketplacesView } from "../../tui/screens/marketplaces.ts";
import { errorsView } from "../../tui/screens/errors.ts";
import { queueView } from "../../tui/screens/queue.ts";
import { scheduleView } from "../../tui/screens/schedule.ts";
import type { AnswerState, Source } from "../../tui/source.ts";
import type { View } from "../../tui/view.ts";
import type { Context } from "../context.ts";
import { actOn, type Remembered } from "./act.ts";
import { answersOf, detailsOf } from "./details.ts";
import { inboxOf, PAGE } from "./inbox.ts";
import { overviewOf } from "./overview.ts";
import { timesOf } from "./times.ts";

export function sourceOf(context: Context, core: Core, db: Db): Source {
  const { config } = core;
  const { clock } = context;
  const texts = textsOf(config.locale);
  const times = timesOf(config, clock);
  const remembered: Remembered = { read: new Map(), refused: new Map() };
  const inbox = inboxOf(db, clock, texts, times);
  const views: Record<Exclude<Screen, "inbox">, () => View> = {
    overview: () => overviewOf(core, db, clock.now(), times),
    queue: () => queueView(queuePage(db, PAGE), countLive(db), DONE_SHOWN, texts, times),
    schedule: () => withDaemon(scheduleView(listSchedules(db), texts, times), db, clock.now(), texts),
    errors: () => errorsView(failureGroups(db, clock.now() - DAY_MS), texts, times),
    marketplaces: () =>
      marketplacesView(config.accounts, listPollingStates(db), listKeys(db), clock.now(), texts, times),
  };
  return {
    texts,
    now: () => clock.now(),
    version: () => db.outsideVersion(),
    view: (screen, filter) => (screen === "inbox" ? inbox(filter) : narrowed(views[screen](), filter, texts)),
    detail: (screen, id) => detailsOf(screen, id, { db, config, now: clock.now(), texts, times }),
    answers: (ids) => answersOf(db, ids, texts),
    answerState: (id) => answerStateOf(db, Number(id), remembered),
    read(id, answer) {
      const isNew = remembered.read.get(Number(id)) !== answer;
      remembered.read.set(Number(id), answer);
      return isNew;
    },
    act: (screen, effect) => actOn(context, core, screen, effect, remembered),
  };
}

/** Nothing comes true of what is planned without a daemon. */
function withDaemon(view: View, db: Db, now: number, { messages }: Texts): View {
  if (view.rows.length === 0 || liveDaemon(db, now)) return view;
  return { ...view, title: `${view.title} · ! ${messages.noDaemon}` };
}

function answerStateOf(db: Db, id: number, { read }: Remembered): AnswerState {
  const response = responseOf(db, id);
  if (!response) return { isRead: false, isDoubtful: false, isEdited: false };
  return {
    isRead: read.get(id) === answerText(response),
    isDoubtful: response.problems.length > 0,
    isEdited: response.final_text !== null,
  };
}
