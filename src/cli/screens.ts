/** Starts the terminal screens: gives them what they show, from a handle that only reads, and what they can do. */
import { openDesk, type Desk } from "../app.ts";
import type { Clock } from "../clock.ts";
import { dayOf, startOfDay } from "../domain/calendar.ts";
import { plain } from "../domain/russian.ts";
import { jobKey, type ScheduledKind } from "../domain/job.ts";
import { RefusedDecision, whyNot } from "../domain/refused-decision.ts";
import { daemonLease, isDaemonAlive, ownerOf } from "../queue/owner.ts";
import { isPoll, planSchedules } from "../schedule/plan.ts";
import { aiUsageSince } from "../store/ai-usage.ts";
import { auditOf } from "../store/audit.ts";
import { openDb, type Db } from "../store/db.ts";
import { requireItem } from "../store/items.ts";
import { attemptsOfJob, requireJob } from "../store/jobs.ts";
import { listKeys } from "../store/keys.ts";
import { listPollingStates } from "../store/polling-state.ts";
import { responseOf } from "../store/responses.ts";
import { listSchedules } from "../store/schedules.ts";
import { createInboxSearch, type Found } from "../store/inbox-search.ts";
import { COUNTED, countLive, countWaiting, failureGroups, inboxPage, queuePage } from "../store/screens.ts";
import type { Texts } from "../texts/ru.ts";
import { textsOf } from "../texts/texts.ts";
import { INTERRUPTED, startScreens } from "../tui/app.tsx";
import { narrowed, type Filter } from "../tui/filter.ts";
import type { Screen } from "../tui/keys.ts";
import { marketplacesView, overviewView, type Figure } from "../tui/screens/health.ts";
import { answerReading, inboxView, itemLines } from "../tui/screens/inbox.ts";
import { errorsView, jobLines, queueView, scheduleView } from "../tui/screens/work.ts";
import type { Outcome, Source } from "../tui/source.ts";
import type { Effect } from "../tui/state.ts";
import type { Reading, Times, View } from "../tui/view.ts";
import { editInEditor } from "./commands/edit.ts";
import { changeJob } from "./commands/jobs.ts";
import { pauseEntries } from "./commands/schedule.ts";
import type { Context } from "./context.ts";
import { catchStop } from "./signals.ts";
import { span } from "./times.ts";

const PAGE = 100;
/** As after SIGINT: with the terminal in raw mode Ctrl-C is a key. */
const EXIT_INTERRUPTED = 130;
const DAY_MS = 86_400_000;

/** Until the person leaves, or a signal ends it; the terminal is as it was afterwards. @returns the exit code */
export async function showScreens(context: Context): Promise<number> {
  const desk = openDesk(await context.deskConfig());
  const db = openDb(desk.config.database, { readonly: true });
  const screens = startScreens(sourceOf(context, desk, db), context.io.env["INK_SCREEN_READER"] === "true");
  const stop = catchStop(() => screens.unmount());
  try {
    const ended = await screens.waitUntilExit();
    return ended === INTERRUPTED ? EXIT_INTERRUPTED : stop.exitCode();
  } finally {
    stop.release();
    db.close();
    desk.close();
  }
}

function sourceOf(context: Context, desk: Desk, db: Db): Source {
  const texts = textsOf(desk.config.locale);
  const times = timesOf(desk, context);
  /** The answers a person has looked at: what is approved must be what was read. */
  const read = new Map<number, string>();
  const inbox = inboxOf(db, context.clock, texts, times);
  const views: Record<Exclude<Screen, "inbox">, () => View> = {
    overview: () => overview(desk, db, context.clock.now(), times),
    queue: () => queueView(queuePage(db, PAGE), texts, times),
    schedule: () => scheduleView(listSchedules(db), texts, times),
    errors: () => errorsView(failureGroups(db, context.clock.now() - DAY_MS), texts, times),
    marketplaces: () => marketplacesView(listPollingStates(db), listKeys(db), context.clock.now(), texts, times),
  };
  const detail = (screen: Screen, id: string): Reading => {
    const none = { id, needed: 0, answer: undefined };
    if (screen === "queue" || screen === "errors")
      return { ...none, lines: jobLines(requireJob(db, Number(id)), attemptsOfJob(db, Number(id)), texts, times) };
    if (screen !== "inbox") return { ...none, lines: [] };
    const item = requireItem(db, Number(id));
    return itemLines(item, responseOf(db, item.id), auditOf(db, item.id), texts, times);
  };
  const answers = (ids: readonly string[]): Reading[] =>
    ids.map((id) => answerReading(requireItem(db, Number(id)), responseOf(db, Number(id)), texts));
  return {
    texts,
    answers,
    read: (id, answer) => void read.set(Number(id), answer),
    version: () => db.outsideVersion(),
    view: (screen, filter) => (screen === "inbox" ? inbox(filter) : narrowed(views[screen](), filter)),
    detail,
    act: (screen, effect) => act(context, desk, screen, effect, read),
  };
}

