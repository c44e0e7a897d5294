/**
 * When a person is told. Two questions, both without side effects: `when` for an event that has just happened, and `next`
 * for what waits for one contact. Nothing that waits is dropped: each ends as a message of its own or in a summary.
 */
import { DAY_MS, isToCome, MINUTE_MS } from "../../base/clock.ts";
import { nextDigest, quietUntil } from "./hours.ts";
import { unwantedBy, type AlertSettings, type Told, type Unwanted } from "./settings.ts";
import type { Level } from "./event.ts";

/** Singles are counted within this time. */
export const WINDOW_MS = 10 * MINUTE_MS;
/** What should have come so long ago is told in a summary: the channel was away. */
export const LATE_MS = 30 * MINUTE_MS;

/**
 * `single`: by itself. The others wait for a summary: at the end of quiet hours, at a digest, when there were too many, after
 * the channel was away.
 */
export const HOWS = ["single", "quiet", "digest", "many", "outage"] as const;
export type How = (typeof HOWS)[number];
export type SummaryHow = Exclude<How, "single">;

export type When = { how: "single" | "quiet" | "digest"; at: number } | { how: "never"; why: Unwanted };

/** When the settings let a person hear of an event that happens now. */
export function when(settings: AlertSettings, told: Told, now: number, timezone: string): When {
  const why = unwantedBy(settings, told);
  if (why !== undefined) return { how: "never", why };
  const digest = settings.topics[told.topic] === "digest" ? nextDigest(settings.digest, now, timezone) : undefined;
  if (digest !== undefined) return { how: "digest", at: digest };
  const quiet = told.level === "urgent" ? undefined : quietUntil(settings.quiet, now, timezone);
  return quiet === undefined ? { how: "single", at: now } : { how: "quiet", at: quiet };
}

/** Nothing waits longer for a digest or the end of a night. */
const LONGEST_WAIT_MS = 2 * DAY_MS;

/** When what waits is due. A time further away was written by a clock that was ahead, and would never come. */
export function dueTime(dueAt: number, now: number): number {
  return isToCome(dueAt, now, LONGEST_WAIT_MS) ? dueAt : Math.min(dueAt, now);
}

/** What waits for a contact. */
export interface Waiting {
  id: number;
  level: Level;
  how: How;
  /** Unix ms. */
  dueAt: number;
}

/** What is done next for a contact. */
export type Step =
  | { do: "single"; id: number }
  /** One message for all of them. */
  | { do: "summary"; ids: number[]; how: SummaryHow }
  /** They are put off, to come in a summary. */
  | { do: "hold"; ids: number[]; how: "quiet" | "many"; until: number }
  | { do: "wait"; until: number }
  | { do: "rest" };

/**
 * @param waiting what waits for the contact, in any order
 * @param singlesAt when singles were sent to it within the last ten minutes, Unix ms
 */
export function next(
  waiting: readonly Waiting[],
  singlesAt: readonly number[],
  settings: Pick<AlertSettings, "quiet" | "singles">,
  now: number,
  timezone: string,
): Step {
  const due = waiting.filter(({ dueAt }) => dueAt <= now);
  if (due.length === 0) return later(waiting);
  const quiet = quietUntil(settings.quiet, now, timezone);
  const calm = quiet === undefined ? [] : due.filter(({ level }) => level !== "urgent");
  if (quiet !== undefined && calm.length > 0) return { do: "hold", ids: idsOf(calm), how: "quiet", until: quiet };
  const recent = singlesAt.filter((at) => at > now - WINDOW_MS && at <= now);
  const late = due.filter(({ how, dueAt }) => how === "single" && dueAt < now - LATE_MS);
  const folded = late.length > 1 ? [...late, ...foldedOf(due, waiting)] : foldedOf(due, waiting);
  const hasRoom = recent.length < settings.singles;
  if (folded.length === 1 && hasRoom) return { do: "single", id: folded[0]!.id };
  if (folded.length > 0) return { do: "summary", ids: idsOf(folded), how: late.length > 1 ? "outage" : reason(folded) };
  return single(due, recent, settings.singles);
}

/** The most urgent goes first; the last place is kept for danger. */
function single(due: readonly Waiting[], recent: readonly number[], most: number): Step {
  const [first] = due.toSorted(byUrgency);
  const room = most - recent.length;
  if (first && room > (first.level === "urgent" || most === 1 ? 0 : 1)) return { do: "single", id: first.id };
  return { do: "hold", ids: idsOf(due), how: "many", until: Math.max(...recent) + WINDOW_MS };
}

function later(waiting: readonly Waiting[]): Step {
  return waiting.length === 0 ? { do: "rest" } : { do: "wait", until: Math.min(...waiting.map(({ dueAt }) => dueAt)) };
}

/** What was put off and is due; of what was too much all of it, so that it is one message. */
function foldedOf(due: readonly Waiting[], waiting: readonly Waiting[]): Waiting[] {
  const folded = due.filter(({ how }) => how !== "single");
  if (!folded.some(({ how }) => how === "many")) return folded;
  return [...folded, ...waiting.filter((one) => one.how === "many" && !due.includes(one))];
}

/** What most people would say first: the night, then the digest. */
function reason(folded: readonly Waiting[]): SummaryHow {
  const hows = new Set(folded.map(({ how }) => how));
  return (["outage", "quiet", "many", "digest"] as const).find((how) => hows.has(how)) ?? "digest";
}

function byUrgency(a: Waiting, b: Waiting): number {
  return Number(b.level === "urgent") - Number(a.level === "urgent") || a.dueAt - b.dueAt || a.id - b.id;
}

function idsOf(list: readonly Waiting[]): number[] {
  return list.toSorted(byUrgency).map(({ id }) => id);
}
