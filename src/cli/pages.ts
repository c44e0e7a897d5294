import type { App } from "../app.ts";
import { createStoreDesk } from "../desk/store-desk.ts";
import { itemsApi } from "../desk/items-api.ts";
import type { Pages } from "../http/routes.ts";
import { isPage, webRoutes } from "../web/app.tsx";

/** The managers' pages over the running program. */
export function pagesOf(app: App): Pages {
  const { clock, config, people, deps } = app;
  const { log } = deps;
  const routes = webRoutes({ clock, log, config, people, desk: createStoreDesk(app), items: itemsApi(app) });
  return { owns: isPage, fetch: (request, env) => routes.fetch(request, env) };
}
