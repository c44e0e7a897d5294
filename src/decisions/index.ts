/** Every write that a person decides on; the command line, the screens and the web page call only these. */
import type { Db, Tx } from "../store/db.ts";
import type { Pausable } from "../store/tables/pauses.ts";
import type { PlannedSchedule } from "../store/tables/schedules.ts";
import { approve, type Approved } from "./approve.ts";
import { choose, type Chosen } from "./choose.ts";
import { edit, type Edited } from "./edit.ts";
import { recordExport, type Export } from "./export-log.ts";
import { escalate, type HandOn } from "./escalate.ts";
import { cancelJob, retryJob } from "./jobs.ts";
import { note } from "./note.ts";
import { saveLookAt } from "../store/tables/looks.ts";
import type { Decided, Parts, Words } from "./parts.ts";
import { dropExample } from "./past-answers.ts";
import { pause, resume } from "./pause.ts";
import { seeQuarantined } from "./quarantine.ts";
import { refuseWhileMoving } from "./refuse-while-moving.ts";
import { regenerate, type Redraft, type Regenerated } from "./regenerate.ts";
import { retry } from "./retry.ts";
import { pauseSchedule, resumeSchedule, runSchedule } from "./schedules.ts";
import type { LiveConfig } from "./live-config.ts";
import { changeSetting, resetSetting, type ChangedSetting, type SettingChange } from "./settings.ts";
import { skip } from "./skip.ts";
import { undo } from "./undo.ts";

/**
 * Each method is one transaction. All throw RefusedDecision when a state does not allow the decision; nothing is
 * changed then.
 */
export interface Decisions {
  /** @param version the version of the answer that the person has read; another one is not approved */
  approve(id: number, actor: string, version?: number): Promise<Approved>;
  /** @param version the version of the answer that the person started from; another one is not overwritten */
  edit(id: number, text: string, actor: string, version?: number): Promise<Edited>;
  skip(id: number, actor: string, words?: Words): Promise<Decided>;
  escalate(id: number, actor: string, handOn?: HandOn): Promise<Decided>;
  /** Takes back the last approval, skip or escalation, as long as nothing was sent. */
  undo(id: number, actor: string): Promise<Decided>;
  /** @param brand whose item it is, when it waits for a person to say so */
  retry(id: number, actor: string, brand?: string): Promise<Decided>;
  /** Requests another draft, or several to choose from, at most five times per item. */
  regenerate(id: number, wish: string | Redraft, actor: string): Promise<Regenerated>;
  /** Puts one of several drafts in the answer's place. @param choice its place, and the version of the answer that was read */
  choose(id: number, choice: { place: number; version: number }, actor: string): Promise<Chosen>;
  /**
   * Remembers that the person, by their number, has opened the item.
   * @param changedAt when it was changed last, Unix ms, by a clock that may be ahead of ours
   */
  look(id: number, user: number, changedAt?: number): Promise<void>;
  /** Leaves a note for colleagues; the item stays as it is. */
  note(id: number, text: string, actor: string): Promise<Decided>;
  /** Pauses a lane or a group of lanes. False when all of it was paused already. */
  pause(lane: Pausable, actor: string): Promise<boolean>;
  /** Resumes a lane or a group of lanes. False when none of it was paused. */
  resume(lane: Pausable, actor: string): Promise<boolean>;
  /** Retries all of the jobs, or none. */
  retryJobs(ids: readonly number[], actor: string): Promise<void>;
  /** Cancels all of the jobs, or none. */
  cancelJobs(ids: readonly number[], actor: string): Promise<void>;
  pauseSchedules(entries: readonly PlannedSchedule[], actor: string): Promise<void>;
  resumeSchedules(entries: readonly PlannedSchedule[], actor: string): Promise<void>;
  /**
   * Marks what could not be read as looked at, of one account or of all.
   * @returns how many nobody had looked at before
   */
  seeQuarantined(account: string | undefined, actor: string): Promise<number>;
  /**
   * Stores a value of the rules, the limits or a brand's voice in the place of the file's; from then on this program goes
   * by it. Whether the person may: `mayChange` in `domain/access.ts`.
   */
  changeSetting(change: SettingChange, actor: string): Promise<ChangedSetting>;
  /** Takes such a change back. @param from the mark of the value that the person has seen */
  resetSetting(path: string, actor: string, from?: string): Promise<ChangedSetting>;
  /** Tells the audit log that somebody takes data out of the program. */
  recordExport(taken: Export, actor: string): Promise<void>;
  /** Lets an answer be no pattern for drafts any more. */
  dropExample(id: number, actor: string): Promise<{ changed: boolean }>;
  /** Enqueues the schedules' jobs now. */
  runSchedules(entries: readonly PlannedSchedule[]): Promise<void>;
}

