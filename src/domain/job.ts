/** The life cycle of a job, without side effects: its states, and what becomes of it after an attempt. */
import type { ItemType, Platform } from "./platform.ts";

export const JOB_STATES = ["scheduled", "ready", "running", "done", "failed", "cancelled"] as const;
export type JobState = (typeof JOB_STATES)[number];

export const POLL_KINDS = [
  "poll_wb_reviews",
  "poll_wb_questions",
  "poll_ozon_reviews",
  "poll_ozon_questions",
  "poll_ym_reviews",
  "poll_ym_questions",
] as const;
export type PollKind = (typeof POLL_KINDS)[number];

/** The tasks that the clock starts (specification 7.2 and B.5), and our own. */
export const SCHEDULED_KINDS = [
  ...POLL_KINDS,
  "retry_failed_publish",
  "calculate_daily_analytics",
  "archive_old_items",
  "office_heartbeat",
  "weekly_summary",
] as const;
export type ScheduledKind = (typeof SCHEDULED_KINDS)[number];

/** The tasks by which people are told. */
export const ALERT_KINDS = [
  "route_alerts",
  "deliver_alerts",
  "remind_handed_on",
  "draw_card",
  "send_card",
  "greet_contact",
] as const;

/** All 14 tasks of the specification (7.1), and our own. */
export const JOB_KINDS = [
  ...SCHEDULED_KINDS,
  "analyze_item",
  "generate_response",
  "regenerate_response",
  "send_response",
  ...ALERT_KINDS,
] as const;
export type JobKind = (typeof JOB_KINDS)[number];

/** The text that a person or a rule has approved, as a job remembers it. */
export interface ApprovedText {
  /** The version of the answer; each change of text raises it. */
  version: number;
  /** SHA-256, hexadecimal. */
  sha256: string;
}

/** A draft that came together with the analysis of its item, as a job remembers it. */
export interface PreparedDraft {
  text: string;
  model: string;
  prompt_hash: string;
  claims: string[];
  /** SHA-256, hexadecimal, of what it was written for: the item, the voice and the facts as they were. */
  written_for: string;
}

/** The arguments of each kind of job. */
export interface JobArgs extends Record<PollKind, { account: string }> {
  analyze_item: { item_id: number };
  /** `prepared`: the draft that the analysis has brought along. */
  generate_response: { item_id: number; prepared?: PreparedDraft | undefined };
  /**
   * `stand_in`: the version of the answer that ready phrases stand in for, when no person asks; `variants`: how many drafts
   * to choose from, instead of another draft in the answer's place.
   */
  regenerate_response: {
    item_id: number;
    instructions: string;
    by: string;
    stand_in?: number | undefined;
    variants?: number | undefined;
  };
  /** `approved` tells what was approved; a job that only resumes an approval has none. */
  send_response: { item_id: number; approved?: ApprovedText | undefined };
  retry_failed_publish: Record<string, never>;
  /** Without a range: yesterday, and the days whose items have changed since the last run. */
  calculate_daily_analytics: { from?: string | undefined; to?: string | undefined };
  archive_old_items: Record<string, never>;
  office_heartbeat: Record<string, never>;
  weekly_summary: Record<string, never>;
  route_alerts: Record<string, never>;
  deliver_alerts: { contact_id: number };
  /** `by`: who handed it on, by name. */
  remind_handed_on: { item_id: number; by: string };
  draw_card: { card_id: number };
  /** `shows`: as in `alert_cards`. */
  send_card: { contact_id: number; item_id: number; alert_id: number | null; shows: string };
  greet_contact: { contact_id: number };
}

/** The poll of a platform's reviews or questions: `poll_wb_reviews`. */
export function pollKind(platform: Platform, itemType: ItemType): PollKind {
  return `poll_${platform}_${itemType}s`;
}

/** The reverse of `pollKind`. */
export function pollOf(kind: PollKind): { platform: Platform; itemType: ItemType } {
  const [, platform, items] = kind.split("_") as [string, Platform, string];
  return { platform, itemType: items === "reviews" ? "review" : "question" };
}

/** Whether a stored kind of job is a poll. */
export function isPollKind(kind: string): kind is PollKind {
  return (POLL_KINDS as readonly string[]).includes(kind);
}

/** The unique key of a job that exists once per subject: an item's id, an account, or nothing. */
export function jobKey(kind: JobKind, subject?: string | number): string {
  return subject === undefined ? kind : `${kind}:${subject}`;
}

/** How an attempt ended. `interrupted`: the process was told to stop; `crashed`: the process died during it. */
export type AttemptOutcome = "done" | "snoozed" | "failed" | "timed_out" | "interrupted" | "crashed";

