/** Explains why an approved answer is not published: what holds it back now, or what went wrong the last time. */
import { MINUTE_MS, type Clock } from "../base/clock.ts";
import type { Config } from "../config/schema.ts";
import { addDays, dayOf, startOfDay } from "../domain/calendar.ts";
import { circuitState } from "../domain/circuit.ts";
import { failureSentence, keyHoldSentence, type FailureTexts } from "../domain/failure.ts";
import { laneOf } from "../domain/lane.ts";
import { PLATFORMS } from "../domain/platform.ts";
import { isHeldBy, type KeyUse } from "../domain/key-hold.ts";
import type { Sentence } from "../domain/sentence.ts";
import { liveDaemon } from "../queue/owner.ts";
import type { Reader } from "../store/db.ts";
import { automaticSends } from "../store/tables/automatic-sends.ts";
import { platformOf, type Item } from "../store/tables/items.ts";
import { listJobs } from "../store/tables/jobs.ts";
import { keyHoldsOf } from "../store/tables/key-holds.ts";
import { isPaused, type Pausable } from "../store/tables/pauses.ts";
import { circuitOf, pollingState } from "../store/tables/polling-state.ts";
import type { Response } from "../store/tables/responses.ts";
import { fenceHoldOf } from "../store/tables/standing.ts";
import { textsOf } from "../texts/texts.ts";

/** How long an answer is held back (Unix ms), and why. */
export interface Hold {
  until: number;
  reason: string;
}

/** A hold with a sentence for managers. */
interface ToldHold extends Hold {
  say: Sentence<FailureTexts>;
}

/** How soon it is looked again whether the rules decide again. */
const STOPPED_MS = MINUTE_MS;

interface Around {
  clock: Clock;
  config: Pick<Config, "approval" | "timezone" | "locale">;
}

/** Whether a rule approved the answer; the daily cap never holds back a person's approval. */
export function isAutomatic({ approved_by }: Pick<Response, "approved_by">): boolean {
  return approved_by?.startsWith("rule:") === true;
}

/** The name that resumes the lane in which the answer waits, if that lane is paused. */
function pausedLane(reader: Reader, { item_id }: Partial<Pick<Response, "item_id">>): Pausable | undefined {
  if (isPaused(reader, "publish")) return "publish";
  const platform = item_id === undefined ? undefined : platformOf(reader, item_id);
  const lane = platform && laneOf("publish", platform);
  return lane && isPaused(reader, lane) ? lane : undefined;
}

/** What holds back every such answer. A send checks it when it begins, and again when it writes its intent. */
export function holdOf(
  reader: Reader,
  response: Pick<Response, "approved_by"> & Partial<Pick<Response, "item_id">>,
  { clock, config }: Around,
): ToldHold | undefined {
  const now = clock.now();
  // A paused lane is not claimed, so no send comes back here until somebody resumes it.
  const lane = pausedLane(reader, response);
  if (lane !== undefined) {
    const reason = `publishing is paused: reputation resume ${lane}`;
    return { until: now, reason, say: (texts) => texts.paused };
  }
  const { timezone, approval } = config;
  if (isAutomatic(response) && !approval.rules_enabled) {
    const reason = "the rules are stopped (approval.rules_enabled): what they approved waits";
    return { until: now + STOPPED_MS, reason, say: (texts) => texts.rules_stopped };
  }
  const today = dayOf(now, timezone);
  if (!isAutomatic(response) || automaticSends(reader, today) < approval.daily_cap) return undefined;
  const reason = `the daily cap of ${approval.daily_cap} automatic answers is reached (approval.daily_cap): goes out tomorrow`;
  const say: ToldHold["say"] = (texts) => texts.daily_cap(approval.daily_cap);
  return { until: startOfDay(addDays(today, 1), timezone), reason, say };
}

/** What keeps approved answers from being sent: no daemon is running, or a person has paused publishing. */
export type Obstacle = "no_daemon" | "publish_paused" | "publish_partly_paused";

export function obstaclesOf(reader: Reader, now: number): Obstacle[] {
  const obstacles: Obstacle[] = [];
  if (!liveDaemon(reader, now)) obstacles.push("no_daemon");
  if (isPaused(reader, "publish")) obstacles.push("publish_paused");
  else if (PLATFORMS.some((platform) => isPaused(reader, laneOf("publish", platform)))) {
    obstacles.push("publish_partly_paused");
  }
  return obstacles;
}

/** Why an approved answer is not published yet. */
export interface Unsent {
  /** The reason in the manager's language, without the time of the next try. */
  why: string;
  /** Unix ms; null when no try is planned because the job is due and waits for the daemon, or its lane is paused. */
  nextTry: number | null;
}

/**
 * The reason why an answer is not published; null when it is not approved, or is being sent without any error so far.
 */
export function unsentReason(
  reader: Reader,
  item: Pick<Item, "id" | "status" | "account" | "item_type">,
  response: Response | undefined,
  around: Around,
): Unsent | null {
  const [job] = listJobs(reader, { kind: "send_response", itemId: item.id, limit: 1 });
  if (item.status !== "approved" || !response || !job || job.error === null) return null;
  const { failures } = textsOf(around.config.locale);
  const held = keyHoldsOf(reader, item.account).find(({ only }) => isHeldBy(sendOf(item), only));
  const code = isAway(reader, item, around) ? "marketplace.unavailable" : (job.error_code ?? "");
  const failed = failureSentence({ code, message: job.error }, { itemId: item.id, next: "itself" });
  const fenced = fenceHoldOf(reader);
  const other = fenced ? (texts: FailureTexts) => texts.fenced[fenced] : held ? keyHoldSentence(held) : failed;
  const say = holdOf(reader, response, around)?.say ?? other;
  const isLater = job.run_at > around.clock.now();
  return { why: failures.unsent(say(failures)), nextTry: isLater ? job.run_at : null };
}

function sendOf({ item_type: itemType }: Pick<Item, "item_type">): Pick<KeyUse, "itemType" | "work"> {
  return { itemType, work: "send" };
}

/** Whether the marketplace could not be reached the last time. */
function isAway(reader: Reader, item: Pick<Item, "account" | "item_type">, { clock }: Around): boolean {
  const about = { account: item.account, itemType: item.item_type };
  return circuitState(circuitOf(pollingState(reader, about)), clock.now()) !== "closed";
}