export function createDecisions({ db, live, ...parts }: Parts & { db: Db; live: LiveConfig }): Decisions {
  /** One transaction about an item, unless its account is on its way to another database. */
  function on<T>(id: number, decide: (tx: Tx) => T extends Promise<unknown> ? never : T): Promise<T> {
    return db.write<T>((tx) => {
      refuseWhileMoving(tx, id);
      return decide(tx);
    });
  }

  async function withSettings<T>(write: Promise<T>): Promise<T> {
    const written = await write;
    live.refresh();
    return written;
  }

  return {
    approve: (id, actor, version) => on(id, (tx) => approve(tx, parts, id, actor, version)),
    edit: (id, text, actor, version) => on(id, (tx) => edit(tx, parts, id, { text, version }, actor)),
    skip: (id, actor, words) => on(id, (tx) => skip(tx, parts, id, actor, "person", words)),
    escalate: (id, actor, handOn) => on(id, (tx) => escalate(tx, parts, id, actor, handOn)),
    undo: (id, actor) => on(id, (tx) => undo(tx, parts, id, actor)),
    retry: (id, actor, brand) => on(id, (tx) => retry(tx, parts, id, actor, brand)),
    regenerate: (id, wish, actor) => {
      const asked = typeof wish === "string" ? { instructions: wish } : wish;
      return on(id, (tx) => regenerate(tx, parts, id, asked, actor));
    },
    choose: (id, choice, actor) => on(id, (tx) => choose(tx, parts, id, choice, actor)),
    look: (id, user, changedAt = 0) =>
      db.write((tx) => saveLookAt(tx, user, id, Math.max(parts.clock.now(), changedAt))),
    note: (id, text, actor) => on(id, (tx) => note(tx, parts, id, text, actor)),
    pause: (lane, actor) => db.write((tx) => pause(tx, parts, lane, actor)),
    resume: (lane, actor) => db.write((tx) => resume(tx, parts, lane, actor)),
    retryJobs: (ids, actor) => db.write((tx) => ids.forEach((id) => retryJob(tx, parts, id, actor))),
    cancelJobs: (ids, actor) => db.write((tx) => ids.forEach((id) => cancelJob(tx, parts, id, actor))),
    pauseSchedules: (entries, actor) =>
      db.write((tx) => entries.forEach((entry) => pauseSchedule(tx, parts, entry, actor))),
    resumeSchedules: (entries, actor) =>
      db.write((tx) => entries.forEach((entry) => resumeSchedule(tx, parts, entry, actor))),
    seeQuarantined: (account, actor) => db.write((tx) => seeQuarantined(tx, parts, account, actor)),
    changeSetting: (change, actor) =>
      withSettings(db.write((tx) => changeSetting(tx, { ...parts, file: live.file() }, change, actor))),
    resetSetting: (path, actor, from) =>
      withSettings(db.write((tx) => resetSetting(tx, { ...parts, file: live.file() }, path, actor, from))),
    recordExport: (taken, actor) => db.write((tx) => recordExport(tx, parts, taken, actor)),
    dropExample: (id, actor) => db.write((tx) => dropExample(tx, parts, id, actor)),
    runSchedules: (entries) => db.write((tx) => entries.forEach((entry) => runSchedule(tx, parts, entry))),
  };
}
