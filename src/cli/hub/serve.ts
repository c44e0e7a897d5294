import { openCore, type Core } from "../../app.ts";
import type { Clock } from "../../base/clock.ts";
import { createChannels } from "../../channels/create.ts";
import type { TelegramHook } from "../../channels/telegram/hook.ts";
import type { StateError } from "../../base/errors.ts";
import type { Log } from "../../base/log.ts";
import type { Config } from "../../config/schema.ts";
import { startHttp, type HttpServer } from "../../http/server.ts";
import type { CellTimes } from "../../hub/cell.ts";
import { openHub, type Hub } from "../../hub/hub.ts";
import { startHousekeeping } from "../../queue/housekeeping.ts";
import { watchStore } from "../../queue/store-watch.ts";
import type { FenceTimes } from "../../standby/fence-times.ts";
import { holdFile } from "../../standby/hold-file.ts";
import { silenceOf } from "../../standby/silence.ts";
import { openTelling, type Telling } from "../../tasks/over-cells/telling.ts";
import { httpOptions } from "../http-options.ts";
import { hubPagesOf } from "./pages.ts";

interface HubServer {
  core: Core;
  hub: Hub;
  telling: Telling;
  http: HttpServer;
  close(): Promise<void>;
}

interface Around {
  clock: Clock;
  log: Log;
  times?: CellTimes;
  /** How this hub and one that takes over keep apart. */
  fence?: FenceTimes | undefined;
  /**
   * Called when another hub has taken the file, or has taken over from a copy of it: then with what says so. It ends then:
   * who is dismissed or tells of their own address there is not known here any more.
   */
  onLost: (superseded?: StateError) => void;
}

/**
 * The pages over the cells that the configuration names, with people and sessions in the hub's own file.
 * @throws ConfigError, InternalError, StateError as a daemon's start
 */
export async function serveHub(file: Config, { clock, log, times, fence, onLost }: Around): Promise<HubServer> {
  const core = openCore(file, { clock, log, isExact: true });
  const { db, config } = core;
  const held = await holdFile({ db, clock, log, config, times: fence }, onLost).catch((error: unknown) => {
    core.close();
    throw error;
  });
  const store = watchStore(db, clock, log);
  const housekeeping = startHousekeeping({ db, clock, log, config });
  const shown = Object.assign(config, { brands: config.brands, accounts: [] });
  const hub = openHub({ config: shown, own: core, clock, log, ...(times && { times }) });
  const channels = await createChannels(config, clock);
  const { enqueue, settings } = core;
  const parts = { db, clock, log, config, enqueue, settings, channels: channels.byName, cells: hub.ways };
  const silentForMs = silenceOf(held.fence, clock);
  const telling = openTelling({ ...parts, silentForMs, owner: held.owner });
  held.rescues(telling.rescue);
  await hub.start();
  await telling.start();
  const readiness = () => ({ store: store.fault()?.message ?? "ok" });
  const options = { ...httpOptions(config), pages: hubPagesOf({ core, hub, telling, config: shown, log }), clock, log };
  const telegramHook = (): TelegramHook | null => channels.telegramHook;
  const http = await startHttp({ readiness }, { ...options, telegramHook });
  return {
    core,
    hub,
    telling,
    http,
    async close() {
      await http.close();
      await telling.stop(config.queue.shutdown_grace);
      await Promise.all([...channels.byName.values()].map((channel) => channel.close()));
      await hub.close();
      housekeeping.stop();
      store.stop();
      await held.release();
      core.close();
    },
  };
}