/** How the manager's language says times. */
function timesOf({ config }: Desk, { clock }: Context): Times {
  const { unit, ago, ahead } = textsOf(config.locale).times;
  const inWords = (text: string): string => text.replace(/[smhd]/g, (letter) => unit[letter as keyof typeof unit]);
  const fromNow = (ms: number | null, say: (distance: number) => string): string => {
    if (ms === null) return "–";
    const distance = inWords(say(Math.abs(clock.now() - ms)));
    return (ms > clock.now() ? ahead : ago).replace("…", distance);
  };
  return {
    span: (ms) => inWords(span(ms)),
    relative: (ms) => fromNow(ms, span),
    about: (ms) => fromNow(ms, oneUnit),
  };
}

/** The page of what is most urgent; with a filter, of all that waits. */
function inboxOf(db: Db, clock: Clock, texts: Texts, times: Times): (filter: Filter) => View {
  const search = createInboxSearch(db, clock);
  const { pending_review, escalated, error } = texts.items;
  const names = { pending_review: plain(pending_review), escalated: plain(escalated), error: plain(error) };
  return (filter) => {
    if (filter.terms.length === 0) return inboxView(inboxPage(db, PAGE), waiting(db), texts, times);
    const found = search({ ...filter, names }, db.outsideVersion(), PAGE);
    const view = inboxView(found.items, waiting(db), texts, times);
    const note = foundNote(found, texts);
    return found.state === "complete" ? { ...view, note } : { ...view, note, again: AGAIN_MS[found.state] };
  };
}

/** The first time through nobody should wait long; what changed meanwhile may take its time. */
const AGAIN_MS = { searching: 10, renewing: 1000 };

function foundNote({ items, looked, state }: Found, { messages }: Texts): string {
  const count = items.length < PAGE ? String(items.length) : `${PAGE}, ${messages.mostUrgent}`;
  const more = state === "searching" ? `, ${messages.searched} ${looked}, ${messages.searching}` : "";
  return `${messages.found}: ${count}${more}`;
}

function oneUnit(ms: number): string {
  return ms < 10_000 ? `${Math.round(ms / 1000)}s` : (span(ms).split(" ")[0] ?? "");
}

function waiting(db: Db): string {
  const { pending_review } = countWaiting(db);
  return `${pending_review}${pending_review === COUNTED ? "+" : ""}`;
}

function overview(desk: Desk, db: Db, now: number, times: Times): View {
  const { timezone, ai, locale } = desk.config;
  const texts = textsOf(locale);
  const lease = daemonLease(db);
  const alive = lease !== undefined && isDaemonAlive(lease, ownerOf("command", ""), now);
  const counts = countWaiting(db);
  const jobs = countLive(db);
  const { tokens } = aiUsageSince(db, startOfDay(dayOf(now, timezone), timezone));
  const failed = failureGroups(db, now - DAY_MS).reduce((sum, group) => sum + group.count, 0);
  const figure = (name: Figure["name"], n: number, bad = false): Figure => {
    return { name, value: `${n}${n === COUNTED ? "+" : ""}`, bad };
  };
  const daemon = alive ? `✓ ${texts.words.daemonUp} ${times.span(now - lease.started_at)}` : texts.words.daemonDown;
  const figures: Figure[] = [
    { name: "daemon", value: daemon, bad: !alive },
    figure("waiting", counts.pending_review),
    figure("escalated", counts.escalated, counts.escalated > 0),
    figure("failedItems", counts.error, counts.error > 0),
    figure("jobsRunning", jobs.running),
    figure("jobsReady", jobs.ready),
    figure("jobsLater", jobs.scheduled),
    figure("jobsFailed", failed, failed > 0),
    { ...figure("tokens", 0), value: `${tokens}${ai.daily_budget ? ` / ${ai.daily_budget.tokens}` : ""}` },
  ];
  return overviewView(figures, texts);
}

