/** Carries out what a person has decided on the screens, row by row: one that fails does not keep the others from it. */
import { DAY_MS } from "../../base/clock.ts";
import type { Core } from "../../app.ts";
import { RefusedDecision, whyNot } from "../../domain/refused-decision.ts";
import { liveDaemon } from "../../queue/owner.ts";
import { planSchedules } from "../../schedule/plan.ts";
import type { Reader } from "../../store/db.ts";
import { requireItem, type Item } from "../../store/tables/items.ts";
import { requireJob } from "../../store/tables/jobs.ts";
import { isPaused } from "../../store/tables/pauses.ts";
import { failureGroups } from "../../store/views/failures.ts";
import { listSchedules } from "../../store/tables/schedules.ts";
import type { Texts } from "../../texts/ru/index.ts";
import { textsOf } from "../../texts/texts.ts";
import type { Screen } from "../../tui/keys.ts";
import type { Outcome } from "../../tui/source.ts";
import type { Effect } from "../../tui/state.ts";
import { editInEditor } from "../answer-editor.ts";
import type { Context } from "../context.ts";
import { timesOf } from "./times.ts";

/** What the screens remember of the answers, by item. */
export interface Remembered {
  /** The texts a person has read: what is approved must be what was read. */
  read: Map<number, string>;
  /** Texts a person has written that were refused: the editor takes them up again. */
  refused: Map<number, string>;
}

/** `changed`: it was not so already. */
interface Change {
  said: string;
  changed: boolean;
}

export async function actOn(
  context: Context,
  core: Core,
  screen: Screen,
  effect: Effect,
  remembered: Remembered,
): Promise<Outcome> {
  const { command, ids } = effect;
  if (command === "refresh") return { said: "", done: [] };
  if (screen === "schedule") return { said: await changeSchedules(context, core, command === "run", ids), done: ids };
  const texts = textsOf(core.config.locale);
  const targets = screen === "errors" ? wholeGroups(core.db, context.clock.now(), ids) : ids;
  if (targets.length === 0) return { said: `! ${texts.messages.nothingToRetry}`, done: [] };
  const [done, said, failed]: [string[], string[], string[]] = [[], [], []];
  for (const id of targets) {
    try {
      const change =
        screen === "inbox"
          ? await decide(context, core, effect, Number(id), remembered)
          : await changeWork(context, core, command === "retry" ? "retry" : "cancel", Number(id));
      said.push(change.said);
      if (change.changed) done.push(id);
    } catch (error) {
      const kept = command === "edit" && remembered.refused.has(Number(id)) ? ` · ${texts.messages.kept}` : "";
      failed.push(`✗ ${screen === "inbox" ? "#" : ""}${id}: ${whyNot(error)(texts)}${kept}`);
    }
  }
  // The failures first: they are what a person has to look at.
  const good = done.length > 2 ? [`✓ ${doneTo(command, texts)}: ${done.length}`] : said;
  return { said: [...failed, ...good, ...onward(context, core, command, done)].join(" · "), done };
}

/** A row of the errors stands for all the jobs that failed alike: the last of each work that is still to be done. */
function wholeGroups(reader: Reader, now: number, ids: readonly string[]): string[] {
  const groups = failureGroups(reader, now - DAY_MS).filter(({ job }) => ids.includes(String(job)));
  const jobs = groups.flatMap((group) => group.jobs.toSorted((a, b) => a - b)).map((id) => requireJob(reader, id));
  const open = jobs.filter(({ item_id }) => item_id === null || isOpen(requireItem(reader, item_id)));
  return [...new Map(open.map(({ id, key }) => [key ?? id, String(id)])).values()];
}

/** What was decided or sent meanwhile needs no other try. */
function isOpen({ status }: Item): boolean {
  return status === "error" || status === "approved";
}

function doneTo(command: Effect["command"], { actions, keys }: Texts): string {
  return command in actions ? actions[command as keyof typeof actions] : keys[command];
}

