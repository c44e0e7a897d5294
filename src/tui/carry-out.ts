/** Carries out what a person has decided on the screens, row by row. A row that fails does not stop the others. */
import type { Decisions } from "../decisions/index.ts";
import type { Obstacle } from "../desk/hold-reason.ts";
import { RefusedDecision, whyNot } from "../domain/refused-decision.ts";
import type { PlannedSchedule } from "../store/tables/schedules.ts";
import type { Texts } from "../texts/ru/index.ts";
import type { Screen } from "./keys.ts";
import type { ScreenParts } from "./screen-source.ts";
import type { Effect } from "./state.ts";

/** What became of a command: in words, and the rows it succeeded for. */
export interface Outcome {
  said: string;
  done: readonly string[];
}

/** A person's own editor, on the terminal that it is lent. */
export interface AnswerEditor {
  /** Opens it on the answer and stores what comes back. @returns false when the text was left as it was */
  edit(id: number): Promise<boolean>;
  /** Whether a text that could not be stored is kept for the next time. */
  keeps(id: number): boolean;
}

export interface DecisionParts extends ScreenParts {
  decisions: Decisions;
  /** What the configuration plans. */
  planned: readonly PlannedSchedule[];
  editor: AnswerEditor;
  /** Who decides, for the audit log. */
  actor: string;
}

interface Change {
  said: string;
  /** False when it was so already. */
  changed: boolean;
}

/** @param versionRead the version of an answer that the person has read */
export async function carryOut(
  parts: DecisionParts,
  screen: Screen,
  effect: Effect,
  versionRead: (id: string) => number | undefined,
): Promise<Outcome> {
  const { command, ids } = effect;
  if (command === "refresh") return { said: "", done: [] };
  if (screen === "schedule") return { said: await changeSchedules(parts, command, ids), done: ids };
  const { desk, editor, texts } = parts;
  // A row of the errors stands for all the jobs that failed alike.
  const targets = screen === "errors" ? (await desk.leftUndone(ids.map(Number))).map(String) : ids;
  if (targets.length === 0) return { said: `! ${texts.messages.nothingToRetry}`, done: [] };
  const [done, said, failed]: [string[], string[], string[]] = [[], [], []];
  for (const id of targets) {
    try {
      const change = await (screen === "inbox"
        ? decide(parts, effect, Number(id), versionRead(id))
        : changeWork(parts, command, Number(id)));
      said.push(change.said);
      if (change.changed) done.push(id);
    } catch (error) {
      const kept = command === "edit" && editor.keeps(Number(id)) ? ` · ${texts.messages.kept}` : "";
      failed.push(`✗ ${screen === "inbox" ? "#" : ""}${id}: ${whyNot(error)(texts)}${kept}`);
    }
  }
  // The failures first: they are what a person has to look at.
  const good = done.length > 2 ? [`✓ ${doneTo(command, texts)}: ${done.length}`] : said;
  const next = done.length > 0 ? await nextSteps(parts, command) : [];
  return { said: [...failed, ...good, ...next].join(" · "), done };
}

function doneTo(command: Effect["command"], { actions, keys }: Texts): string {
  return command in actions ? actions[command as keyof typeof actions] : keys[command];
}

/** What a person wants to know after a decision: when the answer goes out, and how to take it back. */
async function nextSteps(parts: DecisionParts, command: Effect["command"]): Promise<string[]> {
  const { desk, texts } = parts;
  // The space does not break: a key stands with what it does.
  const undo = `u\u00A0${texts.keys.undo}`;
  if (command === "approve") return [whenSent(parts, await desk.obstacles()), undo];
  return command === "skip" || command === "escalate" ? [undo] : [];
}

/** When approved answers go out, or what keeps them from it. */
function whenSent(
  { clock, config, texts: { messages }, times }: DecisionParts,
  obstacles: readonly Obstacle[],
): string {
  if (obstacles.includes("no_daemon")) return `! ${messages.noDaemon}`;
  if (obstacles.includes("publish_paused")) return `! ${messages.publishPaused}`;
  if (obstacles.includes("publish_partly_paused")) return `! ${messages.publishPartlyPaused}`;
  return `${messages.sentIn} ${times.relative(clock.now() + config.approval.undo_window)}`;
}