async function act(
  context: Context,
  desk: Desk,
  screen: Screen,
  effect: Effect,
  read: ReadonlyMap<number, string>,
): Promise<Outcome> {
  const { command, ids, input } = effect;
  if (command === "refresh") return { said: "", done: [] };
  if (screen === "schedule") return { said: await changeSchedules(context, desk, command === "run", ids), done: ids };
  const [done, said, failed]: [string[], string[], string[]] = [[], [], []];
  for (const id of ids) {
    try {
      const isItem = screen === "inbox";
      const change = isItem
        ? await decide(context, desk, { command, ids: [], input }, Number(id), read)
        : await changeWork(context, desk, command === "retry" ? "retry" : "cancel", Number(id));
      said.push(change.said);
      if (change.changed) done.push(id);
    } catch (error) {
      failed.push(`✗ ${screen === "inbox" ? "#" : ""}${id}: ${whyNot(error)(textsOf(desk.config.locale))}`);
    }
  }
  // The failures first: they are what a person has to look at.
  const good = done.length > 2 ? [`✓ ${textsOf(desk.config.locale).keys[command]}: ${done.length}`] : said;
  return { said: [...failed, ...good].join(" · "), done };
}

/** `changed`: it was not so already. */
interface Change {
  said: string;
  changed: boolean;
}

async function decide(
  context: Context,
  desk: Desk,
  { command, input }: Effect,
  id: number,
  read: ReadonlyMap<number, string>,
): Promise<Change> {
  const texts = textsOf(desk.config.locale);
  const { actor } = context;
  if (command === "edit") {
    const changed = await editInEditor(context, desk, id);
    return { said: changed ? `✓ #${id} ${texts.messages.changed}` : texts.messages.unchanged, changed };
  }
  if (command === "regenerate") {
    await desk.review.regenerate(id, input, actor);
    return { said: `✓ #${id} ${texts.messages.queued}`, changed: true };
  }
  if (command === "approve") {
    const seen = read.get(id);
    if (seen === undefined) throw unread(id);
    const { status, sendAt, changed } = await desk.review.approve(id, actor, seen);
    const when = sendAt === null ? "" : `, ${texts.messages.sentIn} ${timesOf(desk, context).relative(sendAt)}`;
    return { said: `✓ #${id} ${texts.items[status]}${when} · u ${texts.keys.undo}`, changed };
  }
  if (command !== "skip" && command !== "escalate" && command !== "undo" && command !== "retry")
    return { said: "", changed: false };
  const { status, changed } = await desk.review[command](id, actor);
  const queued = command === "retry" ? `, ${texts.messages.queued}` : "";
  return { said: `✓ #${id} ${texts.items[status]}${queued}`, changed };
}

function unread(id: number): RefusedDecision {
  return new RefusedDecision(`the answer to item ${id} has not been read`, {
    code: "answer.unread",
    say: ({ messages }) => messages.unread,
  });
}

/** A failed job of an item is retried on the item, so that both go on together. */
async function changeWork(context: Context, desk: Desk, verb: "retry" | "cancel", id: number): Promise<Change> {
  const { item_id } = requireJob(desk.db, id);
  const texts = textsOf(desk.config.locale);
  if (verb === "retry" && item_id !== null) {
    const { status } = await desk.review.retry(item_id, context.actor);
    return { said: `✓ #${item_id} ${texts.items[status]}, ${texts.messages.queued}`, changed: true };
  }
  await desk.db.write((tx) => changeJob(tx, desk, verb, id, context.actor, context.clock.now()));
  return { said: `✓ ${id} ${texts.jobs[verb === "retry" ? "ready" : "cancelled"]}`, changed: true };
}

async function changeSchedules(context: Context, desk: Desk, run: boolean, names: string[]): Promise<string> {
  const entries = planSchedules(desk.config).filter(({ name }) => names.includes(name));
  const stored = listSchedules(desk.db).filter(({ name }) => names.includes(name));
  const { words, messages } = textsOf(desk.config.locale);
  if (!run) {
    const pause = stored.some((schedule) => schedule.paused === 0);
    await pauseEntries(desk, entries, pause, context.actor, context.clock.now());
    return `✓ ${names.join(", ")} ${pause ? words.paused : words.on}`;
  }
  await desk.db.write((tx) => {
    for (const { kind, account } of entries) {
      const task = kind as ScheduledKind;
      if (!isPoll(task)) desk.enqueue(tx, task, {}, { key: jobKey(task) });
      else if (account !== null) desk.enqueue(tx, task, { account }, { key: jobKey(task, account), account });
    }
  });
  return `✓ ${names.join(", ")} ${messages.queued}`;
}
