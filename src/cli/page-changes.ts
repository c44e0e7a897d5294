/** What was changed on the pages, for commands that only look: no database is made or brought up to date. */
import { causeChain } from "../base/errors.ts";
import type { Config } from "../config/schema.ts";
import { withSettings, type Misfit } from "../config/settings.ts";
import { dayOf } from "../domain/calendar.ts";
import { lookAtSettings, type NamedSetting } from "../store/tables/settings.ts";

export interface PageChanges {
  /** What counts. */
  config: Config;
  rows: readonly NamedSetting[];
  misfits: readonly Misfit[];
  /** Why the stored values cannot be read; null when they can. */
  unread: string | null;
}

export function pageChanges(file: Config): PageChanges {
  try {
    const rows = lookAtSettings(file.database);
    return { rows, unread: null, ...withSettings(file, rows) };
  } catch (error) {
    return { rows: [], unread: causeChain(error), config: file, misfits: [] };
  }
}

/** `page, Павел, 2026-11-12` */
export function originOf({ name, changed_at }: NamedSetting, { timezone }: Pick<Config, "timezone">): string {
  return `page, ${name}, ${dayOf(changed_at, timezone)}`;
}
