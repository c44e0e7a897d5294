/** The pages: who may see them, which there are, and what they answer when something goes wrong. */
/** @jsxImportSource hono/jsx */
import { Hono, type MiddlewareHandler } from "hono";
import { z } from "zod";
import { causeChain, StateError } from "../base/errors.ts";
import { textsOf, type Texts } from "../texts/texts.ts";
import { alertRoutes } from "./alerts/routes.ts";
import { assetRoutes } from "./assets.ts";
import { bulkRoutes } from "./bulk-routes.tsx";
import { keepTheme } from "./cookies.ts";
import { isAway } from "./cells-away.tsx";
import { cellsRoutes } from "./cells-page.tsx";
import { deliverPages } from "./deliver.ts";
import { doorRoutes } from "./door.tsx";
import { bodyOf } from "./form.ts";
import { exportRoutes } from "./export-routes.tsx";
import { figureRoutes, monthRoutes } from "./figures/routes.tsx";
import { healthRoutes } from "./health.tsx";
import { journalRoutes } from "./journal.tsx";
import { itemRoutes } from "./item/routes.ts";
import { liveRoutes } from "./live/routes.ts";
import { listRoutes } from "./list-routes.tsx";
import { THEMES, type WebParts } from "./parts.ts";
import { peopleRoutes } from "./people.ts";
import { productRoutes } from "./products/routes.tsx";
import { photoRoutes } from "./photo.ts";
import { cellRulesRoutes } from "./rules/cells.tsx";
import { cellVoiceRoutes } from "./voice/cells.tsx";
import { rulesRoutes } from "./rules/routes.ts";
import { sameOrigin } from "./same-origin.ts";
import { sentRoutes } from "./sent/routes.tsx";
import { Gate } from "./shell.tsx";
import { voiceRoutes } from "./voice/routes.ts";
import { keepWayBack, pathWithin } from "./way-back.ts";
import type { WebEnv } from "./web-env.ts";
import { whoAsks } from "./who.ts";

/** Nothing from elsewhere, nothing inline, no frames. */
const POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join("; ");

const pageHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  c.header("content-security-policy", POLICY);
  c.header("referrer-policy", "same-origin");
  c.header("x-content-type-options", "nosniff");
  c.header("cross-origin-opener-policy", "same-origin");
  if (!c.res.headers.has("cache-control")) c.header("cache-control", "no-store");
};

/** The pages that need no sign-in. */
const OPEN = /^\/(login|link|assets\/)/;
const PAGES =
  /^\/(?:$|login(?:$|\/)|logout$|link$|assets\/|inbox|items\/|photo\/|bulk|sent|products(?:\/(?:one|week))?$|figures(?:\/month)?$|export\/|health(?:\/|$)|cells(?:$|\/)|journal$|people|(?:alerts|rules|voice)(?:$|\/)|me\/|events$)/;

/** What belongs to programs: a browser that opens it gets what they get. */
const PROGRAMS = /^\/(api|office|metrics|healthz|readyz)(\/|$)/;

/** Whether the pages answer a request. A browser's address that nobody knows gets a page that says so. */
export function isPage({ method, url, headers }: Request): boolean {
  const { pathname } = new URL(url);
  if (PAGES.test(pathname)) return true;
  return method === "GET" && headers.get("accept")?.includes("text/html") === true && !PROGRAMS.test(pathname);
}