/** How it goes on after a decision. */
function onward(context: Context, core: Core, command: Effect["command"], done: readonly string[]): string[] {
  if (done.length === 0) return [];
  const { keys } = textsOf(core.config.locale);
  // The space does not break: a key stands with what it does.
  const undo = `u\u00A0${keys.undo}`;
  if (command === "approve") return [whenSent(context, core), undo];
  return command === "skip" || command === "escalate" ? [undo] : [];
}

async function decide(
  context: Context,
  core: Core,
  { command, input }: Effect,
  id: number,
  { read, refused }: Remembered,
): Promise<Change> {
  const { items, messages } = textsOf(core.config.locale);
  const { actor } = context;
  switch (command) {
    case "edit": {
      const changed = await editInEditor(context, core, id, refused);
      const kept = refused.has(id) ? ` · ${messages.kept}` : "";
      return { said: changed ? `✓ #${id} ${messages.changed}` : `${messages.unchanged}${kept}`, changed };
    }
    case "regenerate":
      await core.decisions.regenerate(id, input, actor);
      return { said: `✓ #${id} ${messages.redrafting}`, changed: true };
    case "approve": {
      const seen = read.get(id);
      if (seen === undefined) throw unread(id);
      const { status, changed } = await core.decisions.approve(id, actor, seen);
      return { said: `✓ #${id} ${items[status]}`, changed };
    }
    case "skip":
    case "escalate":
    case "undo":
    case "retry": {
      const { status, changed } = await core.decisions[command](id, actor);
      if (command === "undo" && !changed) return { said: `#${id}: ${messages.nothingToUndo}`, changed };
      return { said: `✓ #${id} ${items[status]}${command === "retry" ? `, ${messages.queued}` : ""}`, changed };
    }
    default:
      return { said: "", changed: false };
  }
}

function unread(id: number): RefusedDecision {
  return new RefusedDecision(`the answer to item ${id} has not been read`, {
    code: "answer.unread",
    say: ({ messages }) => messages.unread,
  });
}

/** When approved answers go out, and what keeps them from it. */
function whenSent({ clock }: Context, { db, config }: Core): string {
  const { messages } = textsOf(config.locale);
  const now = clock.now();
  if (!liveDaemon(db, now)) return `! ${messages.noDaemon}`;
  if (isPaused(db, "publish")) return `! ${messages.publishPaused}`;
  return `${messages.sentIn} ${timesOf(config, clock).relative(now + config.approval.undo_window)}`;
}

/** A failed job of an item is retried on the item, so that both go on together. */
async function changeWork(context: Context, core: Core, verb: "retry" | "cancel", id: number): Promise<Change> {
  const { item_id } = requireJob(core.db, id);
  const texts = textsOf(core.config.locale);
  if (verb === "retry" && item_id !== null) {
    const { status } = await core.decisions.retry(item_id, context.actor);
    return { said: `✓ #${item_id} ${texts.items[status]}, ${texts.messages.queued}`, changed: true };
  }
  if (verb === "retry") await core.decisions.retryJobs([id], context.actor);
  else await core.decisions.cancelJobs([id], context.actor);
  return { said: `✓ ${id} ${texts.jobs[verb === "retry" ? "ready" : "cancelled"]}`, changed: true };
}

async function changeSchedules(context: Context, core: Core, run: boolean, names: string[]): Promise<string> {
  const entries = planSchedules(core.config).filter(({ name }) => names.includes(name));
  const stored = listSchedules(core.db).filter(({ name }) => names.includes(name));
  const { words, messages } = textsOf(core.config.locale);
  if (!run) {
    const pause = stored.some((schedule) => schedule.paused === 0);
    if (pause) await core.decisions.pauseSchedules(entries, context.actor);
    else await core.decisions.resumeSchedules(entries, context.actor);
    return `✓ ${names.join(", ")} ${pause ? words.paused : words.on}`;
  }
  await core.decisions.runSchedules(entries);
  return `✓ ${names.join(", ")} ${messages.queued}`;
}
