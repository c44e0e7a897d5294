import type { App } from "../app.ts";
import { accountPulse } from "../desk/work.ts";
import { createStoreDesk } from "../desk/store-desk.ts";
import { exportsApi } from "../desk/export/exports-api.ts";
import { itemsApi } from "../desk/items-api.ts";
import { figuresApi } from "../desk/figures.ts";
import { monthApi } from "../desk/month-report.ts";
import { productsApi } from "../desk/products.ts";
import { weekApi } from "../desk/week.ts";
import { rulesApi } from "../desk/rules-api.ts";
import { settingsApi } from "../desk/settings-api.ts";
import { siteAddress } from "../config/site.ts";
import { createOidc, type IdentityProvider } from "../identity/oidc.ts";
import { createPictures } from "../marketplaces/pictures.ts";
import { createNet } from "../net/client.ts";
import { routeOf, type Route } from "../net/route.ts";
import { OIDC_BACK } from "../web/oidc-routes.tsx";
import type { Pages } from "../http/routes.ts";
import { alertParts } from "./alert-parts.ts";
import { voiceOf } from "./voice-parts.ts";
import { pollNowOf } from "./poll-now.ts";
import { isPage, webRoutes } from "../web/app.tsx";
import { createLookers } from "../web/live/lookers.ts";
import type { WebParts } from "../web/parts.ts";
import type { Visitor } from "../web/visitor.ts";

/**
 * The managers' pages over the running program.
 * @param visitor whom a link signs in without a password: the demo's alone
 */
export function pagesOf(app: App, visitor?: Visitor): Pages {
  const routes = pageRoutes(app, visitor);
  return { owns: isPage, fetch: (request, env) => routes.fetch(request, env) };
}

export function pageRoutes(app: App, visitor?: Visitor): ReturnType<typeof webRoutes> {
  const { clock, config, people, deps } = app;
  const { log } = deps;
  const provider = providerOf(config, clock);
  const items = itemsApi(app);
  const articleOf = (sku: string): string | undefined => deps.products?.articleOf(sku);
  const products = productsApi({ db: app.db, clock, articleOf });
  const figures = figuresApi(app);
  const program = createStoreDesk(app);
  const desk = { ...program, pulses: async () => (await program.accounts()).map(accountPulse) };
  const settings = settingsApi(app);
  const lookers = createLookers(clock);
  const pages: WebParts["pages"] = {
    exports: { exports: exportsApi({ ...app, lists: items, products, figures }) },
    products: { products, weeks: weekApi({ ...app, products, figures }) },
    figures: { figures },
    month: { month: monthApi({ ...app, figures, articleOf }) },
    rules: { settings, rules: rulesApi(app) },
    voice: { settings, ...voiceOf(app) },
    health: { program, pollNow: pollNowOf(app) },
    alerts: { alerts: alertParts(app) },
  };
  return webRoutes({
    clock,
    log,
    config,
    people,
    lookers,
    desk,
    items,
    photo: photosOf(app),
    provider,
    visitor,
    pages,
  });
}

/** Buyers' pictures, from the marketplace of the item's account alone. */
export function photosOf({ config, clock }: App): WebParts["photo"] {
  const pictures = createPictures((account) => createNet(wayOf(config, account.id), clock), clock);
  return async (item, n) => {
    const address = item.photos[n - 1];
    const account = config.accounts.find(({ id }) => id === item.account);
    return address === undefined || !account ? undefined : pictures.get(account, address);
  };
}

function wayOf({ net, accounts }: App["config"], account: string): Route {
  return routeOf(net, accounts.find(({ id }) => id === account)?.proxy);
}

/** Where people can sign in besides. */
export function providerOf({ http, net }: App["config"], clock: App["clock"]): IdentityProvider | undefined {
  const { oidc } = http.sign_in;
  if (!oidc) return undefined;
  const { name, issuer, client_id: clientId, client_secret: clientSecret, proxy } = oidc;
  const returnTo = `${siteAddress(http)}${OIDC_BACK}`;
  return createOidc({ name, issuer, clientId, clientSecret, returnTo }, () => createNet(routeOf(net, proxy), clock));
}