/** The managers' pages. */
export function webRoutes(parts: WebParts): Hono<WebEnv> {
  const { config, people } = parts;
  const app = new Hono<WebEnv>();

  app.use(pageHeaders);
  app.use(deliverPages);
  app.use(sameOrigin);
  app.use(async (c, next) => {
    c.set("isPublicSecure", config.http.public_url?.startsWith("https:") === true);
    return next();
  });
  app.route("/", liveRoutes(parts));
  app.use(async (c, next) => {
    if (OPEN.test(c.req.path)) return next();
    const person = await whoAsks(c, people);
    if (!person) {
      keepWayBack(c);
      return c.redirect("/login", 303);
    }
    c.set("person", person);
    return next();
  });
  app.get("/", (c) => c.redirect("/inbox", 303));
  app.route("/", assetRoutes());
  app.route("/", doorRoutes(parts));
  app.post("/me/theme", async (c) => {
    const { theme } = await bodyOf(c);
    keepTheme(c, THEMES.find((one) => one === theme) ?? "auto");
    return c.redirect(pathWithin(c.req.header("referer")), 303);
  });
  app.route("/", listRoutes(parts));
  app.route("/", sentRoutes(parts));
  app.route("/", itemRoutes(parts));
  app.route("/", photoRoutes(parts));
  app.route("/", bulkRoutes(parts));
  app.route("/", peopleRoutes(parts));
  app.route("/", journalRoutes(parts));
  addPages(app, parts);
  addErrors(app, parts);
  return app;
}

/** The pages whose parts are there. */
function addPages(app: Hono<WebEnv>, parts: WebParts): void {
  const { exports, products, figures, month, voice, health, rules, cellRules, alerts, cells } = parts.pages;
  if (exports) app.route("/", exportRoutes({ ...parts, ...exports }));
  if (products) app.route("/", productRoutes({ ...parts, ...products }));
  if (figures) app.route("/", figureRoutes({ ...parts, ...figures }));
  if (month) app.route("/", monthRoutes({ ...parts, ...month }));
  if (voice) app.route("/", voiceRoutes({ ...parts, ...voice }));
  if (health) app.route("/", healthRoutes({ ...parts, ...health }));
  if (rules) app.route("/", rulesRoutes({ ...parts, ...rules }));
  if (cellRules)
    for (const routes of [cellRulesRoutes, cellVoiceRoutes]) app.route("/", routes({ ...parts, ...cellRules }));
  if (cells) app.route("/", cellsRoutes({ ...parts, ...cells }));
  if (alerts) app.route("/", alertRoutes({ ...parts, ...alerts }));
}

/** What stands in place of a page that cannot be shown. */
function addErrors(app: Hono<WebEnv>, { config, log, clock }: WebParts): void {
  const { web } = textsOf(config.locale);
  app.notFound((c) => {
    return c.html(
      <Gate web={web} title={web.errors.notFound}>
        <p>{web.errors.notFoundWhy}</p>
        <ToInbox web={web} />
      </Gate>,
      404,
    );
  });
  app.onError((error, c) => {
    if (c.req.method === "POST" && (error instanceof z.ZodError || error instanceof RangeError)) {
      log.warn({ err: causeChain(error), path: c.req.path }, "form not taken");
      return c.html(
        <Gate web={web} title={web.errors.badForm}>
          <p>{web.errors.badFormWhy}</p>
        </Gate>,
        400,
      );
    }
    if (error instanceof StateError && isAway(error)) {
      log.warn({ err: causeChain(error), path: c.req.path }, "page: a cell does not answer");
      return c.html(
        <Gate web={web} title={web.cells.pageAway}>
          <p>{c.req.method === "POST" ? web.cells.pageUnknown : web.cells.pageKept}</p>
          <ToInbox web={web} />
        </Gate>,
        503,
      );
    }
    log.error({ err: causeChain(error), path: c.req.path }, "page");
    const wait = error instanceof StateError ? error.retryAfterMs : undefined;
    if (wait !== undefined) c.header("Retry-After", String(Math.ceil(wait / 1000)));
    return c.html(
      <Gate web={web} title={web.errors.failed}>
        <p>{web.errors.failedWhy}</p>
        <p class="dim">{new Date(clock.now()).toISOString()}</p>
      </Gate>,
      wait === undefined ? 500 : 429,
    );
  });
}

function ToInbox({ web }: Pick<Texts, "web">) {
  return (
    <p class="line">
      <a class="btn primary" href="/inbox">
        {web.errors.openInbox}
      </a>
    </p>
  );
}