/** What an error reports about itself, as far as the job is concerned. */
export interface Failure {
  code: string;
  message: string;
  retryable: boolean;
  /** How long the other side asked us to wait; such a failure uses up no attempt. */
  retryAfterMs?: number | undefined;
}

/** What the attempt reported, or what others found out about it. */
export type AttemptEnd =
  | { outcome: "done"; result: unknown }
  | { outcome: "snoozed"; until: number; reason: string }
  | { outcome: "failed"; failure: Failure }
  | { outcome: "timed_out"; failure: Failure }
  | { outcome: "interrupted" }
  | { outcome: "crashed" };

/** The fields of a job row that decide what comes next. */
export interface Spent {
  kind: string;
  /** How often the job was claimed. Together with the owner it is the fencing token, so it never decreases. */
  attempt: number;
  /** The number of attempts that do not count: snoozed, interrupted, crashed, or told to wait. */
  excused: number;
  maxAttempts: number;
  crashes: number;
}

/** The values to write to the job row. */
export interface AfterAttempt {
  state: "scheduled" | "ready" | "done" | "failed";
  /** When the job may run (again), Unix ms. */
  runAt: number;
  excused: number;
  crashes: number;
  /** The error to show as the job's last one; null clears it. */
  error: { code: string; message: string } | null;
}

/**
 * A job with effects outside is set apart when it was running in this many deaths of the process: a person looks at what
 * has become of the effects.
 */
export const CRASH_CAP = 3;
const EFFECTS_OUTSIDE: ReadonlySet<string> = new Set<JobKind>(["send_response"]);

/** The pause after a job's second crash; each further crash doubles it, so that a job that kills us leaves time for others. */
const CRASH_PAUSE_MS = 10_000;
const LONGEST_CRASH_PAUSE_MS = 3_600_000;
/** While a poll pauses no other one of its account begins, and buyers are not heard. */
const LONGEST_POLL_PAUSE_MS = 60_000;

/** The number of attempts that count against `maxAttempts`. */
export function attemptsSpent(job: Pick<Spent, "attempt" | "excused">): number {
  return job.attempt - job.excused;
}

/**
 * Decides what becomes of a job after an attempt.
 * @param retryDelayMs the task's delay between attempts (specification: 60 s, publishing 300 s)
 */
export function afterAttempt(job: Spent, end: AttemptEnd, retryDelayMs: number, now: number): AfterAttempt {
  const same = { excused: job.excused, crashes: job.crashes };
  const excused = { excused: job.excused + 1, crashes: job.crashes };
  switch (end.outcome) {
    case "done":
      return { ...same, state: "done", runAt: now, error: null };
    case "snoozed":
      return { ...excused, state: "scheduled", runAt: end.until, error: { code: "snoozed", message: end.reason } };
    case "interrupted":
      return { ...excused, state: "ready", runAt: now, error: null };
    case "crashed":
      return afterCrash(job, now);
    case "failed":
    case "timed_out":
      return afterFailure(job, end.failure, retryDelayMs, now);
  }
}

function afterFailure(job: Spent, failure: Failure, retryDelayMs: number, now: number): AfterAttempt {
  const { code, message } = failure;
  const error = { code, message };
  if (failure.retryable && failure.retryAfterMs !== undefined) {
    const runAt = now + Math.max(failure.retryAfterMs, 0);
    return { state: "scheduled", runAt, excused: job.excused + 1, crashes: job.crashes, error };
  }
  const again = failure.retryable && attemptsSpent(job) < job.maxAttempts;
  const state = again ? "scheduled" : "failed";
  return { state, runAt: again ? now + retryDelayMs : now, excused: job.excused, crashes: job.crashes, error };
}

function afterCrash(job: Spent, now: number): AfterAttempt {
  const crashes = job.crashes + 1;
  const excused = job.excused + 1;
  const error = { code: "job.crashes", message: `the process died ${crashes} times while this job ran` };
  if (EFFECTS_OUTSIDE.has(job.kind)) {
    if (crashes < CRASH_CAP) return { state: "ready", runAt: now, excused, crashes, error: null };
    const message = `${error.message}; it is set apart`;
    return { state: "failed", runAt: now, excused, crashes, error: { ...error, message } };
  }
  if (crashes === 1) return { state: "ready", runAt: now, excused, crashes, error: null };
  const longest = isPollKind(job.kind) ? LONGEST_POLL_PAUSE_MS : LONGEST_CRASH_PAUSE_MS;
  const pause = Math.min(CRASH_PAUSE_MS * 2 ** (crashes - 2), longest);
  return { state: "scheduled", runAt: now + pause, excused, crashes, error };
}
