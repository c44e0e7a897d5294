import { isDeepStrictEqual } from "node:util";
import type { Log } from "../base/log.ts";
import type { Config } from "../config/schema.ts";
import { compareConfigs } from "../config/reload.ts";
import { withSettings, type Misfit } from "../config/settings.ts";
import type { Reader } from "../store/db.ts";
import { listSettings } from "../store/tables/settings.ts";

/** The configuration that counts while the program runs: the file's, with what was changed on the pages over it. */
export interface LiveConfig {
  /** What counts. Everybody holds this one object, whose values change. */
  readonly config: Config;
  /** What the file says. */
  file(): Config;
  /** What of the stored values does not fit the file. */
  misfits(): readonly Misfit[];
  /** What would count with another file. */
  over(file: Config): Config;
  /** Goes on with another file. */
  use(file: Config): void;
  /** Reads the stored values again, as after a change. @returns the names of what has changed */
  refresh(): string[];
}

export function openLiveConfig(opened: Config, db: Reader, log?: Log): LiveConfig {
  let [file, misfits, rows] = [opened, [] as readonly Misfit[], listSettings(db)];
  const config = { ...opened };

  function lay(): void {
    const layered = withSettings(file, rows);
    Object.assign(config, layered.config);
    if (!isDeepStrictEqual(misfits, layered.misfits)) layered.misfits.forEach(tell);
    misfits = layered.misfits;
  }

  function tell({ path, problem, remedy }: Misfit): void {
    log?.warn(
      { setting: path, problem, remedy },
      "a value that was changed on the page does not fit the configuration",
    );
  }

  lay();
  return {
    config,
    file: () => file,
    misfits: () => misfits,
    over: (next) => withSettings(next, rows).config,
    use(next) {
      file = next;
      lay();
    },
    refresh() {
      const stored = listSettings(db);
      if (isDeepStrictEqual(stored, rows)) return [];
      const before = { ...config };
      rows = stored;
      lay();
      return compareConfigs(before, config).applied;
    },
  };
}
