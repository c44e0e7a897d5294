/** Looks once a minute for what no transaction causes: goals missed, keys that end soon, a backup that is old. */
import { causeChain } from "../../base/errors.ts";
import { DAY_MS, MINUTE_MS, type Timer } from "../../base/clock.ts";
import { tell } from "../../decisions/alerts.ts";
import { forgetHub, isHubGone } from "../../decisions/hub-listens.ts";
import { isBackupOld } from "../../domain/alert/backup-age.ts";
import { KEY_WARNINGS } from "../../domain/alert/event.ts";
import { dayOf } from "../../domain/calendar.ts";
import { dueAt } from "../../domain/goal.ts";
import type { Tx } from "../../store/db.ts";
import { backupTimes } from "../../store/sqlite/backup.ts";
import { isStoreFault } from "../../store/sqlite/store-error.ts";
import { anybodyIsTold } from "../../store/tables/alert-contacts.ts";
import { listKeys } from "../../store/tables/keys.ts";
import { untoldWaiting } from "../../store/views/late-items.ts";
import type { Deps } from "../deps.ts";

type WatchDeps = Pick<Deps, "db" | "clock" | "log" | "config" | "enqueue">;

/** A goal that was missed longer ago was missed before anybody asked to be told. */
const RECENT_MS = DAY_MS;
/** No goal counts longer than the configuration lets it. */
const LOOK_BACK_MS = 7 * DAY_MS;

export function startAlertWatch(deps: WatchDeps): { stop(): void } {
  let timer: Timer | undefined;
  let stopped = false;

  async function look(): Promise<void> {
    await lookForAlerts(deps);
    if (!stopped) timer = deps.clock.after(MINUTE_MS, () => void look());
  }

  timer = deps.clock.after(MINUTE_MS, () => void look());
  return {
    stop() {
      stopped = true;
      timer?.cancel();
    },
  };
}

/** One look; each thing is told once. */
export async function lookForAlerts(deps: WatchDeps): Promise<void> {
  if (!anybodyIsTold(deps.db)) return;
  try {
    if (isHubGone(deps.db, deps.clock.now())) await deps.db.write(forgetHub);
    const backups = backupTimes(deps.config.backup.dir);
    await deps.db.write((tx) => {
      lookAtGoals(tx, deps);
      lookAtKeys(tx, deps);
      lookAtBackups(tx, deps, backups);
    });
  } catch (error) {
    if (!isStoreFault(error)) deps.log.error({ err: causeChain(error) }, "cannot look for alerts; trying again");
  }
}

function lookAtGoals(tx: Tx, deps: WatchDeps): void {
  const { goals, timezone } = deps.config;
  const now = deps.clock.now();
  for (const item of untoldWaiting(tx, now - LOOK_BACK_MS)) {
    const due_at = dueAt(item, item.created_at, goals, timezone);
    const isMissed = due_at <= now && due_at > now - RECENT_MS;
    if (isMissed) tell(tx, deps, { kind: "goal_missed", item_id: item.id, brand: item.brand_id, due_at });
  }
}

function lookAtKeys(tx: Tx, deps: WatchDeps): void {
  const accounts = new Set(deps.config.accounts.map(({ id }) => id));
  for (const { account, expires_at: ends_at } of listKeys(tx)) {
    if (ends_at === null || !accounts.has(account)) continue;
    const days = Math.ceil((ends_at - deps.clock.now()) / DAY_MS);
    const isSoon = days >= 0 && days <= Math.max(...KEY_WARNINGS);
    if (isSoon) tell(tx, deps, { kind: "key_ending", account, ends_at, days });
  }
}

function lookAtBackups(tx: Tx, deps: WatchDeps, times: readonly number[]): void {
  const now = deps.clock.now();
  const last = times.at(-1);
  if (last === undefined || !isBackupOld(times, now)) return;
  tell(tx, deps, { kind: "backup_old", day: dayOf(now, deps.config.timezone), last });
}
