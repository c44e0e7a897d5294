/** The details of a row, and the answers that are asked about. */
import type { Config } from "../../config/schema.ts";
import { jobKey } from "../../domain/job.ts";
import { nextOccurrence } from "../../schedule/plan.ts";
import { auditOf } from "../../store/tables/audit.ts";
import type { Reader } from "../../store/db.ts";
import { requireItem } from "../../store/tables/items.ts";
import { attemptsOfJob, liveJob, requireJob } from "../../store/tables/jobs.ts";
import { listKeys } from "../../store/tables/keys.ts";
import { usedLimit } from "../../store/tables/limits.ts";
import { listPollingStates } from "../../store/tables/polling-state.ts";
import { responseOf } from "../../store/tables/responses.ts";
import { listSchedules } from "../../store/tables/schedules.ts";
import type { Texts } from "../../texts/ru/index.ts";
import type { Screen } from "../../tui/keys.ts";
import { marketplaceLines } from "../../tui/screens/marketplaces.ts";
import { answerReading, itemReading } from "../../tui/screens/inbox.ts";
import { jobLines } from "../../tui/screens/queue.ts";
import { scheduleLines } from "../../tui/screens/schedule.ts";
import type { Line, Reading, Times } from "../../tui/view.ts";

interface Around {
  db: Reader;
  config: Config;
  now: number;
  texts: Texts;
  times: Times;
}

/** Times of a schedule that are listed. */
const OCCURRENCES = 10;

/** Everything there is to say of a row; without lines when that is nothing. */
export function detailsOf(screen: Screen, id: string, around: Around): Reading {
  return screen === "inbox"
    ? itemOf(Number(id), around)
    : { id, needed: 0, answer: undefined, lines: linesOf(screen, id, around) };
}

function linesOf(screen: Exclude<Screen, "inbox">, id: string, around: Around): Line[] {
  switch (screen) {
    case "queue":
    case "errors":
      return jobLines(
        requireJob(around.db, Number(id)),
        attemptsOfJob(around.db, Number(id)),
        around.texts,
        around.times,
      );
    case "schedule":
      return scheduleOf(id, around);
    case "marketplaces":
      return marketplaceOf(id, around);
    default:
      return [];
  }
}

function itemOf(id: number, { db, texts, times }: Around): Reading {
  const parts = {
    item: requireItem(db, id),
    response: responseOf(db, id),
    history: auditOf(db, id),
    isRedrafting: liveJob(db, jobKey("regenerate_response", id)) !== undefined,
  };
  return itemReading(parts, texts, times);
}

function scheduleOf(name: string, { db, now, texts, times }: Around): Line[] {
  const schedule = listSchedules(db).find((one) => one.name === name);
  if (!schedule) return [];
  const coming: number[] = [];
  for (let at = now; coming.length < OCCURRENCES;) {
    const next = nextOccurrence(schedule, at);
    if (next === null) break;
    coming.push(next);
    at = next;
  }
  return scheduleLines(schedule, coming, texts, times);
}

/** @param id the row's: an account, and which of its rows */
function marketplaceOf(id: string, { db, config, now, texts, times }: Around): Line[] {
  const account = config.accounts.find((one) => id.startsWith(`${one.id}:`));
  if (!account) return [];
  const parts = {
    account,
    polls: listPollingStates(db).filter((poll) => poll.account === account.id),
    key: listKeys(db).find((key) => key.account === account.id),
    used: usedLimit(db, account.id),
  };
  return marketplaceLines(parts, now, texts, times);
}

/** The answers that would go out, each with the buyer's words and what the checks have found. */
export function answersOf(db: Reader, ids: readonly string[], texts: Texts): Reading[] {
  return ids.map((id) => answerReading(requireItem(db, Number(id)), responseOf(db, Number(id)), texts));
}
