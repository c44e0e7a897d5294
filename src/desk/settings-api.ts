/** What people set on the pages, as plain data and promises, so that another desk can offer it over a network. */
import { StateError } from "../base/errors.ts";
import type { Config } from "../config/schema.ts";
import { settingValue } from "../config/settings.ts";
import { mayChange, type Person } from "../domain/access.ts";
import { RefusedDecision } from "../domain/refused-decision.ts";
import { markOf } from "../domain/setting.ts";
import { actorOfHub } from "../domain/via-hub.ts";
import { textsOf } from "../texts/texts.ts";
import type { Decisions } from "../decisions/index.ts";
import type { LiveConfig } from "../decisions/live-config.ts";
import { actorOf } from "../decisions/people.ts";
import { SettingChanged, type ChangedSetting, type SettingChange } from "../decisions/settings.ts";
import type { Reader } from "../store/db.ts";
import { listSettings, nameOf } from "../store/tables/settings.ts";
import { refusalOf, type Refusal } from "./refusal.ts";

/** Who changed something last, by the name that colleagues know, and when (Unix ms). */
export interface LastChange {
  by: string;
  at: number;
}

/** A value that can be set on a page. */
export interface Setting {
  path: string;
  /** What counts; null when it is not set. */
  value: unknown;
  /** Goes back with a change of it. */
  mark: string;
  /** What the configuration file says. */
  inFile: unknown;
  /** Null while the file's value counts. */
  changed: LastChange | null;
  /** What of the stored value does not fit the configuration, in English; null when all does. */
  problem: string | null;
}

/** Why nothing was changed. */
export interface SettingRefused {
  /** `last`: with `setting.changed`, who was faster; null when the file was changed. */
  refused: Refusal & { last?: LastChange | null };
}

export interface SettingsApi {
  /** Undefined when there is no such setting, or its brand is gone. */
  read(path: string): Promise<Setting | undefined>;
  /** `setting.forbidden` when the person may not. */
  change(change: SettingChange, person: Person): Promise<ChangedSetting | SettingRefused>;
  /** Lets the file's value count again. @param from the mark of the value that the person has seen */
  reset(path: string, from: string, person: Person): Promise<ChangedSetting | SettingRefused>;
}

export interface SettingsParts {
  db: Reader;
  config: Pick<Config, "locale">;
  live: LiveConfig;
  decisions: Pick<Decisions, "changeSetting" | "resetSetting">;
}

export function settingsApi({ db, config, live, decisions }: SettingsParts): SettingsApi {
  async function carriedOut(
    path: string,
    person: Person,
    change: () => Promise<ChangedSetting>,
  ): Promise<ChangedSetting | SettingRefused> {
    try {
      if (!mayChange(person, path)) throw forbidden(path);
      return await change();
    } catch (error) {
      if (!(error instanceof StateError)) throw error;
      const last = error instanceof SettingChanged && {
        last: error.last ? lastChange(db, error.last, config.locale) : null,
      };
      return { refused: { ...refusalOf(error, config.locale), ...last } };
    }
  }

  return {
    async read(path) {
      const value = settingValue(live.config, path);
      if (value === undefined) return undefined;
      const stored = listSettings(db).find((row) => row.path === path);
      const problem = live.misfits().find((misfit) => misfit.path === path)?.problem ?? null;
      const changed = stored ? lastChange(db, stored, config.locale) : null;
      return { path, value, mark: markOf(value), inFile: settingValue(live.file(), path) ?? null, changed, problem };
    },
    change: (change, person) => carriedOut(change.path, person, () => decisions.changeSetting(change, actorOf(person))),
    reset: (path, from, person) => carriedOut(path, person, () => decisions.resetSetting(path, actorOf(person), from)),
  };
}

/** @param stored who as in the audit log, and when */
function lastChange(
  reader: Reader,
  stored: { changed_by: string; changed_at: number },
  locale: Config["locale"],
): LastChange {
  return { by: whoChanged(reader, stored.changed_by, locale), at: stored.changed_at };
}

/** The name that colleagues know somebody by; of somebody of a hub, that they are one. @param actor as in the audit log */
export function whoChanged(reader: Reader, actor: string, locale: Config["locale"]): string {
  const elsewhere = actorOfHub(actor);
  return elsewhere === undefined
    ? nameOf(reader, actor)
    : textsOf(locale).web.cells.via(elsewhere.replace(/^person:/, ""));
}

export function forbidden(path: string): RefusedDecision {
  return new RefusedDecision(`${path} may not be changed by this person`, {
    code: "setting.forbidden",
    say: ({ decisions }) => decisions["setting.forbidden"],
  });
}
