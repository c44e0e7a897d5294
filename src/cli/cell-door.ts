import type { App } from "../app.ts";
import { createCellAnswers, type CellParts } from "../desk/cell/answers.ts";
import { waitsApi } from "../desk/answer-waits.ts";
import { storeMonths } from "../desk/month-source.ts";
import { figuresApi } from "../desk/figures.ts";
import { itemsApi } from "../desk/items-api.ts";
import { storeProducts } from "../desk/product-source.ts";
import { rulesApi } from "../desk/rules-api.ts";
import { settingsApi } from "../desk/settings-api.ts";
import { createStoreDesk } from "../desk/store-desk.ts";
import type { CellDoor } from "../http/cell.ts";
import { feed } from "../tasks/alerting/feed.ts";
import { pressOfHub } from "../tasks/alerting/press-of-hub.ts";
import { cardForHub, statesForHub } from "../tasks/alerting/shown-to-hub.ts";
import { pollNowOf } from "./poll-now.ts";
import { voiceOf } from "./voice-parts.ts";
import { VERSION } from "./version.ts";

/** The way in for the hub; null when none is configured. */
export function cellDoorOf(app: App, photo: CellParts["photo"]): CellDoor | null {
  const { hub } = app.config.http;
  if (!hub) return null;
  const telling: CellParts["telling"] = {
    alerts: (args) => feed(app, args),
    bots: async ({ bots }) => ({ shared: await app.leaveBots(bots) }),
    states: (args) => statesForHub(app, args),
    card: (asker, args) => cardForHub(app, asker, args),
    press: (asker, args) => pressOfHub(app, asker, args),
  };
  const articleOf = (sku: string) => app.deps.products?.articleOf(sku);
  const products = storeProducts(app.db, articleOf);
  const counted = { waits: waitsApi(app), months: storeMonths({ ...app, articleOf }) };
  const seen = { desk: createStoreDesk(app), items: itemsApi(app), figures: figuresApi(app), products, photo };
  const set = { settings: settingsApi(app), rules: rulesApi(app), voice: voiceOf(app) };
  const parts = { version: VERSION, config: app.config, ...seen, ...counted, ...set, pollNow: pollNowOf(app), telling };
  return { token: hub.token, answers: createCellAnswers(parts) };
}
