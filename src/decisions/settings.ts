/** Changes of what the pages set: the rules, the limits, each brand's voice. */
import type { Config } from "../config/schema.ts";
import { readSetting, settingValue, withSettings } from "../config/settings.ts";
import { RefusedDecision } from "../domain/refused-decision.ts";
import { markOf, type StoredSetting } from "../domain/setting.ts";
import { insertAudit } from "../store/tables/audit.ts";
import type { Tx } from "../store/db.ts";
import { deleteSetting, listSettings, saveSetting, settingAt } from "../store/tables/settings.ts";
import type { Parts } from "./parts.ts";

/** A new value for one place. */
export interface SettingChange {
  /** `approval.rules`, `brands.ohana_market.tone`. */
  path: string;
  value: unknown;
  /** The `markOf` the value that the person started from; another one meanwhile is not overwritten. */
  from?: string | undefined;
}

export interface ChangedSetting {
  path: string;
  /** What counts now. */
  value: unknown;
  /** False when it was so already. */
  changed: boolean;
}

interface SettingParts extends Pick<Parts, "clock"> {
  /** The configuration file, over which stored values are laid. */
  file: Config;
}

/** Somebody else has changed the value meanwhile. */
export class SettingChanged extends RefusedDecision {
  /** Who changed it and when; undefined when it was taken back or the file was changed. */
  readonly last: Pick<StoredSetting, "changed_at" | "changed_by"> | undefined;

  constructor(path: string, last: StoredSetting | undefined) {
    const by = last ? `by ${last.changed_by}` : "in the configuration file";
    super(`${path} was changed meanwhile ${by}`, {
      code: "setting.changed",
      say: ({ decisions }) => decisions["setting.changed"],
    });
    this.last = last;
  }
}

/**
 * Stores a value, which then wins over the file's. The file's own value again is no change of it: then nothing is stored.
 * @throws RefusedDecision `setting.unknown`, `setting.invalid`; SettingChanged
 */
export function changeSetting(tx: Tx, parts: SettingParts, change: SettingChange, actor: string): ChangedSetting {
  const { path, from } = change;
  const before = requireUnchanged(tx, parts.file, path, from);
  const read = readSetting(parts.file, path, change.value);
  if ("problem" in read) {
    throw new RefusedDecision(`${path} ${read.problem}`, {
      code: "setting.invalid",
      say: ({ decisions }) => decisions["setting.invalid"](read.problem),
    });
  }
  const value = read.value ?? null;
  if (markOf(value) === markOf(before)) return { path, value, changed: false };
  const now = parts.clock.now();
  if (markOf(value) === markOf(settingValue(parts.file, path))) deleteSetting(tx, path);
  else saveSetting(tx, { path, value, changed_at: now, changed_by: actor });
  const audited = { before: { path, value: before }, after: { path, value } };
  insertAudit(tx, { actor, action: "setting_change", itemId: null, ...audited }, now);
  return { path, value, changed: true };
}

/**
 * Takes a change back: the file's value counts again. Also for a stored value that does not fit any more.
 * @throws RefusedDecision `setting.unknown` when nothing is stored there; SettingChanged
 */
export function resetSetting(
  tx: Tx,
  { clock, file }: SettingParts,
  path: string,
  actor: string,
  from?: string,
): ChangedSetting {
  const stored = settingAt(tx, path);
  if (!stored) throw unknown(path, "is not changed on the page");
  if (from !== undefined) requireUnchanged(tx, file, path, from);
  deleteSetting(tx, path);
  const value = settingValue(file, path) ?? null;
  const audited = { before: { path, value: stored.value }, after: { path, value } };
  insertAudit(tx, { actor, action: "setting_reset", itemId: null, ...audited }, clock.now());
  return { path, value, changed: true };
}

/** @returns the value that counts now */
function requireUnchanged(tx: Tx, file: Config, path: string, from: string | undefined): unknown {
  const present = settingValue(withSettings(file, listSettings(tx)).config, path);
  if (present === undefined) throw unknown(path, "cannot be changed on the page");
  if (from !== undefined && from !== markOf(present)) throw new SettingChanged(path, settingAt(tx, path));
  return present;
}

function unknown(path: string, why: string): RefusedDecision {
  return new RefusedDecision(`${path} ${why}`, {
    code: "setting.unknown",
    say: ({ decisions }) => decisions["setting.unknown"],
    hint: "See what is changed there: reputation config show",
  });
}