async function decide(
  { decisions, editor, texts, actor }: DecisionParts,
  { command, input }: Effect,
  id: number,
  read: number | undefined,
): Promise<Change> {
  const { items, messages } = texts;
  switch (command) {
    case "edit": {
      const changed = await editor.edit(id);
      const kept = editor.keeps(id) ? ` · ${messages.kept}` : "";
      return { said: changed ? `✓ #${id} ${messages.changed}` : `${messages.unchanged}${kept}`, changed };
    }
    case "regenerate":
      await decisions.regenerate(id, input, actor);
      return { said: `✓ #${id} ${messages.redrafting}`, changed: true };
    case "approve": {
      if (read === undefined) throw unread(id);
      const { status, changed } = await decisions.approve(id, actor, read);
      return { said: `✓ #${id} ${items[status]}`, changed };
    }
    case "skip": {
      const { status, changed } = await decisions.skip(id, actor, { reason: input, version: read });
      return { said: `✓ #${id} ${items[status]}`, changed };
    }
    case "escalate": {
      const { to, reason } = handOnOf(input);
      const { status, changed } = await decisions.escalate(id, actor, { to, reason, version: read });
      return { said: `✓ #${id} ${items[status]}${to === "" ? "" : ` → ${to}`}`, changed };
    }
    case "undo":
    case "retry": {
      const { status, changed } = await decisions[command](id, actor);
      if (command === "undo" && !changed) return { said: `#${id}: ${messages.nothingToUndo}`, changed };
      return { said: `✓ #${id} ${items[status]}${command === "retry" ? `, ${messages.queued}` : ""}`, changed };
    }
    default:
      return { said: "", changed: false };
  }
}

/** `Анна: нужен возврат`; without a colon it is a name. */
function handOnOf(input: string): { to: string; reason: string } {
  const [, to = "", reason = ""] = /^([^:]*):?(.*)$/s.exec(input) ?? [];
  return { to: to.trim(), reason: reason.trim() };
}

function unread(id: number): RefusedDecision {
  return new RefusedDecision(`the answer to item ${id} has not been read`, {
    code: "answer.unread",
    say: ({ messages }) => messages.unread,
  });
}

/** A failed job of an item is retried on the item, so that both go on together. */
async function changeWork(
  { desk, decisions, texts, actor }: DecisionParts,
  command: string,
  id: number,
): Promise<Change> {
  const { job } = await desk.job(id);
  const { items, jobs, messages } = texts;
  if (command !== "retry") {
    await decisions.cancelJobs([id], actor);
    return { said: `✓ ${id} ${jobs.cancelled}`, changed: true };
  }
  if (job.item_id === null) {
    await decisions.retryJobs([id], actor);
    return { said: `✓ ${id} ${jobs.ready}`, changed: true };
  }
  const { status } = await decisions.retry(job.item_id, actor);
  return { said: `✓ #${job.item_id} ${items[status]}, ${messages.queued}`, changed: true };
}

async function changeSchedules(parts: DecisionParts, command: string, names: readonly string[]): Promise<string> {
  const { desk, decisions, planned, texts, actor } = parts;
  const entries = planned.filter(({ name }) => names.includes(name));
  const { words, messages } = texts;
  const all = names.join(", ");
  if (command === "run") {
    await decisions.runSchedules(entries);
    return `✓ ${all} ${messages.queued}`;
  }
  const stored = (await desk.schedules()).filter(({ name }) => names.includes(name));
  if (stored.some(({ paused }) => paused === 0)) {
    await decisions.pauseSchedules(entries, actor);
    return `✓ ${all} ${words.paused}`;
  }
  await decisions.resumeSchedules(entries, actor);
  return `✓ ${all} ${words.on}`;
}
