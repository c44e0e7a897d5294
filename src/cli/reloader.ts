/** A daemon's configuration while it runs: read again when somebody asks, its keys whenever their files change. */
import { statSync } from "node:fs";
import type { App } from "../app.ts";
import type { Clock, Timer } from "../base/clock.ts";
import { causeChain, ReputationError } from "../base/errors.ts";
import type { Log } from "../base/log.ts";
import type { Loaded } from "../config/load.ts";
import { compareConfigs, keyFiles, keysFromEnvironment, withKeysOfFiles } from "../config/reload.ts";
import { answeredReload, answerReload, askedReload, type ReloadResult } from "../store/tables/reloads.ts";

export interface Reloader {
  /** Reads the configuration again; a wrong one is refused, and everything stays as it is. Never throws. */
  reload(): Promise<void>;
  stop(): void;
}

interface ReloaderParts {
  app: Pick<App, "db" | "live" | "reload">;
  clock: Clock;
  log: Log;
  loaded: Loaded;
  /** Reads and checks the file that the daemon was started with. @throws ConfigError */
  load: () => Promise<Loaded>;
  /** Told before keys are used, so that they never show up in the log. */
  onKeys: (config: Loaded["config"]) => void;
}

/** How often the daemon looks whether somebody has asked. */
const LOOK_MS = 1000;
/** A file that has changed is read once it has stayed as it is from one look to the next. */
const FILES_MS = 1000;

// oxlint-disable-next-line max-lines-per-function -- its functions share the configuration and the timers
export function createReloader({ app, clock, log, loaded, load, onKeys }: ReloaderParts): Reloader {
  let stopped = false;
  let files = keyFiles(loaded);
  let handled = answeredReload(app.db)?.id ?? askedReload(app.db)?.id;
  let [read, seen] = ["", ""];
  const timers = new Set<Timer>();
  /** One after the other: two reloads at once could mix two configurations. */
  let turn = Promise.resolve();
  const inTurn = (work: () => Promise<void>): Promise<void> => (turn = turn.then(work, work));

  every(LOOK_MS, async () => {
    const asked = askedReload(app.db);
    if (!asked || asked.id === handled) return;
    handled = asked.id;
    log.info({ by: asked.by }, "asked to read the configuration again");
    const answer = await readAgain(asked.id);
    await app.db.write((tx) => answerReload(tx, answer));
  });
  every(LOOK_MS, async () => {
    const applied = app.live.refresh();
    if (applied.length > 0) log.info({ applied }, "another program has changed settings; they count from now on");
  });
  every(FILES_MS, async () => {
    const now = [...files.values()].map(signatureOf).join("\n");
    const isCalm = now === seen;
    seen = now;
    if (!isCalm || now === read) return;
    read = now;
    const running = app.live.file();
    const config = withKeysOfFiles(running, files);
    if ("refused" in config) return log.error({ why: config.refused }, "the new key is not taken; the old one stays");
    const { applied } = compareConfigs(running, config);
    if (applied.length === 0) return;
    await use(config);
    log.info({ applied }, "a key was replaced in its file and is used from now on");
  });

  function every(ms: number, work: () => Promise<void>): void {
    const timer = clock.after(ms, () => {
      timers.delete(timer);
      const failed = (error: unknown): void =>
        log.error({ err: causeChain(error) }, "the configuration cannot be read again");
      void inTurn(work)
        .catch(failed)
        .finally(() => {
          if (!stopped) every(ms, work);
        });
    });
    timers.add(timer);
  }

  async function use(config: Loaded["config"]): Promise<void> {
    onKeys(config);
    await app.reload(config);
  }

  async function readAgain(id: string): Promise<ReloadResult> {
    const nothing = { id, applied: [], restart: [], environment: [] };
    try {
      const next = await load();
      const { config, restart } = compareConfigs(app.live.file(), next.config);
      const before = { ...app.live.config };
      await use(config);
      // What was changed on the pages stays, whatever the file says about it.
      const { applied } = compareConfigs(before, app.live.config);
      files = keyFiles(next);
      const environment = keysFromEnvironment(next);
      log.info({ applied, restart, environment }, "the configuration was read again");
      if (restart.length > 0) log.warn({ restart }, "these changes need a restart");
      return { id, refused: null, applied, restart, environment };
    } catch (error) {
      const hint = error instanceof ReputationError ? (error.hint ?? null) : null;
      log.error({ err: causeChain(error), hint }, "the configuration is refused; the one that runs stays");
      return { ...nothing, refused: { message: causeChain(error), hint } };
    }
  }

  return {
    reload: () => inTurn(async () => void (stopped || (await readAgain("signal")))),
    stop() {
      stopped = true;
      for (const timer of timers) timer.cancel();
    },
  };
}

/** Changes with the file behind all links: written over, replaced by another, or a link that points elsewhere. */
function signatureOf(file: string): string {
  try {
    const { dev, ino, size, mtimeMs, ctimeMs } = statSync(file);
    return [dev, ino, size, mtimeMs, ctimeMs].join(" ");
  } catch {
    return "away";
  }
}
