/** What holds an answer back that is ready to be sent. */
import { addDays, dayOf, startOfDay } from "../../domain/calendar.ts";
import type { FailureTexts } from "../../domain/failure.ts";
import type { Sentence } from "../../domain/sentence.ts";
import { automaticSends } from "../../store/tables/automatic-sends.ts";
import type { Reader } from "../../store/db.ts";
import { isPaused } from "../../store/tables/pauses.ts";
import type { Response } from "../../store/tables/responses.ts";
import type { Deps } from "../deps.ts";

/** Until when (Unix ms), and why. */
export interface Hold {
  until: number;
  reason: string;
}

/** One that whoever wonders where an approved answer is can be told of. */
interface ToldHold extends Hold {
  say: Sentence<FailureTexts>;
}

/** Whether a rule approved the answer: a person's word is never held back by the daily cap. */
export function isAutomatic({ approved_by }: Pick<Response, "approved_by">): boolean {
  return approved_by?.startsWith("rule:") === true;
}

/** Read in the transaction that begins a send, and again in the one that writes its intent. */
export function holdOf(
  reader: Reader,
  response: Pick<Response, "approved_by">,
  { clock, config }: Pick<Deps, "clock" | "config">,
): ToldHold | undefined {
  const now = clock.now();
  // The lane is not claimed while it is paused: until somebody resumes it nothing comes here again.
  if (isPaused(reader, "publish")) {
    const reason = "publishing is paused: reputation resume publish";
    return { until: now, reason, say: (texts) => texts.paused };
  }
  const { timezone, approval } = config;
  const today = dayOf(now, timezone);
  if (!isAutomatic(response) || automaticSends(reader, today) < approval.daily_cap) return undefined;
  const reason = `the daily cap of ${approval.daily_cap} automatic answers is reached (approval.daily_cap): goes out tomorrow`;
  const say: ToldHold["say"] = (texts) => texts.daily_cap(approval.daily_cap);
  return { until: startOfDay(addDays(today, 1), timezone), reason, say };
}
