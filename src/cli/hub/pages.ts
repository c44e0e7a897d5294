import type { Core } from "../../app.ts";
import type { Log } from "../../base/log.ts";
import { createStoreDesk } from "../../desk/store-desk.ts";
import type { Pages } from "../../http/routes.ts";
import type { Hub } from "../../hub/hub.ts";
import { channelStates } from "../../store/views/channel-states.ts";
import type { Telling } from "../../tasks/over-cells/telling.ts";
import { isPage, webRoutes } from "../../web/app.tsx";
import { createLookers } from "../../web/live/lookers.ts";
import type { WebConfig } from "../../web/parts.ts";
import { alertParts } from "../alert-parts.ts";
import { providerOf } from "../pages.ts";

interface HubPages {
  core: Core;
  hub: Hub;
  telling: Telling;
  config: WebConfig;
  log: Log;
}

/** The managers' pages over the cells. People, sessions and the journal are the hub's own. */
export function hubPagesOf({ core, hub, telling, config, log }: HubPages): Pages {
  const { clock, people } = core;
  const own = createStoreDesk(core);
  const routes = webRoutes({
    clock,
    log,
    config,
    people,
    lookers: createLookers(clock),
    desk: { ...hub.desk, journal: (query) => own.journal(query) },
    items: hub.items,
    brandIn: hub.brandIn,
    photo: hub.photo,
    provider: providerOf(core.config, clock),
    pages: {
      products: hub.products,
      figures: { figures: hub.figures },
      month: { month: hub.month },
      alerts: { alerts: alertParts({ ...core, deps: telling.deps }) },
      cellRules: { cellRules: hub.rules },
      cells: { cells: hub.cells, channels: () => channelStates(core.db, clock.now()) },
      exports: { exports: hub.exports(core.decisions) },
    },
  });
  return { owns: isPage, fetch: (request, env) => routes.fetch(request, env) };
}
